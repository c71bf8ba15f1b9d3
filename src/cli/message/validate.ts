import { failure } from '../../domain/failure/failure.js';
import { SEND_METHODS } from '../../domain/messages/engine/finding.js';
import type { AskLine } from '../../usecases/messages/remote-check.js';
import { validateMessages } from '../../usecases/messages/validate-messages.js';
import type { Session } from '../session.js';
import { anyArguments, choice, flag, type OptionValues, verb } from '../verb.js';
import { createReport, REPORT_FORMATS } from './validate/formats.js';

const OPTIONS = {
  for: choice('<method>', 'the send method (default: what a request body is for, else multicast)', SEND_METHODS),
  wrap: flag('read a bare Flex container, as the simulator exports it, as a Flex Message'),
  remote: flag("ask LINE's validate endpoint too; sends nothing"),
  format: choice('<format>', 'how findings are written (default: pretty)', REPORT_FORMATS),
};

export const messageValidate = verb({
  path: 'message validate',
  summary: 'check message objects against every rule of LINE, offline',
  args: {
    file: anyArguments('JSON, YAML, or one document a line (.jsonl); a folder or pattern of them; - or nothing: stdin'),
  },
  options: OPTIONS,
  examples: [
    { line: 'message validate sale.json', does: 'each finding, its place and rule' },
    { line: 'message validate --for push --remote sale.json', does: "LINE's own verdict too" },
    { line: 'message validate --format sarif messages/', does: 'a whole folder, for code scanning' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/message-validate@1'],
  run: (session, { args: { file }, options }) => validate(session, file, options),
});

async function validate(
  session: Session,
  files: readonly string[],
  options: OptionValues<typeof OPTIONS>,
): Promise<void> {
  const { deps, terminal, globals } = session;
  if (globals.json && (options.format ?? 'json') !== 'json') {
    throw failure('CONFLICTING_OPTIONS', { which: 'format', format: options.format });
  }
  const format = globals.json ? 'json' : (options.format ?? 'pretty');
  const report = await createReport(format, { version: deps.version, painter: () => terminal.painter('stdout') });
  const askLine = options.remote === true ? await remote(session) : null;
  const write = (text: string) => {
    if (text === '') return;
    if (format !== 'github') terminal.answer(`${text}\n`);
    else for (const command of text.split('\n')) terminal.workflowCommand(command, 'stdout');
  };
  const paths = files.length === 0 ? ['-'] : files;
  const summary = await validateMessages(
    { paths, method: options.for ?? null, wrap: options.wrap === true },
    { files: await deps.messageFiles(), askLine, onFindings: (found) => write(report.findings(found)) },
  );
  write(report.end(summary));
  if (summary.remoteFailure !== null) throw summary.remoteFailure;
  if (summary.errors === 0) return;
  throw failure('MESSAGES_INVALID', { which: 'validate', errors: summary.errors });
}

async function remote(session: Session): Promise<AskLine> {
  const { api, tokens } = await session.atLine();
  return async (method, body) => api.validate(await tokens.current(), method, body);
}
