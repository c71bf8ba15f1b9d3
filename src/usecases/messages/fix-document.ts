import { checkSource } from '../../domain/messages/check-document.js';
import type { SendMethod } from '../../domain/messages/engine/finding.js';
import { type Edit, editedValue, isSameValue } from '../../domain/messages/fixes/edit.js';
import type { Fix } from '../../domain/messages/fixes/fix.js';
import { fixFor } from '../../domain/messages/fixes/table.js';
import type { JsonSource, LocatedFinding } from '../../domain/messages/json-source.js';
import { type TextEdit, withEdits } from '../../domain/source/text-edit.js';

/** A change of a document: made, or offered where nobody agreed to it. */
export interface Change {
  readonly finding: LocatedFinding;
  readonly says: string;
  readonly kind: 'mechanical' | 'asked';
}

/** What could be written, and is not: it changes what people read. */
export interface Suggestion {
  readonly finding: LocatedFinding;
  readonly says: string;
  /** What the value would be; null where there is more than one way. */
  readonly text: string | null;
}

/** What became of one document. */
export interface FixedDocument {
  readonly text: string;
  readonly made: readonly Change[];
  readonly offered: readonly Change[];
  readonly suggestions: readonly Suggestion[];
  /** What is still to be found in `text`, suggestions too. */
  readonly left: readonly LocatedFinding[];
  /** Why it could not be read; null where it was. */
  readonly broken: LocatedFinding | null;
}

/** How a notation is read, and how an edit is made in it without touching anything else; null where it cannot be. */
export interface Notation {
  readonly read: (text: string) => Promise<JsonSource>;
  readonly editor: (text: string) => Promise<(edit: Edit) => readonly TextEdit[] | null>;
}

/** Answers for what is not mechanical; false, or null, where nobody agreed. */
export interface Agreement {
  readonly agree: (change: Change) => Promise<boolean>;
  /** Whether to ask the host, and whether it answers there. */
  readonly answersAt: (address: string, change: Change) => Promise<boolean>;
  /** Words that people will read. */
  readonly wordsFor: (change: Change, proposed: string | null) => Promise<string | null>;
}

/** Each round may bring to light what the one before hid; a document that needs more than this has other troubles. */
const MOST_ROUNDS = 20;

/**
 * Makes what is mechanical, and what was agreed to, until nothing of it is left. Text that no change is about stays as it
 * is, byte for byte; a change that the text would not show as meant is not made. What is offered has its place in the text
 * `before` or `after`, whichever is looked at then.
 */
export async function fixDocument(
  text: string,
  notation: Notation,
  agreement: Agreement,
  placesIn: 'before' | 'after',
): Promise<FixedDocument> {
  const made: Change[] = [];
  let now = text;
  let first: State | null = null;
  for (let round = 0; ; round += 1) {
    const source = await notation.read(now);
    if (source.type === 'broken') return brokenDocument(text, source.finding);
    const { findings, method } = checkSource(source, { method: null });
    const state = { text: now, value: source.value, findings, method };
    if (placesIn === 'before') first ??= state;
    const next = round < MOST_ROUNDS ? await nextRound(state, notation, agreement) : null;
    if (next === null) return { text: now, made: made.sort(bySource), ...leftOf(state, first), broken: null };
    made.push(...next.made);
    now = next.text;
  }
}

function bySource({ finding: left }: Change, { finding: right }: Change): number {
  return left.line - right.line || left.column - right.column;
}

function brokenDocument(text: string, broken: LocatedFinding): FixedDocument {
  return { text, made: [], offered: [], suggestions: [], left: [broken], broken };
}

interface State {
  readonly text: string;
  readonly value: unknown;
  readonly findings: readonly LocatedFinding[];
  readonly method: SendMethod;
}

interface Agreed {
  readonly change: Change;
  readonly edits: readonly Edit[];
}

interface Round {
  readonly text: string;
  readonly made: readonly Change[];
}

