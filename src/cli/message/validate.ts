import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { SEND_METHODS, type SendMethod } from '../../domain/messages/engine/finding.js';
import type { Destination } from '../../domain/messages/engine/shapes.js';
import type { AskLine } from '../../usecases/messages/remote-check.js';
import { type ValidationSummary, validateMessages } from '../../usecases/messages/validate-messages.js';
import { textOf } from '../failures/text-of.js';
import type { Session } from '../session.js';
import { anyArguments, choice, flag, type OptionValues, verb } from '../verb.js';
import { createReport, REPORT_FORMATS } from './validate/formats.js';

const DESTINATIONS = ['user', 'group', 'room'] as const satisfies readonly Destination[];
/** What reaches a group or a room; the others go to users alone. */
const TO_GROUPS: readonly SendMethod[] = ['push', 'reply'];

const OPTIONS = {
  for: choice('<method>', 'the send method (default: what a request body is for, else multicast)', SEND_METHODS),
  destination: choice(
    '<chat>',
    'where they go, by push unless --for says otherwise; a "to" in the file goes before',
    DESTINATIONS,
  ),
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
  exits: {
    findings: 'errors were found',
    auth: 'with --remote: LINE does not take the credentials',
    limit: 'with --remote: LINE answers 429 for too long',
    unavailable: 'with --remote: LINE cannot be reached',
    refused: 'with --remote: LINE refuses the request',
  },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#message-objects'],
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
  requireReachable(options);
  const format = globals.json ? 'json' : (options.format ?? 'pretty');
  const report = await createReport(format, {
    version: deps.version,
    painter: () => terminal.painter('stdout'),
  });
  const write = (text: string) => {
    if (text === '') return;
    if (format !== 'github') terminal.answer(`${text}\n`);
    else for (const command of text.split('\n')) terminal.workflowCommand(command, 'stdout');
  };
  const paths = files.length === 0 ? ['-'] : files;
  const summary = await validateMessages(
    {
      paths,
      method: options.for ?? null,
      destination: options.destination ?? 'unknown',
      wrap: options.wrap === true,
    },
    {
      files: await deps.messageFiles(),
      askLine: options.remote === true ? remote(session) : null,
      onFindings: (found) => write(report.findings(found)),
      describe: async (problem) => (await textOf(problem)).message,
    },
  );
  write(report.end(summary));
  const problem = problemOf(summary);
  if (problem !== null) throw problem;
}

/** @throws {LineOpsError} `usage` for a way of sending that does not lead there. */
function requireReachable({ for: method, destination }: OptionValues<typeof OPTIONS>): void {
  if (method === undefined || destination === undefined || destination === 'user' || TO_GROUPS.includes(method)) return;
  throw failure('CONFLICTING_OPTIONS', { which: 'destination', destination, method });
}

/** A path that names nothing is the first thing to mend; what LINE could not judge comes before what was found. */
function problemOf({ errors, unreadable, remoteFailure, pathFailure }: ValidationSummary): LineOpsError | null {
  if (pathFailure !== null) return pathFailure;
  if (remoteFailure !== null) return remoteFailure;
  return errors === 0 ? null : failure('MESSAGES_INVALID', { which: 'validate', errors, unreadable });
}

/** Without credentials it fails as it does without LINE: when it is first asked, after what was found offline. */
function remote(session: Session): AskLine {
  return async (method, body) => {
    const { api, tokens } = await session.atLine();
    return api.validate(await tokens.current(), method, body);
  };
}
