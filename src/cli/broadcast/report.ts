import type { BroadcastId } from '../../domain/line/ids.js';
import type { RefusedPerson } from '../../ports/broadcast/broadcast-totals.js';
import type { Notice } from '../../ports/broadcast/notices.js';
import { type BroadcastReport, withReport } from '../../usecases/broadcast/audit/report-broadcast.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { type OptionValues, option, verb } from '../verb.js';
import { BROADCAST_ID } from './broadcast-id.js';
import { heldOutCsv, refusedCsv } from './views/report-csv.js';
import { reportHtml } from './views/report-html.js';
import { peopleShown, reportView } from './views/report-view.js';

const OPTIONS = {
  html: option('<file>', 'also write the report as one HTML page; never over a file that exists'),
  csv: option('<file>', 'also write the recipients that LINE refused, or that were left out by decision, as CSV'),
  heldOutCsv: option('<file>', 'also write the recipients that were held out as CSV'),
};

export const broadcastReport = verb({
  path: 'broadcast report',
  summary: 'what was accepted when, who was refused and why, and what is in doubt',
  args: BROADCAST_ID,
  options: OPTIONS,
  examples: [
    { line: 'broadcast report b-20261121-4f7k2p', does: 'on the terminal' },
    { line: 'broadcast report b-20261121-4f7k2p --html report.html --csv refused.csv', does: 'into files too' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/broadcast-report@1'],
  exits: {},
  docs: [],
  run: (session, { args: { id }, options }) => report(session, id, options),
});

async function report(session: Session, id: BroadcastId, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, globals, terminal } = session;
  const files = await deps.outputFiles();
  const paths = [options.html, options.csv, options.heldOutCsv].filter((path) => path !== undefined);
  for (const path of paths) files.requireNew(path);
  await withReport(id, deps, async (found) => {
    const notices = await (await deps.notices()).of(id);
    await show(session, reportView(found, notices, await peopleShown(found, globals.json)));
    if (!globals.dryRun) await writeFiles(found, notices, options, session);
    else for (const path of paths) terminal.note(`would write ${path}`);
    sayNext(session, 'broadcast report', { id, isFile: 0 < paths.length });
  });
}

async function writeFiles(
  found: BroadcastReport,
  notices: readonly Notice[],
  { html, csv, heldOutCsv: heldOut }: OptionValues<typeof OPTIONS>,
  session: Session,
) {
  const { deps, terminal } = session;
  const files = await deps.outputFiles();
  const write = async (path: string | undefined, chunks: () => AsyncIterable<string>) => {
    if (path === undefined) return;
    await files.writeNewFrom(path, chunks());
    terminal.note(`wrote ${path}`);
  };
  const { time } = await terminal.painter('stdout');
  await write(html, () => reportHtml(found, notices, { time, now: deps.clock.now(), version: deps.version }));
  await write(csv, () => refusedCsv(notSentTo(found)));
  await write(heldOut, () => heldOutCsv(found.heldOutIds()));
}

/** Everybody who is known by name not to get it, each with the reason. */
async function* notSentTo(found: BroadcastReport): AsyncGenerator<readonly RefusedPerson[]> {
  yield* found.refusedPeople();
  for await (const people of found.leftOutPeople())
    yield people.map((person) => ({ ...person, reason: `left out by decision: ${person.reason}` }));
}
