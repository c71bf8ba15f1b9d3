// Lines of an env file as shells, dotenv libraries and container tools read them. Everything that is not the value
// of the one variable passes as it is: comments, blanks, order and line ends. What is not surely understood is not
// changed: a line that sets the variable in another way would keep the old value, or win over the new one.

/** What the text says of a variable. */
export type VariableReading =
  | { readonly isClear: true; readonly values: readonly string[] }
  /** It may be set in a way that cannot be replaced; `line` counts from 1. */
  | { readonly isClear: false; readonly line: number; readonly why: string };

/** A part of the text: an assignment, which a quoted value may carry over several lines, or another line. */
interface Piece {
  readonly start: number;
  /** After its line end. */
  readonly end: number;
  readonly assignment: Assignment | null;
}

interface Assignment {
  readonly name: string;
  /** Where the value stands, without its quotes. */
  readonly from: number;
  readonly to: number;
  /** Whether nothing but a comment follows, and the value means itself. */
  readonly isPlain: boolean;
}

const HEAD = /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=/y;
const BLANKS = /[ \t]*/y;
const QUOTED = /'[^']*'|"(?:\\[\s\S]|[^"\\])*"|`[^`]*`/y;
const COMMENT_OR_NOTHING = /^(?:[ \t]*|[ \t]+#.*)$/;
/** Without quotes a shell takes these as they are. */
const BARE = /^[^\s'"`$\\;&|<>()#][^\s'"`$\\;&|<>()]*$/;
/** Inside quotes nothing is put in for these, and no value goes over several lines. */
const SIMPLE = /^[^\r\n'"`$\\]*$/;
const COMMENT_LINE = /^[ \t]*#/;
const ENDS_IN_BACKSLASH = /(?:^|[^\\])(?:\\\\)*\\\r?\n?$/;

/** Where and how the text sets the variable. */
export function readVariable(text: string, variable: string): VariableReading {
  const setElsewhere = mentionOf(variable);
  const values: string[] = [];
  let isContinued = false;
  for (const { start, end, assignment } of piecesOf(text)) {
    const piece = text.slice(start, end);
    if (assignment?.name === variable) {
      const value = text.slice(assignment.from, assignment.to);
      if (isContinued || !assignment.isPlain || !SIMPLE.test(value))
        return unclear(text, start, `sets ${variable} in a way that cannot be replaced safely`);
      values.push(value);
    } else if (assignment?.isPlain !== true && !COMMENT_LINE.test(piece) && setElsewhere.test(piece)) {
      return unclear(text, start, `may set ${variable} in a way that cannot be replaced`);
    }
    isContinued = ENDS_IN_BACKSLASH.test(piece);
  }
  if (isContinued && values.length === 0) return unclear(text, text.length - 1, 'ends in the middle of a line');
  return { isClear: true, values };
}

/**
 * The text with the variable set to the value: in each place where it is set already, in the quotes it has there; at
 * the end where it is not. To be used on a text that is clear; the value must be printable ASCII that means itself, as
 * token strings do.
 */
export function withVariable(text: string, variable: string, value: string): string {
  const places = placesOf(text, variable);
  if (0 < places.length) return replacedIn(text, places, value);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : lineEnd;
  return `${text}${gap}${variable}=${value}${lineEnd}`;
}

/** The values that the variable has in the text, without their quotes. */
export function valuesOf(text: string, variable: string): readonly string[] {
  return placesOf(text, variable).map(({ from, to }) => text.slice(from, to));
}

/** The first line that holds the string other than as a value of the variable; null where none does. */
export function lineKeeping(text: string, variable: string, string: string): number | null {
  const rest = replacedIn(text, placesOf(text, variable), '');
  const at = rest.indexOf(string);
  return at === -1 ? null : lineAt(rest, at);
}

/** What becomes of a text when the variable is put back. */
export type Restoration =
  /** Null where there should be no file again. */
  | { readonly type: 'restored'; readonly text: string | null }
  /** The value is not in it: it is somebody else's by now. */
  | { readonly type: 'not-there' }
  /** The value cannot be taken out of that line. */
  | { readonly type: 'stuck'; readonly line: number };

/**
 * Puts a variable back after others may have changed the file: `before` is the whole text from before it was set, or
 * null where there was no file. The value is nowhere in the text afterwards: wherever the file was brought into another
 * form, the earlier value takes its place.
 */
export function restored(
  now: string,
  { before, variable, value }: { readonly before: string | null; readonly variable: string; readonly value: string },
): Restoration {
  if (now === withVariable(before ?? '', variable, value)) return { type: 'restored', text: before };
  if (!now.includes(value)) return { type: 'not-there' };
  const previous = valuesOf(before ?? '', variable).at(-1);
  const text =
    previous === undefined || previous === ''
      ? withoutValue(now, variable, value, previous)
      : now.replaceAll(value, () => previous);
  const left = text.indexOf(value);
  if (left !== -1) return { type: 'stuck', line: lineAt(text, left) };
  return { type: 'restored', text: before === null && text.trim() === '' ? null : text };
}

/** Where it was empty it is so again; where it was not at all, its lines go. */
function withoutValue(text: string, variable: string, value: string, previous: '' | undefined): string {
  return [...piecesOf(text)]
    .map(({ start, end, assignment }) => {
      const piece = text.slice(start, end);
      if (assignment?.name !== variable || text.slice(assignment.from, assignment.to) !== value) return piece;
      return previous === undefined ? '' : withVariable(piece, variable, previous);
    })
    .join('');
}

function placesOf(text: string, variable: string): readonly Assignment[] {
  return [...piecesOf(text)].flatMap(({ assignment }) => (assignment?.name === variable ? [assignment] : []));
}

function replacedIn(text: string, places: readonly Assignment[], value: string): string {
  let done = 0;
  const parts: string[] = [];
  for (const { from, to } of places) {
    parts.push(text.slice(done, from), value);
    done = to;
  }
  return `${parts.join('')}${text.slice(done)}`;
}

function* piecesOf(text: string): Generator<Piece> {
  for (let start = 0; start < text.length; ) {
    const name = matchAt(HEAD, text, start)?.[1];
    const assignment = name === undefined ? null : assignmentAt(text, HEAD.lastIndex, name);
    const end = afterLine(text, assignment?.to ?? start);
    yield { start, end, assignment };
    start = end;
  }
}

function assignmentAt(text: string, equals: number, name: string): Assignment {
  matchAt(BLANKS, text, equals);
  const start = BLANKS.lastIndex;
  const lineEnd = beforeLineEnd(text, start);
  // `T= # note` is an empty value and a comment: what is put in stands right behind the equals sign.
  if (start === lineEnd || (equals < start && text[start] === '#'))
    return { name, from: equals, to: equals, isPlain: true };
  const quoted = matchAt(QUOTED, text, start)?.[0];
  if (quoted !== undefined) {
    const end = start + quoted.length;
    const isPlain = COMMENT_OR_NOTHING.test(text.slice(end, beforeLineEnd(text, end)));
    return { name, from: start + 1, to: end - 1, isPlain };
  }
  const rest = text.slice(start, lineEnd);
  const comment = rest.search(/[ \t]#/);
  const value = (comment === -1 ? rest : rest.slice(0, comment)).trimEnd();
  return { name, from: start, to: start + value.length, isPlain: BARE.test(value) };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function afterLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function beforeLineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  const last = end === -1 ? text.length : end;
  return at < last && text[last - 1] === '\r' ? last - 1 : last;
}

/** Other ways to set a variable: `A=1; T=x`, `readonly T=x`, `T+=x`, `set T=x`, `T: x`, `unset T`; not `$T` or `export T`. */
function mentionOf(variable: string): RegExp {
  const name = `(?<![\\w$.{-])${variable}(?![\\w])`;
  return new RegExp(
    `${name}["']?[ \\t]*(?:[+?:]?=|:)|\\b(?:unset|readonly|declare|typeset|local|read|setenv|set)\\b[^\\n]*${name}`,
  );
}

function unclear(text: string, at: number, why: string): VariableReading {
  return { isClear: false, line: lineAt(text, at), why };
}

function lineAt(text: string, at: number): number {
  return text.slice(0, Math.max(0, at)).split('\n').length;
}
