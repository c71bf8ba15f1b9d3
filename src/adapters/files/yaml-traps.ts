import { isMap, isScalar, Scalar, type YAMLError } from 'yaml';
import { shown } from '../../domain/text/shown.js';

/** A value of a YAML document, where it stands. */
export interface Place {
  readonly pointer: string;
  /** The node of the key; null for the document and for items of sequences. */
  readonly key: unknown;
  readonly node: unknown;
  /** The key before it, where its mapping had that one already. */
  readonly repeats: { readonly key: string; readonly start: number } | null;
}

/** What reads otherwise than it looks. */
interface Trap {
  readonly start: number;
  readonly message: string;
  readonly actual: string;
}

/** What YAML makes of a value that its author most likely meant otherwise; null for what reads as it looks. */
export function trapIn({ key, node }: Place): Trap | null {
  if (isScalar(key) && key.value === '<<') {
    const message = 'the merge key << is not read: write the properties out, LINE would get one of that name';
    return { start: key.range?.[0] ?? 0, message, actual: '<<' };
  }
  if (isMap(node) && isMap(node.items[0]?.key)) {
    const message = 'braces begin a mapping in YAML: put quotes around a text with a placeholder';
    return { start: node.range?.[0] ?? 0, message, actual: '{{' };
  }
  if (!isScalar(node)) return null;
  const start = node.range?.[0] ?? 0;
  return swallowed(node, start) ?? unreadTag(node, start) ?? otherNumber(node, start);
}

/** A `#` behind a space begins a comment. One right before a word was hardly meant as one: `color: #ff0000`, `the #1`. */
function swallowed(node: Scalar, start: number): Trap | null {
  const { comment, type, value } = node;
  if (type !== Scalar.PLAIN || typeof comment !== 'string' || !/^[^\s#]/.test(comment)) return null;
  const text = shown(`#${comment.split('\n', 1)[0]}`);
  const left = value === null ? 'nothing is left' : `"${shown(String(value))}" is left`;
  return { start, message: `${text} is a comment in YAML, and ${left}: put quotes around the value`, actual: text };
}

/** A text that begins with `!` or `&` loses its first word to YAML: `text: !new`. */
function unreadTag(node: Scalar, start: number): Trap | null {
  const tag = typeof node.tag === 'string' && node.tag.startsWith('!') ? node.tag : null;
  const anchor = node.anchor !== undefined && node.source === '' ? `&${node.anchor}` : null;
  const word = tag ?? anchor;
  if (word === null) return null;
  const what = tag === null ? 'an anchor' : 'a tag';
  return {
    start,
    message: `${shown(word)} is ${what} in YAML, no part of the text: put quotes around it`,
    actual: shown(word),
  };
}

/** `001`, `+1`, `0x1f`: the number is sent, and the writing is lost; an emoji ID is such a text. */
function otherNumber({ value, source, type }: Scalar, start: number): Trap | null {
  if (typeof value !== 'number' || type !== Scalar.PLAIN || source === undefined) return null;
  if (!/^[-+]?0[0-9xo]|^\+/.test(source)) return null;
  const message = `${shown(source)} is the number ${value} in YAML: put quotes around a text of digits`;
  return { start, message, actual: shown(source) };
}

/** Why a text is not YAML, with what was most likely meant. */
export function whyNotYaml(error: YAMLError, text: string): string {
  const own = SENTENCES[error.code];
  if (own !== undefined) return own;
  const line = lineAround(text, error.pos[0]);
  const hint = HINTS.find(({ sign }) => sign.test(line))?.says;
  return hint === undefined ? error.message : `${error.message}: ${hint}`;
}

/** Where the library's own words are about its interface. */
const SENTENCES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'the file holds several YAML documents, a message file holds one',
  TAB_AS_INDENT: 'a tab stands where YAML wants spaces for indentation',
  BLOCK_AS_IMPLICIT_KEY: 'a colon and a space begin a value in YAML: put quotes around a text that has them',
};

/** What stands in a line that YAML cannot read, the surest first. */
const HINTS: readonly { readonly sign: RegExp; readonly says: string }[] = [
  { sign: /[:-] +[@`%]/, says: 'a text that begins with @, ` or % needs quotes' },
  { sign: /[:-] +\*/, says: 'a text that begins with * needs quotes, it is an alias in YAML' },
  { sign: /[:-] +[[{]/, says: 'a text that begins with [ or { needs quotes, and so does a placeholder' },
  { sign: /^\s*[A-Za-z]\w*:[^\s/]/, says: 'a space belongs behind the colon of a key' },
];

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? undefined : end).slice(0, 1000);
}
