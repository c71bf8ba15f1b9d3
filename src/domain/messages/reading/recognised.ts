import type { LocatedFinding } from '../json-source.js';

/** What a text that is not JSON is, and how what was meant can be read. */
export interface Recognised {
  /** What is said of it, at its place. */
  readonly finding: LocatedFinding;
  readonly as: 'json' | 'yaml' | 'loose' | 'lines';
  /** Whether a text stands in `text` where a placeholder was, at the place of the finding. */
  readonly isFilled: boolean;
  /** What was meant, every character at the offset that it has in the file; null where it cannot be had. */
  readonly text: string | null;
}

/**
 * Recognises what people hand over in place of JSON: Markdown, a command line, a program, a string with JSON in it, a template that was
 * not filled in, JSON lines, YAML. `broken` is why it is not JSON. Null where it is none of these.
 */
export function recognised(text: string, broken: LocatedFinding): Recognised | null {
  const start = text.trimStart();
  for (const recognise of RECOGNISERS) {
    const found = recognise(text, start, broken);
    if (found !== null) return found;
  }
  return null;
}

type Recogniser = (text: string, start: string, broken: LocatedFinding) => Recognised | null;

const RECOGNISERS: readonly Recogniser[] = [fenced, command, quoted, escaped, assigned, lines, template, loose, yaml];

/** Anything but line breaks becomes a space, so that every place stays where it is. */
function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** A part of the text, at its place. */
function only(text: string, from: number, to: number): string {
  return `${blank(text.slice(0, from))}${text.slice(from, to)}${blank(text.slice(to))}`;
}

