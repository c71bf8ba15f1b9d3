import type { Deps } from '../../ports/deps.js';
import type { StateRow, WholeState } from '../../ports/team/whole-state.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { option, verb } from '../verb.js';
import { exportedRow, userIdsIn } from './exported-row.js';
import { placeJson } from './state-json.js';

export const stateExport = verb({
  path: 'state export',
  summary: 'everything but secrets as JSON lines: for audits, and for leaving; with the user IDs of recipients',
  args: {},
  options: { output: option('<file>', 'write a file of mode 0600, whole or not at all; never over one that exists') },
  examples: [
    { line: 'state export --output state.jsonl', does: 'a file that holds personal data' },
    { line: 'state export --json', does: 'the same on stdout' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/state-export@1', 'line-ops/state-line@1'],
  exits: { unavailable: 'the state server does not answer', auth: 'the state server does not let this user in' },
  docs: [],
  run: (session, { options: { output } }) => exportState(session, output),
});

interface Written {
  lines: number;
  userIds: number;
}

async function exportState(session: Session, output: string | undefined): Promise<void> {
  const { deps, terminal, globals } = session;
  if (output !== undefined) (await deps.outputFiles()).requireNew(output);
  if (globals.dryRun) {
    const changes = output === undefined ? [] : [`a new file ${output}: everything but secrets`];
    return show(session, changePlanView({ requests: [], changes }));
  }
  const written: Written = { lines: 0, userIds: 0 };
  if (output === undefined) {
    await terminal.requireReceiver();
    await eachLine(deps, written, async (lines) => terminal.answerPart(lines));
  } else {
    await toFile(deps, written, output);
    await show(session, {
      schema: 'line-ops/state-export@1',
      json: { output, lines: written.lines, userIds: written.userIds },
      text: () => `Wrote ${output}: ${plural(written.lines, 'line')}.`,
    });
  }
  if (written.userIds > 0)
    terminal.note(`It holds ${plural(written.userIds, 'user ID')}: personal data. It holds no token and no secret.`);
  sayNext(session, 'state export', {});
}

/** Lines that go together: a write of each alone would take longer than making it. */
const TOGETHER_CHARACTERS = 256 * 1024;

/** `take` says whether somebody still wants more. */
async function eachLine(deps: Deps, written: Written, take: (lines: string) => Promise<boolean>): Promise<void> {
  const whole = await deps.wholeState();
  let kept = '';
  let isWanted = true;
  const add = async (type: string, row: unknown) => {
    kept += `${JSON.stringify({ schema: 'line-ops/state-line@1', type, row })}\n`;
    written.lines += 1;
    if (kept.length < TOGETHER_CHARACTERS) return;
    isWanted = await take(kept);
    kept = '';
  };
  await add('state', await headOf(whole, deps));
  for (const channel of (await (await deps.configuration()).read()).channels) await add('channel', channel);
  await whole.read(async (rows) => {
    for await (const { table, row } of rows) {
      if (!isWanted) return;
      await add(table, counted(row, written));
    }
  });
  if (isWanted && kept !== '') await take(kept);
}

async function headOf(whole: WholeState, { clock, version }: Deps): Promise<Record<string, unknown>> {
  const { place, schemaVersion } = await whole.facts();
  return { place: placeJson(place), schemaVersion, exportedAt: new Date(clock.now()).toISOString(), version };
}

function counted(row: StateRow, written: Written): Record<string, unknown> {
  written.userIds += userIdsIn(row);
  return exportedRow(row);
}

/** What is made while it is written, in a file that is there whole or not at all. */
async function toFile(deps: Deps, written: Written, output: string): Promise<void> {
  const parts: string[] = [];
  let wake: () => void = () => {};
  let isOver = false;
  let taken: () => void = () => {};
  const making = eachLine(deps, written, async (lines) => {
    parts.push(lines);
    wake();
    await new Promise<void>((resolve) => {
      taken = resolve;
    });
    return !isOver;
  }).finally(() => {
    isOver = true;
    wake();
  });
  // Told to whoever reads the chunks, also where it fails before anybody does.
  making.catch(() => {});
  const chunks = async function* (): AsyncGenerator<string> {
    for (;;) {
      const part = parts.shift();
      if (part !== undefined) {
        yield part;
        taken();
      } else if (isOver) return void (await making);
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  };
  try {
    await (await deps.outputFiles()).writeNewFrom(output, chunks());
  } finally {
    isOver = true;
    taken();
    await making.catch(() => {});
  }
}
