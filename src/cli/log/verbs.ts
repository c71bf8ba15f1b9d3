import { type Command, Option } from 'commander';
import { LineOpsError } from '../../domain/failure/failure.js';
import { parseDuration } from '../../domain/text/duration.js';
import type { Deps } from '../../ports/deps.js';
import type { LoggedRequest, LogRange } from '../../ports/request-log.js';
import { confirmOrStop, type Given, runs, type Session } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { by } from '../input.js';
import { count, plural, show } from '../output/view.js';
import { detailRows, requestJson, textRow, tsvRow } from './log-rows.js';
import {
  isWanted,
  type LogFilter,
  type Moment,
  parseMoment,
  parseStatusFilter,
  type StatusFilter,
  timeOf,
} from './log-selection.js';

const KEEP = '90d';

interface RangeOptions {
  readonly since?: Moment;
  readonly until?: Moment;
  readonly status?: StatusFilter;
  readonly requestId?: string;
}

interface ExportOptions extends RangeOptions {
  readonly format: 'tsv' | 'jsonl';
}

export function addLogVerbs(noun: Command, deps: Deps): void {
  runs(
    addRangeOptions(noun.command('list').description('list the API requests made from this machine, oldest first')),
    deps,
    listRequests,
  );
  runs(
    noun
      .command('show')
      .description('show everything that was written down of a request')
      .argument('<requestId>', "LINE's x-line-request-id"),
    deps,
    showRequest,
  );
  runs(
    addRangeOptions(
      noun
        .command('export')
        .description('print the log for other programs')
        .addOption(
          new Option('--format <format>', 'tsv: the five columns that LINE recommends; jsonl: everything')
            .choices(['tsv', 'jsonl'])
            .default('tsv'),
        ),
    ),
    deps,
    exportRequests,
  );
  runs(
    addChangeOptions(
      noun
        .command('prune')
        .description('delete the days of the log that are older than they need be')
        .addOption(
          new Option('--older-than <duration>', 'delete days that ended before then')
            .argParser(by(parseDuration))
            .default(parseDuration(KEEP), KEEP),
        ),
    ),
    deps,
    prune,
  );
}

function addRangeOptions(command: Command): Command {
  return command
    .option('--since <when>', 'from then on: 1h, 7d, 2026-11-21, or an ISO 8601 time', by(parseMoment))
    .option('--until <when>', 'up to then', by(parseMoment))
    .option('--status <status>', 'only 429, 4xx, or none (no answer)', by(parseStatusFilter))
    .option('--request-id <id>', 'only this request');
}

async function listRequests(session: Session, { options }: Given<RangeOptions>): Promise<void> {
  if (session.globals.json) return answerDocument(session, 'line-ops/log-list@1', options);
  const paint = await session.terminal.painter('stdout');
  const printed = await answerRows(session, options, (request) => textRow(request, paint));
  if (printed === 0) session.terminal.note('No requests were logged in that time.');
}

async function exportRequests(session: Session, { options }: Given<ExportOptions>): Promise<void> {
  if (session.globals.json) return answerDocument(session, 'line-ops/log-export@1', options);
  await answerRows(
    session,
    options,
    options.format === 'tsv' ? tsvRow : (request) => JSON.stringify(requestJson(request)),
  );
}

async function showRequest(session: Session, { args: [requestId = ''] }: Given<object>): Promise<void> {
  const found: LoggedRequest[] = [];
  await eachGroup(session, { requestId }, (requests) => found.push(...requests));
  if (found.length === 0) {
    throw new LineOpsError('usage', 'REQUEST_NOT_LOGGED', `no logged request has the ID "${requestId}"`, {
      hint: 'See: line-ops log list --since 1d',
    });
  }
  await show(session, {
    schema: 'line-ops/log-show@1',
    json: { requests: found.map(requestJson) },
    text: (paint) => found.map((request) => paint.table([], detailRows(request, paint))).join('\n\n'),
  });
}

async function prune(
  session: Session,
  { options: { olderThan } }: Given<{ readonly olderThan: number }>,
): Promise<void> {
  const { deps, globals } = session;
  const log = await deps.requestLog();
  const files = await log.filesBefore(deps.clock.now() - olderThan);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const what = `${plural(files.length, 'day')} of the log (${count(bytes)} bytes)`;
  if (files.length > 0 && !globals.dryRun) {
    await confirmOrStop(session, `Delete ${what}?`);
    await log.remove(files);
  }
  await show(session, {
    schema: 'line-ops/log-prune@1',
    json: {
      deleted: globals.dryRun ? [] : files.map(({ name }) => name),
      wouldDelete: globals.dryRun ? files.map(({ name }) => name) : [],
      bytes,
    },
    text: () =>
      files.length === 0 ? 'Nothing is that old.' : `${globals.dryRun ? 'Would delete' : 'Deleted'} ${what}.`,
  });
}

/** Prints one line a request as the log is read; answers how many. */
async function answerRows(
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
async function answerDocument(session: Session, schema: string, options: RangeOptions): Promise<void> {
  const { terminal } = session;
  let separator = '';
  terminal.answer(`{"schema":${JSON.stringify(schema)},"requests":[`);
  await eachGroup(session, options, (requests) => {
    terminal.answer(separator + requests.map((request) => JSON.stringify(requestJson(request))).join(','));
    separator = ',';
  });
  terminal.answer(']}\n');
}

async function eachGroup(
  { deps, terminal, globals }: Session,
  options: RangeOptions,
  onGroup: (requests: readonly LoggedRequest[]) => void,
): Promise<void> {
  const now = deps.clock.now();
  const range: LogRange = { since: timeOf(options.since, now), until: timeOf(options.until, now) };
  const filter: LogFilter = {
    status: options.status ?? null,
    requestId: options.requestId ?? null,
    channel: globals.channel,
  };
  const reading = (await deps.requestLog()).read(range);
  for await (const group of reading.groups) {
    const wanted = group.filter((request) => isWanted(request, filter));
    if (wanted.length > 0) onGroup(wanted);
  }
  const damaged = reading.damagedLines();
  if (damaged > 0) terminal.warn(`warning: ${plural(damaged, 'damaged line')} of the log skipped`);
}
