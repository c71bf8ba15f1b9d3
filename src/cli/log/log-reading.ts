import { LineOpsError } from '../../domain/failure/failure.js';
import type { LoggedRequest, LogRange } from '../../ports/request-log.js';
import type { ChannelSettings } from '../../ports/store.js';
import { nameNow } from '../../usecases/channel-setup/rename-channel.js';
import { textOf } from '../failures/text-of.js';
import { plural } from '../output/view.js';
import type { Session } from '../session.js';
import { type OptionValues, option } from '../verb.js';
import { requestJson } from './log-rows.js';
import { isWanted, type LogFilter, parseMoment, parseStatusFilter, timeOf } from './log-selection.js';

/** Which requests of the log a verb is about. */
export const RANGE_OPTIONS = {
  since: option('<when>', 'from then on: 1h, 7d, 2026-11-21, or an ISO 8601 time', parseMoment),
  until: option('<when>', 'up to then', parseMoment),
  status: option('<status>', 'only 429, 4xx, or none (no answer)', parseStatusFilter),
  requestId: option('<id>', 'only this request'),
};

type RangeOptions = OptionValues<typeof RANGE_OPTIONS>;

/** Prints one line a request as the log is read; answers how many. */
export async function answerRows(
  session: Session,
  options: RangeOptions,
  row: (request: LoggedRequest) => string,
): Promise<number> {
  let printed = 0;
  await eachGroup(session, options, (requests) => {
    printed += requests.length;
    session.terminal.answer(`${requests.map(row).join('\n')}\n`);
  });
  return printed;
}

/** One document, written as the log is read: a log may be larger than memory. */
export async function answerDocument(session: Session, schema: string, options: RangeOptions): Promise<void> {
  const { terminal } = session;
  let separator = '';
  terminal.answer(`{"schema":${JSON.stringify(schema)},"requests":[`);
  await eachGroup(session, options, (requests) => {
    terminal.answer(separator + requests.map((request) => JSON.stringify(requestJson(request))).join(','));
    separator = ',';
  });
  terminal.answer(']}\n');
}

/** The wanted requests, a few at a time, oldest first. */
export async function eachGroup(
  { deps, terminal, globals }: Session,
  { since, until, status, requestId }: Partial<RangeOptions>,
  onGroup: (requests: readonly LoggedRequest[]) => void,
): Promise<void> {
  const now = deps.clock.now();
  const range: LogRange = { since: timeOf(since, now), until: timeOf(until, now) };
  const filter: LogFilter = { status: status ?? null, requestId: requestId ?? null, channel: globals.channel };
  const channels = await channelsOrNone({ deps, terminal });
  const reading = (await deps.requestLog()).read(range);
  for await (const group of reading.groups) {
    const named = group.map((request) => underNameOfNow(request, channels));
    const wanted = named.filter((request) => isWanted(request, filter));
    if (wanted.length > 0) onGroup(wanted);
  }
  const damaged = reading.damagedLines();
  if (damaged > 0) terminal.warn(`warning: ${plural(damaged, 'damaged line')} of the log skipped`);
}

/** A channel that was renamed has its requests of before. */
function underNameOfNow(request: LoggedRequest, channels: readonly ChannelSettings[]): LoggedRequest {
  const { channel, at } = request;
  return channel === null ? request : { ...request, channel: nameNow(channel, at, channels) };
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
