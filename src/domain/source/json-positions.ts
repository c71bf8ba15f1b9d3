import { shown } from '../text/shown.js';

/** A value of a JSON text with its place; `start` and `end` are offsets in UTF-16 units, `end` behind the value. */
export type SyntaxNode = ScalarNode | ArrayNode | ObjectNode;

interface ScalarNode {
  readonly type: 'scalar';
  readonly start: number;
  readonly end: number;
}

interface ArrayNode {
  readonly type: 'array';
  readonly start: number;
  readonly end: number;
  readonly items: readonly SyntaxNode[];
}

export interface ObjectNode {
  readonly type: 'object';
  readonly start: number;
  readonly end: number;
  /** In the order of the text, with keys that occur twice. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly value: SyntaxNode;
}

/** Why a text is not JSON, and at which offset. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Deeper text is refused, because each level takes a place on the stack. */
const MAX_PARSED_DEPTH = 500;

/**
 * Parses JSON (RFC 8259) into places. It accepts exactly what `JSON.parse` accepts, up to a depth of 500.
 *
 * @throws {JsonSyntaxError} at the first thing that is not JSON, with a sentence that names the mistake.
 */
export function parsePositions(text: string): SyntaxNode {
  const reader = new PositionReader(text);
  return reader.readDocument();
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_LIKE = /[-+.\w]+/y;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const WHITE_SPACE = /[ \t\n\r]*/y;
/** Up to the next quote, backslash or control character. */
const PLAIN_CHARACTERS = /[^"\\\p{Cc}]*/uy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORDS_OF_OTHERS: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  undefined: 'null',
  NaN: 'a number or null',
  Infinity: 'a number or null',
};

class PositionReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readDocument(): SyntaxNode {
    if (this.#text.startsWith('\u{feff}'))
      this.#fail('the file starts with a byte order mark (BOM), save it as UTF-8 without BOM');
    this.#skipWhiteSpace();
    if (this.#at === this.#text.length) this.#fail('the file is empty, expected JSON');
    const node = this.#readValue(1);
    this.#skipWhiteSpace();
    if (this.#at < this.#text.length) this.#fail(`unexpected ${this.#here()} after the end of the JSON value`);
    return node;
  }

  #readValue(depth: number): SyntaxNode {
    if (MAX_PARSED_DEPTH < depth) this.#fail(`values lie more than ${MAX_PARSED_DEPTH} deep inside one another`);
    const start = this.#at;
    switch (this.#text[start]) {
      case '{':
        return this.#readObject(depth);
      case '[':
        return this.#readArray(depth);
      case '"':
        this.#readString();
        return { type: 'scalar', start, end: this.#at };
      default:
        this.#readWord();
        return { type: 'scalar', start, end: this.#at };
    }
  }

  #readObject(depth: number): ObjectNode {
    const start = this.#at;
    const members: Member[] = [];
    this.#at += 1;
    this.#skipWhiteSpace();
    while (this.#text[this.#at] !== '}') {
      const keyStart = this.#at;
      const key = this.#readKey();
      this.#skipWhiteSpace();
      if (this.#text[this.#at] !== ':') this.#fail(`expected ":" after the key "${shown(key)}", found ${this.#here()}`);
      this.#at += 1;
      this.#skipWhiteSpace();
      members.push({ key, keyStart, value: this.#readValue(depth + 1) });
      this.#skipSeparator('}', 'object');
    }
    this.#at += 1;
    return { type: 'object', start, end: this.#at, members };
  }

  #readArray(depth: number): ArrayNode {
    const start = this.#at;
    const items: SyntaxNode[] = [];
    this.#at += 1;
    this.#skipWhiteSpace();
    while (this.#text[this.#at] !== ']') {
      items.push(this.#readValue(depth + 1));
      this.#skipSeparator(']', 'array');
    }
    this.#at += 1;
    return { type: 'array', start, end: this.#at, items };
  }

  /** Leaves the reader at the next item or at the closing character. */
  #skipSeparator(closing: '}' | ']', what: string): void {
    this.#skipWhiteSpace();
    const character = this.#text[this.#at];
    if (character === closing) return;
    if (character === undefined) this.#fail(`the ${what} is not closed, expected "${closing}"`);
    if (character !== ',') this.#fail(`expected "," or "${closing}", found ${this.#here()}`);
    const comma = this.#at;
    this.#at += 1;
    this.#skipWhiteSpace();
    if (this.#text[this.#at] === closing) this.#fail(`trailing comma: remove the "," before "${closing}"`, comma);
  }

  #readKey(): string {
    const character = this.#text[this.#at];
    if (character === '"') return this.#readString();
    if (character === undefined) this.#fail('the object is not closed, expected "}"');
    const word = this.#match(WORD);
    if (word !== null) this.#fail(`keys need double quotes: "${word}"`);
    return this.#fail(`expected a key in double quotes, found ${this.#here()}`);
  }

  #readString(): string {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      this.#at += this.#match(PLAIN_CHARACTERS)?.length ?? 0;
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#at += 1;
        return String(JSON.parse(this.#text.slice(start, this.#at)));
      }
      if (character === undefined) this.#fail('the string is not closed, expected a double quote', start);
      if (character === '\\') {
        const escaped = this.#match(ESCAPE);
        if (escaped === null)
          this.#fail(
            `"\\${shown(this.#text[this.#at + 1] ?? '')}" is not an escape in JSON; write \\\\ for a backslash`,
          );
        this.#at += escaped.length;
      } else if (character < ' ') {
        this.#fail(controlCharacterMessage(character));
      } else {
        this.#at += 1; // DEL and the C1 controls may stand in a string as they are.
      }
    }
  }

  #readWord(): void {
    const number = this.#match(NUMBER);
    const numberLike = this.#match(NUMBER_LIKE);
    if (number !== null && number === numberLike) {
      this.#at += number.length;
      return;
    }
    const word = this.#match(WORD);
    if (word === 'true' || word === 'false' || word === 'null') {
      this.#at += word.length;
      return;
    }
    const character = this.#text[this.#at];
    if (character === undefined) this.#fail('the file ends where a value was expected');
    if (word !== null) {
      const instead = Object.hasOwn(WORDS_OF_OTHERS, word) ? WORDS_OF_OTHERS[word] : undefined;
      this.#fail(
        instead === undefined ? `text needs double quotes: "${word}"` : `"${word}" is not JSON, write ${instead}`,
      );
    }
    if (numberLike !== null && /^[-+.\d]/.test(numberLike)) this.#fail(`"${numberLike}" is not a number in JSON`);
    if (character === ',') this.#fail('a value is missing before the ","');
    this.#fail(`unexpected ${this.#here()}`);
  }

  #skipWhiteSpace(): void {
    this.#at += this.#match(WHITE_SPACE)?.length ?? 0;
    const character = this.#text[this.#at];
    if (character === '/' || character === '#') {
      const next = this.#text[this.#at + 1];
      if (character === '#' || next === '/' || next === '*') this.#fail('JSON has no comments, remove it');
    }
  }

  /** The match at the current place, which stays where it is. */
  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    return found === undefined ? null : found;
  }

  /** The character at the current place, in words where it is one that people mistake for another. */
  #here(): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) return 'the end of the file';
    const character = String.fromCodePoint(code);
    if (character === "'") return 'a single quote, JSON needs double quotes';
    if ('“”„«»‘’＂'.includes(character))
      return `the typographic quote ${character}, JSON needs the plain double quote "`;
    if (/[\s\p{Cc}\p{Cf}]/u.test(character))
      return `the invisible character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    return `"${character}"`;
  }

  #fail(message: string, offset = this.#at): never {
    throw new JsonSyntaxError(message, offset);
  }
}

function controlCharacterMessage(character: string): string {
  if (character === '\n' || character === '\r')
    return 'a line break inside a string must be written \\n (or the string is not closed)';
  if (character === '\t') return 'a tab inside a string must be written \\t';
  return `the control character U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} inside a string must be escaped`;
}
