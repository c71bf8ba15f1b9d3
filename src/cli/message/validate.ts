import { type Command, Option } from 'commander';
import { LineOpsError } from '../../domain/failure/failure.js';
import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { Deps } from '../../ports/deps.js';
import type { AskLine } from '../../usecases/messages/remote-check.js';
import { validateMessages } from '../../usecases/messages/validate-messages.js';
import { type Given, runs, type Session } from '../context.js';
import { plural } from '../output/view.js';
import { openSession } from '../session.js';
import { createReport, REPORT_FORMATS, type ReportFormat } from './report-formats.js';

const SEND_METHODS = ['push', 'multicast', 'broadcast', 'narrowcast', 'reply'] as const satisfies readonly SendMethod[];

interface Options {
  readonly for: SendMethod;
  readonly format?: ReportFormat;
  readonly remote?: boolean;
}

export function addMessageValidate(noun: Command, deps: Deps): void {
  runs<Options>(
    noun
      .command('validate')
      .description('check message objects against every rule of LINE, offline')
      .argument(
        '[file...]',
        'JSON, YAML (.yaml, .yml), or one document a line (.jsonl); - or nothing for JSON on stdin',
      )
      .addOption(
        new Option('--for <method>', 'the send method the messages are for').choices(SEND_METHODS).default('multicast'),
      )
      .option('--remote', "ask LINE's validate endpoint too; sends nothing")
      .addOption(new Option('--format <format>', 'how findings are written (default: pretty)').choices(REPORT_FORMATS)),
    deps,
    validate,
  );
}

async function validate(session: Session, { args, options }: Given<Options>): Promise<void> {
  const { deps, terminal, globals } = session;
  if (globals.json && (options.format ?? 'json') !== 'json') {
    throw new LineOpsError('usage', 'CONFLICTING_OPTIONS', `--json and --format ${options.format} cannot both be`, {
      hint: 'Leave one of them out.',
    });
  }
  const format = globals.json ? 'json' : (options.format ?? 'pretty');
  const report = await createReport(format, { version: deps.version, painter: () => terminal.painter('stdout') });
  const askLine = options.remote === true ? await remote(session) : null;
  const write = (text: string) => {
    if (text === '') return;
    if (format !== 'github') terminal.answer(`${text}\n`);
    else for (const command of text.split('\n')) terminal.workflowCommand(command, 'stdout');
  };
  const paths = args.length === 0 ? ['-'] : args;
  const summary = await validateMessages(
    { paths, method: options.for },
    { files: await deps.messageFiles(), askLine, onFindings: (found) => write(report.findings(found)) },
  );
  write(report.end(summary));
  if (summary.remoteFailure !== null) throw summary.remoteFailure;
  if (summary.errors === 0) return;
  throw new LineOpsError(
    'findings',
    'MESSAGES_INVALID',
    `the messages have ${plural(summary.errors, 'error')}; LINE would refuse them`,
    {
      hint: 'Each finding names the place, the rule and the limit; with --json also the official page.',
    },
  );
}

async function remote(session: Session): Promise<AskLine> {
  const { api, tokens } = await openSession(session);
  return async (method, body) => api.validate(await tokens.current(), method, body);
}
