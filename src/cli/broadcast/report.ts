import type { Command } from 'commander';
import { parseBroadcastId } from '../../domain/line/ids.js';
import type { RefusedPerson } from '../../ports/broadcast/broadcast-totals.js';
import type { Deps } from '../../ports/deps.js';
import { type BroadcastReport, withReport } from '../../usecases/broadcast/audit/report-broadcast.js';
import { type Given, runs, type Session } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { show } from '../output/view.js';
import { heldOutCsv, refusedCsv } from './views/report-csv.js';
import { reportHtml } from './views/report-html.js';
import { reportView } from './views/report-view.js';

interface Options {
  readonly html?: string;
  readonly csv?: string;
  readonly heldOutCsv?: string;
}

export function addReportVerb(noun: Command, deps: Deps): void {
  runs(
    addChangeOptions(
      noun
        .command('report')
        .argument('<id>', 'broadcast ID')
        .description('what was accepted when, who was refused and why, and what is in doubt')
        .option('--html <file>', 'also write the report as one HTML page; never over a file that exists')
        .option(
          '--csv <file>',
          'also write the recipients that LINE refused, or that were left out by decision, as CSV',
        )
        .option('--held-out-csv <file>', 'also write the recipients that were held out as CSV'),
    ),
    deps,
    report,
  );
}

async function report(session: Session, { args, options }: Given<Options>): Promise<void> {
  const { deps, globals, terminal } = session;
  const id = parseBroadcastId(args[0] ?? '');
  const files = await deps.outputFiles();
  const paths = [options.html, options.csv, options.heldOutCsv].filter((path) => path !== undefined);
  for (const path of paths) files.requireNew(path);
  await withReport(id, deps, async (found) => {
    await show(session, reportView(found, terminal.columns));
    if (!globals.dryRun) await writeFiles(found, options, session);
    else for (const path of paths) terminal.note(`would write ${path}`);
  });
}

async function writeFiles(found: BroadcastReport, { html, csv, heldOutCsv: heldOut }: Options, session: Session) {
  const { deps, terminal } = session;
  const files = await deps.outputFiles();
  const write = (path: string | undefined, chunks: () => Iterable<string>) => {
    if (path === undefined) return;
    files.writeNew(path, chunks());
    terminal.note(`wrote ${path}`);
  };
  const { time } = await terminal.painter('stdout');
  write(html, () => reportHtml(found, { time, now: deps.clock.now(), version: deps.version }));
  write(csv, () => refusedCsv(notSentTo(found)));
  write(heldOut, () => heldOutCsv(found.heldOutIds()));
}

/** Everybody who is known by name not to get it, each with the reason. */
function* notSentTo(found: BroadcastReport): Generator<RefusedPerson> {
  yield* found.refusedPeople();
  for (const person of found.leftOutPeople()) yield { ...person, reason: `left out by decision: ${person.reason}` };
}
