import { failure } from '../failure/failure.js';
import { nearestName } from '../text/nearest-name.js';
import { QUESTIONS, type QuestionId } from './checklist.js';

/** What somebody said to a question of the checklist. */
export interface Answer {
  readonly id: QuestionId;
  readonly says: 'yes' | 'no';
  readonly note: string | null;
  /** Who said it, for people. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An answer as it stands on the command line. */
export type GivenAnswer = Pick<Answer, 'id' | 'says' | 'note'>;

const IDS: readonly QuestionId[] = QUESTIONS.map(({ id }) => id);

/** Whether the word is the ID of a question. */
export function isQuestionId(id: string): id is QuestionId {
  return IDS.some((known) => known === id);
}

/** `unsend=no:not yet`. @throws {LineOpsError} `usage` for no question, or neither yes nor no. */
export function parseAnswer(text: string): GivenAnswer {
  const [, id = '', says = '', note = ''] = /^([^=]*)=(yes|no)(?::(.*))?$/su.exec(text) ?? [];
  if (says !== 'yes' && says !== 'no') throw failure('INVALID_ANSWER', { which: 'form', text });
  if (!isQuestionId(id))
    throw failure('INVALID_ANSWER', { which: 'question', id, meant: nearestName(id, IDS), ids: IDS });
  return { id, says, note: note.trim() === '' ? null : note.trim() };
}

/** The answers with those given now in the place of earlier ones to the same questions; the last of several counts. */
export function withAnswers(before: readonly Answer[], given: readonly Answer[]): readonly Answer[] {
  const latest = new Map([...before, ...given].map((answer) => [answer.id, answer]));
  return [...latest.values()];
}
