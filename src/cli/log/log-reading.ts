import { LineOpsError } from '../../domain/failure/failure.js';
import type { LoggedRequest, LoggedWebhook, LogReader, LogReading } from '../../ports/request-log.js';
import type { ChannelSettings } from '../../ports/store.js';
import type { Painter } from '../../ports/terminal.js';
import { nameNow } from '../../usecases/channel-setup/rename-channel.js';
import { textOf } from '../failures/text-of.js';
import { plural } from '../output/view.js';
import type { Session } from '../session.js';
import { flag, grouped, type OptionValues, option } from '../verb.js';
import { type LogForm, REQUESTS, WEBHOOKS } from './log-forms.js';
import { isWanted, type LogFilter, parseMoment, parseStatusFilter, timeOf } from './log-selection.js';

const WEBHOOKS_HELP = 'of the webhooks that were received here, not of our requests';

/** For verbs that are about either log. */
export const WHICH_LOG = { webhooks: flag(WEBHOOKS_HELP) };

/** Which entries of which log a verb is about. */
export const RANGE_OPTIONS = {
  ...grouped('Which entries', {
    ...WHICH_LOG,
    since: option('<when>', 'from then on: 1h, 7d, 2026-11-21, or an ISO 8601 time', parseMoment),
    until: option('<when>', 'up to then', parseMoment),
    status: option('<status>', 'only 429, 4xx, or none (no answer)', parseStatusFilter),
    method: option('<method>', 'only GET, POST and so on'),
    path: option('<text>', 'only where the path holds this'),
    requestId: option('<id>', 'only this request', (text) => text, { conflicts: ['webhooks', 'eventId'] }),
    eventId: option('<id>', 'only the webhooks with this webhookEventId'),
  }),
};

type RangeOptions = Partial<OptionValues<typeof RANGE_OPTIONS>>;

type Entry = LoggedRequest | LoggedWebhook;

/** How entries are printed. */
export interface LogPrinter {
  /** One line an entry, in the form of the log that is asked for. */
  readonly row: <Of extends Entry>(entry: Of, form: LogForm<Of>, paint: Painter) => string;
  /** The document of all entries, where that is asked for; null where each line is one. */
  readonly document: string | null;
  /** Goes on with what is written meanwhile, until this answers no; null for what is there. */
  readonly pause: (() => Promise<boolean>) | null;
}

/** The document of either log. */
export const WEBHOOK_LOG = 'line-ops/webhook-log@1';

/** Prints the wanted entries as the log is read, for a log may be larger than memory; answers how many. */
export function printLog(session: Session, options: RangeOptions, printer: LogPrinter): Promise<number> {
  return isOfWebhooks(options)
    ? printEntries(session, WEBHOOKS, options, { ...printer, document: printer.document === null ? null : WEBHOOK_LOG })
    : printEntries(session, REQUESTS, options, printer);
}

export function isOfWebhooks({ webhooks, eventId }: RangeOptions): boolean {
  return webhooks === true || eventId !== undefined;
}

async function printEntries<Of extends Entry>(
  session: Session,
  form: LogForm<Of>,
  options: RangeOptions,
  { row, document, pause }: LogPrinter,
): Promise<number> {
  const { terminal, globals } = session;
  const isOneDocument = globals.json && document !== null;
  const paint = await terminal.painter('stdout');
  const inDocument = (entry: Of) => JSON.stringify(form.json(entry));
  let printed = 0;
  if (isOneDocument) terminal.answer(`{"schema":${JSON.stringify(document)},"${form.name}":[`);
  await eachGroup(session, form, options, pause, (entries) => {
    if (isOneDocument) terminal.answer((printed === 0 ? '' : ',') + entries.map(inDocument).join(','));
    else terminal.answer(`${entries.map((entry) => row(entry, form, paint)).join('\n')}\n`);
    printed += entries.length;
  });
  if (isOneDocument) terminal.answer(']}\n');
  return printed;
}

/** The wanted entries, a few at a time, oldest first. */
export async function eachGroup<Of extends Entry>(
  session: Session,
  form: LogForm<Of>,
  options: RangeOptions,
  pause: (() => Promise<boolean>) | null,
  onGroup: (entries: readonly Of[]) => void,
): Promise<void> {
  const { deps, terminal, globals } = session;
  const filter: LogFilter = {
    status: options.status ?? null,
    method: options.method ?? null,
    path: options.path ?? null,
    id: options.requestId ?? options.eventId ?? null,
    channel: globals.channel,
  };
  const channels = await channelsOrNone(session);
  const reading = readingOf(await form.reader(deps), options, deps.clock.now(), pause);
  for await (const group of reading.groups) {
    const named = group.map((entry) => underNameOfNow(entry, channels));
    const wanted = named.filter((entry) => isWanted(entry, form, filter));
    if (wanted.length > 0) onGroup(wanted);
  }
  const damaged = reading.damagedLines();
  if (damaged > 0) terminal.warn(`warning: ${plural(damaged, 'damaged line')} of the log skipped`);
}

function readingOf<Of>(
  reader: LogReader<Of>,
  { since, until }: RangeOptions,
  now: number,
  pause: (() => Promise<boolean>) | null,
): LogReading<Of> {
  const range = { since: timeOf(since, now), until: timeOf(until, now) };
  return pause === null ? reader.read(range) : reader.follow(range, pause);
}

/** A channel that was renamed has its entries of before. */
function underNameOfNow<Of extends Entry>(entry: Of, channels: readonly ChannelSettings[]): Of {
  const { channel, at } = entry;
  return channel === null ? entry : { ...entry, channel: nameNow(channel, at, channels) };
}

/** The log is read in trouble: it can be where the configuration cannot. */
async function channelsOrNone({
  deps,
  terminal,
}: Pick<Session, 'deps' | 'terminal'>): Promise<readonly ChannelSettings[]> {
  try {
    return (await (await deps.configuration()).read()).channels;
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    const { message } = await textOf(error);
    terminal.warn(`warning: channels are shown by the names they had then: ${message}`);
    return [];
  }
}