/** Wrapping comes last: it moves everything that has a place. */
async function nextRound(state: State, notation: Notation, agreement: Agreement): Promise<Round | null> {
  const fixes = fixesOf(state);
  const isWrap = ({ fix }: Found) => fix.kind === 'words';
  for (const part of [fixes.filter((found) => !isWrap(found)), fixes.filter(isWrap)]) {
    const agreed: Agreed[] = [];
    for (const found of part) {
      const edits = await agreedEdits(found, agreement);
      if (edits !== null) agreed.push({ change: changeOf(found), edits });
    }
    const made = await makeAll(agreed, state, notation);
    if (made !== null) return made;
  }
  return null;
}

interface Found {
  readonly finding: LocatedFinding;
  readonly fix: Fix;
}

function fixesOf({ findings, value, method }: State): readonly Found[] {
  return findings.flatMap((finding) => {
    const fix = fixFor(finding, value, method);
    return fix === null ? [] : [{ finding, fix }];
  });
}

function changeOf({ finding, fix }: Found): Change {
  return { finding, says: fix.says, kind: fix.kind === 'mechanical' ? 'mechanical' : 'asked' };
}

async function agreedEdits(found: Found, agreement: Agreement): Promise<readonly Edit[] | null> {
  const { fix } = found;
  switch (fix.kind) {
    case 'mechanical':
      return fix.edits;
    case 'asked':
      return (await agreement.agree(changeOf(found))) ? fix.edits : null;
    case 'host':
      return (await agreement.answersAt(fix.address, changeOf(found))) ? fix.edits : null;
    case 'words': {
      const words = await agreement.wordsFor(changeOf(found), fix.words);
      return words === null ? null : fix.edits(words);
    }
    case 'suggestion':
      return null;
  }
}

/** All of them at once where the text then says what it should, else those that do, one by one; null where none does. */
async function makeAll(agreed: readonly Agreed[], state: State, notation: Notation): Promise<Round | null> {
  if (agreed.length === 0) return null;
  const all = await tryEdits(agreed, state, notation);
  if (all !== null) return { text: all, made: agreed.map(({ change }) => change) };
  let good: { readonly text: string; readonly of: readonly Agreed[] } | null = null;
  for (const one of agreed) {
    const of: readonly Agreed[] = [...(good?.of ?? []), one];
    const text = await tryEdits(of, state, notation);
    if (text !== null) good = { text, of };
  }
  return good === null ? null : { text: good.text, made: good.of.map(({ change }) => change) };
}

/** The text with the edits, held against the value with the edits: an anchor, say, may stand for other places too. */
async function tryEdits(agreed: readonly Agreed[], { text, value }: State, notation: Notation): Promise<string | null> {
  const edits = agreed.flatMap((one) => one.edits);
  const editor = await notation.editor(text);
  const textEdits: TextEdit[] = [];
  for (const edit of edits) {
    const made = editor(edit);
    if (made === null) return null;
    textEdits.push(...made);
  }
  const edited = withEdits(text, textEdits);
  const read = edited === text ? null : await notation.read(edited);
  return read?.type === 'parsed' && isSameValue(read.value, editedValue(value, edits)) ? edited : null;
}

function leftOf(state: State, placed: State | null): Pick<FixedDocument, 'offered' | 'suggestions' | 'left'> {
  const places = new Map((placed?.findings ?? []).map((finding) => [keyOf(finding), finding]));
  const found = fixesOf(state).map(({ finding, fix }) => ({ finding: places.get(keyOf(finding)) ?? finding, fix }));
  return {
    left: state.findings,
    offered: found.filter(({ fix }) => fix.kind !== 'suggestion').map(changeOf),
    suggestions: found.flatMap(({ finding, fix }) =>
      fix.kind === 'suggestion' ? [{ finding, says: fix.says, text: fix.text }] : [],
    ),
  };
}

function keyOf({ rule, pointer }: LocatedFinding): string {
  return `${rule} ${pointer}`;
}
