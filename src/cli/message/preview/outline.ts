import { actionWords } from '../../../domain/drawing/action-words.js';
import { messagesIn, type PlacedMessage } from '../../../domain/drawing/messages-in.js';
import { textIn } from '../../../domain/drawing/values.js';
import type { JsonObject } from '../../../domain/messages/engine/shapes.js';
import type { LocatedFinding } from '../../../domain/messages/json-source.js';
import { pointerToken } from '../../../domain/source/pointer.js';
import { isJsonObject } from '../../../domain/text/json-object.js';
import { fitted, folded, textWidth } from '../../../domain/text/text-width.js';
import { visible } from '../../../domain/text/visible.js';
import type { Painter } from '../../../ports/terminal.js';

/** What is outlined, and the findings that stand in it at their places. */
interface Outlined {
  readonly value: unknown;
  readonly findings: readonly LocatedFinding[];
  readonly pointerInFile: (pointer: string) => string;
}

interface OutlineLook {
  readonly paint: Painter;
  /** How wide a line may be. */
  readonly columns: number;
}

/** One line of the outline, with what is inside. */
interface Branch {
  /** Its own, and those of what is told on its line. */
  readonly pointers: readonly string[];
  /** What it is: a type, or the name of the property that it lies in. */
  readonly what: string;
  readonly says: readonly string[];
  readonly inside: readonly Branch[];
}

/** Wider lines are hard to read. */
const WIDEST = 100;
const NARROWEST = 30;

/**
 * Messages as a tree for a terminal: types, texts, what a tap does, sizes. It knows no types, so that those which LINE
 * adds are in it too. Ends with a line break.
 */
export function outlineOf({ value, findings, pointerInFile }: Outlined, { paint, columns }: OutlineLook): string {
  const messages = messagesIn(value);
  const branches = messages.map((message, index) => messageBranch(message, index + 1));
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns));
  const places = new Set(['', ...branches.flatMap((branch) => pointersIn(branch).map(pointerInFile))]);
  const marks = new Map<string, LocatedFinding[]>();
  for (const finding of findings) {
    const place = nearest(finding.pointer, places);
    const there = marks.get(place) ?? [];
    there.push(finding);
    marks.set(place, there);
  }
  const writer = { paint, width, pointerInFile, marks };
  const isWhole = messages.some(({ pointer }) => pointerInFile(pointer) === '');
  const whole = isWhole ? [] : markLines('', '', writer);
  const lines = branches.flatMap((branch, index) => [...(index === 0 ? [] : ['']), ...linesOf(branch, '', '', writer)]);
  return [...whole, ...lines].map((line) => `${line}\n`).join('');
}

function messageBranch({ pointer, message }: PlacedMessage, number: number): Branch {
  const branch = branchOf(message, pointer, 'message');
  return { ...branch, what: `${number} ${branch.what}` };
}

/** Properties that say what an object is to a person, before all others. */
const FIRST = ['text', 'altText', 'title', 'label', 'name', 'url', 'id'];

function branchOf(object: JsonObject, pointer: string, name: string): Branch {
  const type = textIn(object['type']);
  const says: string[] = [];
  const inside: Branch[] = [];
  const names = Object.keys(object).sort((left, right) => rank(left) - rank(right));
  for (const key of names) {
    if (key === 'type' && type !== null) continue;
    const value = object[key];
    const at = `${pointer}/${pointerToken(key)}`;
    if (isJsonObject(value)) inside.push(objectBranch(key, value, at));
    else if (Array.isArray(value)) for (const branch of listBranches(key, value, at)) inside.push(branch);
    else says.push(fact(key, value));
  }
  return withAction({ pointers: [pointer], what: type ?? visible(name), says, inside });
}

function rank(name: string): number {
  const index = FIRST.indexOf(name);
  return index === -1 ? FIRST.length : index;
}

function objectBranch(key: string, value: JsonObject, pointer: string): Branch {
  if (key === 'action' || key === 'defaultAction') return actionBranch(value, pointer, key);
  const branch = branchOf(value, pointer, key);
  return branch.what === key ? branch : { ...branch, what: `${visible(key)}: ${branch.what}` };
}

function listBranches(key: string, values: readonly unknown[], pointer: string): readonly Branch[] {
  return values.map((value, index) => {
    const at = `${pointer}/${index}`;
    if (!isJsonObject(value)) return { pointers: [at], what: visible(key), says: [shownValue(value)], inside: [] };
    return key === 'actions' ? actionBranch(value, at, 'action') : branchOf(value, at, key);
  });
}

/** An action that is all that an object holds is told on its line: `button  → "Buy"  opens https://…`. */
function withAction(branch: Branch): Branch {
  const [only] = branch.inside;
  if (only?.what !== TAP || branch.inside.length !== 1) return branch;
  return {
    pointers: [...branch.pointers, ...only.pointers],
    what: branch.what,
    says: [...branch.says, [TAP, ...only.says].join(' ')],
    inside: [],
  };
}

