import { failure } from '../../domain/failure/failure.js';
import { foldedWords } from '../../domain/text/layout/words.js';
import { folded } from '../../domain/text/text-width.js';
import type { Painter } from '../../ports/terminal.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { SUBJECT_KINDS, type Subject, type SubjectKind } from './entry.js';
import { nearestSubject, subjectsIn } from './find.js';
import { SUBJECTS } from './subjects.js';

const SCHEMA = 'line-ops/explanation@1';
/** A log that somebody pastes; a day of one is no question. */
const MAX_TEXT_BYTES = 1_000_000;
/** A word that may be said again: no secret is as short and as plain. */
const SAYABLE = /^[\w .:-]{1,30}$/;

/** Everything that can be explained, in a line each. */
export async function listSubjects(session: Session): Promise<void> {
  await show(session, {
    schema: SCHEMA,
    json: { explanations: SUBJECTS.map(subjectJson) },
    text: (paint) => [...SUBJECT_KINDS.flatMap((kind) => listOf(kind, paint)), HOW_TO_ASK].join('\n'),
  });
}

const HOW_TO_ASK =
  'Explain one with: line-ops explain <name>; what is in a text or a log: line-ops explain - < job.log';

export const KIND_TITLES: Readonly<Record<SubjectKind, string>> = {
  failure: 'Error codes of line-ops',
  'exit-code': 'Exit codes',
  message: 'Messages of LINE',
  reason: "How LINE's call of a bot server ended",
  narrowcast: 'Narrowcasts that failed',
  audience: 'Audiences',
  status: 'HTTP statuses of LINE',
};

function listOf(kind: SubjectKind, paint: Painter): readonly string[] {
  const subjects = SUBJECTS.filter((subject) => subject.kind === kind);
  return [
    paint.bold(KIND_TITLES[kind]),
    ...subjects.flatMap(({ name, means }) => [
      `  ${paint.accent(name)}`,
      ...folded(firstSentence(means), paint.columns - INDENT.length).map((line) => `${INDENT}${line}`),
    ]),
    '',
  ];
}

const INDENT = '    ';

/**
 * What a code, a status or a text is about. Nothing of the text is said again: secrets may be in it.
 *
 * @throws {LineOpsError} `usage` NOTHING_EXPLAINED where nothing in it is known.
 */
export async function explainText(session: Session, asked: string): Promise<void> {
  const text = asked === '-' ? await session.terminal.readStdin(MAX_TEXT_BYTES) : asked;
  const [first, ...others] = subjectsIn(text);
  if (first === undefined) {
    const isSayable = asked !== '-' && SAYABLE.test(asked.trim());
    throw failure('NOTHING_EXPLAINED', {
      text: isSayable ? asked.trim() : null,
      nearest: isSayable ? nearestSubject(asked) : null,
    });
  }
  await show(session, {
    schema: SCHEMA,
    json: { explanations: [first, ...others].map(subjectJson) },
    text: (paint) => explanationText(first, others, paint),
  });
}

function subjectJson({ kind, name, title, means, causes, next, docs }: Subject) {
  return {
    kind,
    name,
    title,
    means,
    causes,
    next: next.map((text) => ({ text, command: commandIn(text) })),
    docs: docs ?? null,
  };
}

/** The first command line in a step; null where there is none. */
function commandIn(step: string): string | null {
  return /`(line-ops [^`]+)`/.exec(step)?.[1] ?? null;
}

function firstSentence(text: string): string {
  return /^.*?[.](?= |$)/.exec(text)?.[0] ?? text;
}

function explanationText(subject: Subject, others: readonly Subject[], paint: Painter): string {
  const { means, causes, next, docs } = subject;
  return [
    ...headOf(subject, paint),
    ...foldedWhole(means, paint.columns),
    '',
    paint.bold('Why, the likeliest first'),
    ...numbered(causes, paint),
    '',
    paint.bold('What to do'),
    ...numbered(next, paint),
    ...(docs === undefined ? [] : ['', `LINE's page: ${docs}`]),
    ...(others.length === 0 ? [] : ['', ...folded(alsoWords(others), paint.columns)]),
  ].join('\n');
}

/** Its name and what it is called, in one line where there is room; once where both say the same. */
function headOf({ kind, name, title }: Subject, paint: Painter): readonly string[] {
  if (kind === 'exit-code' || title.toLowerCase().includes(name.toLowerCase())) return [paint.bold(title)];
  const isShort = name.length + title.length + 2 <= paint.columns;
  return isShort
    ? [`${paint.bold(name)}  ${paint.dim(title)}`]
    : [paint.bold(name), ...folded(title, paint.columns).map((line) => paint.dim(line))];
}

function numbered(items: readonly string[], paint: Painter): readonly string[] {
  return items.flatMap((item, at) => {
    const [head = '', ...rest] = foldedWhole(item, paint.columns - '  1. '.length);
    return [`  ${at + 1}. ${head}`, ...rest.map((line) => `     ${line}`)];
  });
}

/** A blank that no line is broken at. */
const GLUE = '\ue000';

/** Folded between words, and never inside a command: it is to be copied, and the half of it would do something else. */
function foldedWhole(text: string, width: number): readonly string[] {
  const glued = text.replace(/`[^`]+`/g, (command) => command.replaceAll(' ', GLUE));
  return foldedWords(glued, width).map((line) => line.replaceAll(GLUE, ' '));
}

function alsoWords(others: readonly Subject[]): string {
  const named = others.map(({ name }) => `line-ops explain ${name}`);
  return `Also in it: ${named.join(', ')}`;
}
