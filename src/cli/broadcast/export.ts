import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import { countIn, type Standing } from '../../domain/broadcast/standing.js';
import { failure, failureAs } from '../../domain/failure/failure.js';
import type { BroadcastId } from '../../domain/line/ids.js';
import type { Pages } from '../../ports/broadcast/broadcast-totals.js';
import type { StopSignal } from '../../ports/host.js';
import {
  type PeopleOfBroadcast,
  type StandingPeople,
  type Wanted,
  withPeople,
} from '../../usecases/broadcast/people/people-of-broadcast.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { count, isoTime, plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { choice, flag, grouped, type OptionValues, option, verb } from '../verb.js';
import { BROADCAST_ID } from './broadcast-id.js';
import { peopleJson, peopleText } from './exporting/people-text.js';

const OPTIONS = {
  ...grouped('Which recipients', {
    accepted: flag('whose batch LINE accepted'),
    pending: flag('who certainly has not got it, and is still to get it'),
    refused: flag('whom LINE refused'),
    unknown: flag('of whom nobody can tell, with those in flight'),
    leftOut: flag('who was left out by decision'),
  }),
  ...grouped('Output', {
    format: choice(
      '<format>',
      'ids: one user ID a line (the default); csv: with state, stage, batch, time, request ID, reason',
      ['ids', 'csv'],
    ),
    out: option('<file>', 'write a file, whole or not at all; never over one that exists'),
  }),
};

const SCHEMA = 'line-ops/broadcast-export@1';

type ExportOptions = OptionValues<typeof OPTIONS>;