const TAP = '→';

/** What a tap does in words, and beside it what an action has in an imagemap: its area. */
function actionBranch(action: JsonObject, pointer: string, name: string): Branch {
  const label = textIn(action['label']);
  const { area } = action;
  const where = isJsonObject(area)
    ? [`area ${['x', 'y', 'width', 'height'].map((key) => shownValue(area[key])).join(' ')}`]
    : [];
  const says = [...(label === null ? [] : [`"${visible(label)}"`]), visible(actionWords(action)), ...where];
  return { pointers: [pointer], what: name === 'defaultAction' ? `${TAP} by default` : TAP, says, inside: [] };
}

/** Texts stand for themselves; other properties need their names. */
function fact(key: string, value: unknown): string {
  return key === 'text' && typeof value === 'string' ? `"${visible(value)}"` : `${visible(key)} ${shownValue(value)}`;
}

function shownValue(value: unknown): string {
  if (typeof value !== 'string') return visible(JSON.stringify(value) ?? 'nothing');
  return /^[\w#%.:/-]+$/.test(value) ? value : `"${visible(value)}"`;
}

function pointersIn({ pointers, inside }: Branch): readonly string[] {
  return [...pointers, ...inside.flatMap(pointersIn)];
}

function nearest(pointer: string, places: ReadonlySet<string>): string {
  let place = pointer;
  while (!places.has(place)) place = place.slice(0, place.lastIndexOf('/'));
  return place;
}

interface Writer {
  readonly paint: Painter;
  readonly width: number;
  readonly pointerInFile: (pointer: string) => string;
  readonly marks: Map<string, readonly LocatedFinding[]>;
}

/** `lead` stands before the first line, `rest` before all others. */
function linesOf({ pointers, what, says, inside }: Branch, lead: string, rest: string, writer: Writer): string[] {
  const { paint, width, pointerInFile } = writer;
  const below = `${rest}${inside.length === 0 ? '  ' : '│ '}`;
  const room = Math.max(NARROWEST / 2, width - textWidth(rest) - 2);
  const [first = '', ...others] = laidOut([what, ...says], room);
  const shownFirst = first.startsWith(what) ? `${paint.bold(what)}${first.slice(what.length)}` : first;
  return [
    `${paint.dim(lead)}${shownFirst}`,
    ...others.map((line) => `${paint.dim(below)}${line}`),
    ...pointers.flatMap((pointer) => markLines(pointerInFile(pointer), below, writer)),
    ...inside.flatMap((branch, index) => {
      const isLast = index === inside.length - 1;
      return linesOf(branch, `${rest}${isLast ? '└ ' : '├ '}`, `${rest}${isLast ? '  ' : '│ '}`, writer);
    }),
  ];
}

/** Lines of one element; a text of thousands of characters is told by its beginning. */
const MOST_LINES = 4;

/** UTF-16 units that are looked at: more than the lines hold, and a text may have millions. */
const MOST_UNITS = 4000;

function beginningOf(fact: string): string {
  if (fact.length <= MOST_UNITS) return fact;
  const cut = fact.slice(0, MOST_UNITS);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** Facts beside each other, two blanks between them; one that does not fit begins a line, and a long one takes several. */
function laidOut(facts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const whole of facts) {
    const fact = beginningOf(whole);
    const beside = line === '' ? fact : `${line}  ${fact}`;
    if (textWidth(beside) <= width) {
      line = beside;
      continue;
    }
    const isLong = width < textWidth(fact);
    if (line !== '' && !isLong) lines.push(line);
    const folds = folded(isLong && line !== '' ? beside : fact, width);
    lines.push(...folds.slice(0, -1));
    line = folds.at(-1) ?? '';
  }
  lines.push(line);
  if (lines.length <= MOST_LINES) return lines;
  const last = lines[MOST_LINES - 1] ?? '';
  return [...lines.slice(0, MOST_LINES - 1), fitted(`${last} …`, Math.min(width, textWidth(last) + 2))];
}

/** The findings of a place; each is told once, where it is met first. */
function markLines(pointer: string, lead: string, { paint, width, marks }: Writer): string[] {
  const found = marks.get(pointer) ?? [];
  marks.delete(pointer);
  return found.flatMap(({ severity, rule, message }) => {
    // In words: a sign and a colour are nothing to who reads by ear.
    const [first = '', ...others] = folded(
      `${severity}: ${visible(message)} (${rule})`,
      Math.max(NARROWEST / 2, width - textWidth(lead) - 2),
    );
    const colour = severity === 'error' ? paint.bad : paint.warn;
    return [`${paint.dim(lead)}${colour(first)}`, ...others.map((line) => `${paint.dim(lead)}  ${colour(line)}`)];
  });
}
