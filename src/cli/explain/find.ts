import { nearestName } from '../../domain/text/nearest-name.js';
import type { Subject } from './entry.js';
import { SUBJECTS } from './subjects.js';

/** Numbers that line-ops ends with; all others of three digits are statuses. */
const EXIT_NUMBER = /^(?:exit(?: code| status)?[ -]?)?(\d{1,3})$/i;

/** What a word or a text is about, the most telling first; none where nothing in it is known. */
export function subjectsIn(text: string): readonly Subject[] {
  const named = subjectsNamed(text);
  return named.length > 0 ? named : subjectsSeen(text);
}

/** A name of the catalogue, as somebody types one: capitals do not count, nor what stands around it. */
function subjectsNamed(text: string): readonly Subject[] {
  const name = text
    .trim()
    .replace(/^["'`]|["'`.:]$/g, '')
    .toLowerCase();
  const number = EXIT_NUMBER.exec(name)?.[1];
  const names = number === undefined ? [name, `${name}.`] : [`exit-${number}`, ...(/^exit/.test(name) ? [] : [number])];
  const found = SUBJECTS.filter(
    (subject) => names.includes(subject.name.toLowerCase()) || names.includes(subject.title.toLowerCase()),
  );
  // A bare number from 1 to 5 may also be LINE's for a narrowcast.
  const ofNarrowcast = number === name ? SUBJECTS.filter((subject) => subject.name === `narrowcast-${number}`) : [];
  return [...found, ...ofNarrowcast];
}

/** What shows in a text. What everything ends with says nothing beside what it ended for. */
function subjectsSeen(text: string): readonly Subject[] {
  const seen = SUBJECTS.filter(({ seenAs }) => seenAs.some((pattern) => pattern.test(text)));
  const telling = seen.filter(({ kind }) => kind !== 'exit-code');
  return telling.length > 0 ? withoutGeneral(telling) : seen;
}

/** The endpoint's general word for it, where its description was found too. */
function withoutGeneral(subjects: readonly Subject[]): readonly Subject[] {
  const isGeneral = ({ name }: Subject) => name === 'invalid_client' || name === 'invalid_request';
  const others = subjects.filter((subject) => !isGeneral(subject));
  return others.some(({ kind }) => kind === 'message') ? others : subjects;
}

/** The name that was probably meant; null where none is near, and for a number: another one means something else. */
export function nearestSubject(text: string): string | null {
  if (/^\d+$/.test(text.trim())) return null;
  return nearestName(
    text.trim().replace(/[\s-]+/g, '_'),
    SUBJECTS.map(({ name }) => name),
  );
}