export const broadcastExport = verb({
  path: 'broadcast export',
  summary: 'user IDs of who has it and who has not; of every state, in any state',
  args: BROADCAST_ID,
  options: OPTIONS,
  examples: [
    { line: 'broadcast export b-20261121-4f7k2p --accepted --unknown', does: 'who has it, or may have it' },
    { line: 'broadcast export b-20261121-4f7k2p --pending --out rest.txt', does: 'who has not' },
    { line: 'broadcast export b-20261121-4f7k2p --format csv', does: 'everybody, with the state' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: [SCHEMA],
  exits: {},
  docs: [],
  run: (session, { args: { id }, options }) => exportPeople(session, id, options),
});

async function exportPeople(session: Session, id: BroadcastId, options: ExportOptions): Promise<void> {
  const { deps, globals } = session;
  const wanted = wantedFrom(id, options, globals.json);
  const { out } = options;
  if (out !== undefined) (await deps.outputFiles()).requireNew(out);
  await withPeople(id, 'export', deps, async (people) => {
    sayBefore(session, people, wanted);
    const { broadcast } = people;
    if (globals.dryRun) {
      const changes = out === undefined ? [] : [`a new file ${out}: ${exportWords(broadcast, wanted)}`];
      await show(session, changePlanView({ requests: [], changes }));
      if (out === undefined) session.terminal.note(`would print ${exportWords(broadcast, wanted)}`);
    } else if (out !== undefined) await toFile(session, people, wanted, { out, format: options.format ?? 'ids' });
    else await toStdout(session, people, wanted, options);
    sayNext(session, 'broadcast export', { id, isFile: out !== undefined });
  });
}

const ALL: readonly Wanted[] = ['accepted', 'pending', 'refused', 'unknown', 'leftOut'];

/** @throws {LineOpsError} `usage` where the form would not tell who has it and who has not. */
function wantedFrom(id: BroadcastId, options: ExportOptions, isJson: boolean): readonly Wanted[] {
  if (isJson && options.format !== undefined && options.out === undefined) {
    const hint = 'Leave one of them out, or write the list into a file with --out.';
    throw failure('CONTRADICTING_OPTIONS', { option: '--format', why: 'is not the form of --json', hint });
  }
  const wanted = ALL.filter((name) => options[name] === true);
  if (wanted.length > 0) return wanted;
  const tellsState = options.format === 'csv' || (isJson && options.out === undefined);
  if (!tellsState) throw failure('NO_STATE_NAMED', { id });
  return ALL;
}

function standingsOf(wanted: readonly Wanted[]): readonly Standing[] {
  return wanted.flatMap((name): Standing[] => (name === 'unknown' ? ['unknown', 'inFlight'] : [name]));
}

const WORDS: Readonly<Record<Standing, string>> = {
  accepted: 'accepted',
  pending: 'pending',
  refused: 'refused',
  unknown: 'unknown',
  inFlight: 'in flight',
  leftOut: 'left out',
};

/** What a list does not say of itself, and what may come of it. */
function sayBefore(
  { deps, terminal }: Session,
  { broadcast, isHeld }: PeopleOfBroadcast,
  wanted: readonly Wanted[],
): void {
  const { settings, state, stages, recipients } = broadcast;
  const { id } = settings;
  if (isHeld) terminal.note(`${id} is being sent: this is how it stood at ${isoTime(deps.clock.now())}`);
  const inDoubt = recipients.unknown + recipients.inFlight;
  if (!wanted.includes('unknown') && inDoubt > 0)
    terminal.warn(`warning: ${plural(inDoubt, 'recipient')} may have it, and stand in no list but that of --unknown`);
  const isOver = state === 'completed' || state === 'cancelled';
  // Who was refused by name is set aside for good; a refused batch is searched by the next run.
  const refused = stages.reduce((sum, { refusedAsBatch }) => sum + refusedAsBatch.recipients, 0);
  const mayBeSent = (wanted.includes('pending') ? recipients.pending : 0) + (wanted.includes('refused') ? refused : 0);
  if (!isOver && wanted.length < ALL.length && mayBeSent > 0)
    terminal.warn(
      `warning: ${id} may still be sent to ${plural(mayBeSent, 'recipient')} of this list; before you reach them in another way: line-ops broadcast cancel ${id}`,
    );
}

/** What is exported, as numbers. */
function exportJson(
  { settings, state, recipients }: Broadcast,
  wanted: readonly Wanted[],
  { out, format }: Pick<ExportOptions, 'out' | 'format'>,
) {
  const standings = standingsOf(wanted);
  const exported = (standing: Standing) => (standings.includes(standing) ? recipients[standing] : 0);
  return {
    id: settings.id,
    state,
    out: out ?? null,
    format: format ?? null,
    total: countIn(recipients, standings),
    exported: {
      accepted: exported('accepted'),
      refused: exported('refused'),
      unknown: exported('unknown'),
      inFlight: exported('inFlight'),
      pending: exported('pending'),
      leftOut: exported('leftOut'),
    },
  };
}

/** `12 recipients: 10 accepted, 2 unknown`. */
function exportWords({ recipients }: Broadcast, wanted: readonly Wanted[]): string {
  const standings = standingsOf(wanted);
  const each = standings
    .filter((standing) => recipients[standing] > 0)
    .map((standing) => `${count(recipients[standing])} ${WORDS[standing]}`);
  return [plural(countIn(recipients, standings), 'recipient'), ...(each.length === 0 ? [] : [each.join(', ')])].join(
    ': ',
  );
}

async function toFile(
  session: Session,
  { broadcast, read }: PeopleOfBroadcast,
  wanted: readonly Wanted[],
  { out, format }: { readonly out: string; readonly format: 'ids' | 'csv' },
): Promise<void> {
  const { deps, terminal } = session;
  let stoppedBy: StopSignal | null = null;
  const release = deps.interruption.onFirst((signal) => {
    stoppedBy = signal;
  });
  const untilStopped = async function* (): AsyncGenerator<string> {
    let shownAt = deps.clock.now();
    let written = 0;
    for await (const part of peopleText(format, read(wanted))) {
      yield part;
      written += part.length;
      // Between two parts a signal is heard.
      await new Promise(setImmediate);
      if (stoppedBy !== null)
        throw failureAs(stoppedBy === 'SIGINT' ? 'cancelled' : 'terminated', 'EXPORT_STOPPED', { out });
      if (deps.clock.now() - shownAt < REDRAW_EVERY_MS) continue;
      shownAt = deps.clock.now();
      terminal.redraw(`exporting: ${count(Math.round(written / 1_000_000))} MB`);
    }
  };
  try {
    await (await deps.outputFiles()).writeNewFrom(out, untilStopped());
  } finally {
    terminal.redraw('');
    release();
  }
  terminal.note(`wrote ${out}: ${exportWords(broadcast, wanted)}`);
  await show(session, {
    schema: SCHEMA,
    json: { ...exportJson(broadcast, wanted, { out, format }), recipients: null },
    text: () => '',
  });
}

const REDRAW_EVERY_MS = 200;

/** In parts, each when the one before was taken; a reader who has enough, as in "| head", ends it. */
async function toStdout(
  { globals, terminal }: Session,
  { broadcast, read }: PeopleOfBroadcast,
  wanted: readonly Wanted[],
  { format = 'ids' }: ExportOptions,
): Promise<void> {
  await terminal.requireReceiver();
  const parts = globals.json ? documentOf(broadcast, wanted, read(wanted)) : peopleText(format, read(wanted));
  for await (const part of parts) if (!(await terminal.answerPart(part))) return;
}

/** One document, made as it is written. */
async function* documentOf(
  broadcast: Broadcast,
  wanted: readonly Wanted[],
  people: Pages<StandingPeople>,
): AsyncGenerator<string> {
  const facts = { schema: SCHEMA, ...exportJson(broadcast, wanted, { out: undefined, format: undefined }) };
  yield `${JSON.stringify(facts).slice(0, -1)},"recipients":[`;
  yield* peopleJson(people);
  yield ']}\n';
}