function said(broken: LocatedFinding, text: string, offset: number, message: string): LocatedFinding {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { ...broken, message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function fenced(text: string, _start: string, broken: LocatedFinding): Recognised | null {
  const open = /^[ \t]*(```|~~~)[^\r\n]*(?:\r\n|\n|\r)/m.exec(text);
  if (open === null) return null;
  const [whole, mark = ''] = open;
  const from = open.index + whole.length;
  const end = text.indexOf(mark, from);
  const message = `the messages stand in a Markdown code fence (${mark}): keep only what is between the fences`;
  return {
    finding: said(broken, text, open.index, message),
    as: 'json',
    isFilled: false,
    text: only(text, from, end === -1 ? text.length : end),
  };
}

function command(text: string, start: string, broken: LocatedFinding): Recognised | null {
  if (!/^(?:\$ )?curl\s/.test(start)) return null;
  const data = /\s(?:-d|--data(?:-raw|-binary|-ascii)?|--json)[ =]?'/.exec(text);
  const from = data === null ? -1 : data.index + data[0].length;
  const end = text.lastIndexOf("'");
  const message = 'this is a curl command, not JSON: keep only what is between the quotes behind -d';
  const inside = data === null || end <= from ? null : only(text, from, end);
  return {
    finding: said(broken, text, text.length - start.length, message),
    as: 'json',
    isFilled: false,
    text: inside,
  };
}

function quoted(text: string, start: string, broken: LocatedFinding): Recognised | null {
  const quote = start[0] ?? '';
  if (!/^['`]\s*[[{]/.test(start)) return null;
  const from = text.length - start.length + 1;
  const end = text.lastIndexOf(quote);
  const message = `the JSON stands in quotes (${quote}), as on a command line or in a program: take them off`;
  return {
    finding: said(broken, text, from - 1, message),
    as: 'json',
    isFilled: false,
    text: from < end ? only(text, from, end) : null,
  };
}

function escaped(text: string, start: string, broken: LocatedFinding): Recognised | null {
  if (!/^[[{]\s*(?:\{\s*)?\\"/.test(start)) return null;
  const message = 'the quotes are escaped (\\"), as inside a string: take off the backslash before each';
  return { finding: said(broken, text, text.indexOf('\\"'), message), as: 'json', isFilled: false, text: null };
}

const ASSIGNMENT =
  /^(?:export\s+default|module\.exports\s*=|(?:export\s+)?(?:const|let|var)\s+[\w$]{1,100}(?:\s*:\s*[\w.[\]]{1,100})?\s*=|[\w$.]{1,100}\s*=|return)\s*(?=[[{])/;

function assigned(text: string, _start: string, broken: LocatedFinding): Recognised | null {
  const code = withoutComments(text);
  const start = code.trimStart();
  const before = ASSIGNMENT.exec(start)?.[0];
  if (before === undefined) return null;
  const from = text.length - start.length;
  const value = only(code, from + before.length, code.trimEnd().replace(/;$/, '').length);
  const message = 'this is a program, not JSON: keep only the value, without the name before it and the semicolon';
  return { finding: said(broken, text, from, message), as: 'json', isFilled: false, text: value };
}

function lines(text: string, start: string, broken: LocatedFinding): Recognised | null {
  if (!/^[[{]/.test(start)) return null;
  const [first, second] = text.split(/\r\n|\n|\r/, 1_000).filter((line) => line.trim() !== '');
  if (first === undefined || second === undefined || !isJsonValue(first) || !isJsonValue(second)) return null;
  const message =
    'the file holds a document a line, which is JSON lines: name it .jsonl, or put the messages into an array';
  return { finding: { ...broken, message }, as: 'lines', isFilled: false, text };
}

function isJsonValue(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

/** Placeholders of Mustache, Jinja, template literals and ERB. */
const PLACEHOLDER = /\{\{[^{}\r\n]{0,200}\}\}|\$\{[^{}\r\n]{0,200}\}|\{%[^%\r\n]{0,200}%\}|<%[^%\r\n]{0,200}%>/y;

function template(text: string, _start: string, broken: LocatedFinding): Recognised | null {
  const offset = offsetOf(text, broken);
  for (const from of [offset, offset - 1]) {
    PLACEHOLDER.lastIndex = Math.max(0, from);
    const written = PLACEHOLDER.exec(text)?.[0];
    if (written === undefined) continue;
    const message = `the placeholder ${written} was not filled in, and without quotes it is not JSON: run the template first`;
    const filled = `"${'x'.repeat(written.length - 2)}"`;
    const rest = `${text.slice(0, from)}${filled}${text.slice(from + written.length)}`;
    return { finding: said(broken, text, from, message), as: 'json', isFilled: true, text: rest };
  }
  return null;
}

function offsetOf(text: string, { line, column }: LocatedFinding): number {
  let offset = 0;
  for (const [index, part] of text.split(/(?<=\r\n|\n|\r(?!\n))/).entries()) {
    if (index + 1 === line) break;
    offset += part.length;
  }
  return offset + column - 1;
}

/** Far more than any message, in UTF-16 units; reading YAML takes its time. */
const MAX_LOOSE = 500_000;

/** What JavaScript and JSON5 allow is YAML too, but for the comments. */
function loose(text: string, start: string, broken: LocatedFinding): Recognised | null {
  if (MAX_LOOSE < text.length || !/^(?:[[{]|\/[/*])/.test(start)) return null;
  if (!/['`/,\w$]/.test(text[offsetOf(text, broken)] ?? '')) return null;
  const message = `${broken.message} (JavaScript and JSON5 allow more than JSON does)`;
  return { finding: { ...broken, message }, as: 'loose', isFilled: false, text: withoutComments(text) };
}

/** The text with blanks where comments stand outside of strings; in one pass, because a text may be all quotes. */
function withoutComments(text: string): string {
  const kept: string[] = [];
  let done = 0;
  for (let at = 0; at < text.length; ) {
    const end = commentEnd(text, at);
    if (end === null) {
      at = QUOTES.includes(text[at] ?? '') ? stringEnd(text, at) : at + 1;
    } else {
      kept.push(text.slice(done, at), blank(text.slice(at, end)));
      done = end;
      at = end;
    }
  }
  return kept.join('') + text.slice(done);
}

const QUOTES = ['"', "'", '`'];

/** Behind the comment that begins here; null where none does. */
function commentEnd(text: string, at: number): number | null {
  if (text[at] !== '/') return null;
  if (text[at + 1] === '/') {
    const line = /[\r\n]|$/g;
    line.lastIndex = at;
    return line.exec(text)?.index ?? text.length;
  }
  if (text[at + 1] !== '*') return null;
  const end = text.indexOf('*/', at + 2);
  return end === -1 ? text.length : end + 2;
}

/** Behind the string that begins here; one that is not closed ends with its line. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === text[start] || character === '\n' || character === '\r') return at + 1;
  }
  return text.length;
}

function yaml(text: string, start: string, broken: LocatedFinding): Recognised | null {
  if (MAX_LOOSE < text.length) return null;
  if (!/^(?:---|#|- |["']?[A-Za-z][\w ]{0,40}["']?:(?:\s|$))/.test(start)) return null;
  const message = 'this is YAML, not JSON: name the file .yaml';
  return { finding: { ...broken, message }, as: 'yaml', isFilled: false, text };
}
