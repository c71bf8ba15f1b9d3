import { FAILURES, type FailureCode } from '../../domain/failure/failures.js';
import { EXIT_CODES } from '../program/exit.js';
import { EXIT_CODE_ENTRIES } from './entries/exit-codes.js';
import { AUDIENCES } from './entries/failures/audience/audiences.js';
import { CHANNELS } from './entries/failures/channels.js';
import { LINE } from './entries/failures/line.js';
import { MESSAGES } from './entries/failures/messages.js';
import { PLANNING } from './entries/failures/planning.js';
import { RECIPIENTS } from './entries/failures/recipients.js';
import { ROTATION } from './entries/failures/rotation.js';
import { SENDING } from './entries/failures/sending.js';
import { STATE } from './entries/failures/state.js';
import { SURROUNDINGS } from './entries/failures/surroundings.js';
import { SERVER } from './entries/failures/team/server.js';
import { TOKENS } from './entries/failures/tokens.js';
import { VALUES } from './entries/failures/values.js';
import { WEBHOOK_SENDING } from './entries/failures/webhook/sending.js';
import { AUDIENCE_SUBJECTS } from './entries/line/audiences.js';
import { DETAIL_SUBJECTS } from './entries/line/details.js';
import { MESSAGE_SUBJECTS } from './entries/line/messages.js';
import { NARROWCAST_SUBJECTS } from './entries/line/narrowcasts.js';
import { STATUSES } from './entries/line/statuses.js';
import { TOKEN_SUBJECTS } from './entries/line/tokens.js';
import { WEBHOOK_SUBJECTS } from './entries/line/webhooks.js';
import type { Entries, Entry, LineSubject, Subject, SubjectKind } from './entry.js';

const FAILURE_ENTRIES: Entries<FailureCode> = {
  ...VALUES,
  ...CHANNELS,
  ...TOKENS,
  ...ROTATION,
  ...MESSAGES,
  ...RECIPIENTS,
  ...PLANNING,
  ...AUDIENCES,
  ...SENDING,
  ...STATE,
  ...SERVER,
  ...LINE,
  ...SURROUNDINGS,
  ...WEBHOOK_SENDING,
};

/** Codes that are no failure of the catalogue: anything that nobody foresaw, and a part of a status that LINE did not answer in time. */
const OTHER_CODES: Entries<'INTERNAL' | 'NOT_ANSWERED_IN_TIME'> = {
  INTERNAL: {
    means:
      'A fault of line-ops. What was recorded before it is whole: each step is written down before the next begins.',
    causes: ['A case that nobody foresaw.'],
    next: [
      'Run it again with LINE_OPS_DEBUG=1, and report what it prints; no secret is in it.',
      'See what is unfinished: `line-ops status`.',
    ],
  },
  NOT_ANSWERED_IN_TIME: {
    means:
      '`status` gives LINE, and the server that a team shares its state in, two seconds, and this part was not answered within them. Nothing is wrong with it as far as is known.',
    causes: ['The network is slow, or LINE or the state server is.', 'A proxy adds its own time.'],
    next: [
      'Ask for the part alone, which waits longer: `line-ops channel show` for LINE, `line-ops state show` for the server.',
    ],
  },
};

/** Everything that can be explained: what says most of a text first. */
export const SUBJECTS: readonly Subject[] = [
  ...Object.entries({ ...FAILURE_ENTRIES, ...OTHER_CODES }).map(([name, entry]) => failureSubject(name, entry)),
  ...ofKind('message', [...MESSAGE_SUBJECTS, ...TOKEN_SUBJECTS, ...DETAIL_SUBJECTS]),
  ...ofKind('reason', WEBHOOK_SUBJECTS),
  ...ofKind('narrowcast', NARROWCAST_SUBJECTS),
  ...ofKind('audience', AUDIENCE_SUBJECTS),
  ...Object.entries(STATUSES).map(([status, { title, ...entry }]) => ({
    kind: 'status' as const,
    name: status,
    title: `${status} ${title}`,
    seenAs: [statusPattern(status)],
    ...entry,
  })),
  ...Object.entries(EXIT_CODE_ENTRIES).map(([code, entry]) => ({
    kind: 'exit-code' as const,
    name: `exit-${code}`,
    title: `Exit code ${code}`,
    seenAs: [
      new RegExp(`\\bexit(?:ed)?(?: with)?(?: code| status)?[ :=]{1,3}${code}\\b`, 'i'),
      new RegExp(`"exitCode":${code}\\b`),
    ],
    ...entry,
  })),
];

function failureSubject(code: string, entry: Entry): Subject {
  // Whoever writes "usage" or "cancelled" does not mean a code: one word alone counts only where a document has it.
  const inDocument = new RegExp(`"code"\\s{0,4}:\\s{0,4}"${code}"`);
  const alone = code.includes('_') ? [new RegExp(`\\b${code}\\b`)] : [];
  return { kind: 'failure', name: code, title: exitWords(code), seenAs: [inDocument, ...alone], ...entry };
}

/** What a command with this code ends with. */
function exitWords(code: string): string {
  const declared = FAILURES[code as FailureCode];
  if (code === 'INTERNAL') return 'Error code, exit 1';
  if (declared === undefined) return 'Code of a part that could not be read';
  return declared.kind === null || declared.kind === undefined
    ? 'Error code, exit by what it was about'
    : `Error code, exit ${EXIT_CODES[declared.kind]}`;
}

function ofKind(kind: SubjectKind, subjects: readonly LineSubject[]): readonly Subject[] {
  return subjects.map((subject) => ({ kind, ...subject }));
}

/** A number alone may be anything: it is a status where something beside it says so. */
function statusPattern(status: string): RegExp {
  return new RegExp(
    `(?:\\bHTTP(?:\\/[\\d.]{1,3})?|\\bstatus(?:Code|_code| code)?"?|\\banswered|\\bHTTP error|\\berror(?: code)?)[ :="]{1,4}${status}\\b|^${status}\\b`,
    'im',
  );
}
