import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { USER_ID_LENGTH } from '../../../domain/line/ids.js';
import type { CheckedEntries } from '../checked-entries.js';
import { type JsonEntries, MAX_JSON_ENTRY_BYTES, NEXT_PROPERTY } from './json-entries.js';

const LF = 0x0a;
const DOUBLE_QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const isBlank = (byte: number): boolean => byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;

/** What may come next. */
type Expected = 'value' | 'value or ]' | '" or }' | '"' | ':' | ', or ]' | ', or }';

/** An object at the top, as far as it was read. */
interface TopObject {
  readonly line: number;
  readonly names: string[];
  name: string;
  hasRecipients: boolean;
  next: unknown;
}

/**
 * Takes the recipients of a JSON document of any length as its bytes come: of an array, or of the array in an object at
 * the top. Only one element is ever kept. Several documents may follow each other.
 */
export class JsonDocument {
  readonly #entries: CheckedEntries;
  readonly #values: JsonEntries;
  readonly #source: string;
  #expected: Expected = 'value';
  #isInArray = false;
  #object: TopObject | null = null;
  #value: CapturedValue | null = null;
  #line = 1;

  constructor(entries: CheckedEntries, values: JsonEntries, source: string) {
    this.#entries = entries;
    this.#values = values;
    this.#source = source;
  }

  /** Lines ended so far. */
  get lines(): number {
    return this.#line - 1;
  }

  /** @throws {LineOpsError} `usage` where it is no JSON, with the line. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#value !== null) {
        at = this.#capture(this.#value, bytes, at);
        continue;
      }
      const byte = bytes[at] ?? 0;
      if (byte === LF) this.#line++;
      if (isBlank(byte)) {
        at++;
      } else if (this.#takesUserId(bytes, at)) {
        at += USER_ID_LENGTH + 2;
      } else {
        at += this.#takesMark(byte) ? 1 : 0;
      }
    }
  }

  /** @throws {LineOpsError} `usage` where the document is not whole. */
  end(): void {
    if (this.#value?.isScalar === true) this.#finish(this.#value);
    if (this.#value === null && this.#expected === 'value' && this.#object === null && !this.#isInArray) return;
    throw this.#unsound('it ends before it is closed: a part of the list is missing');
  }

  /** Nearly every element of a long list is a user ID in double quotes, which needs no parser. */
  #takesUserId(bytes: Uint8Array, at: number): boolean {
    const isElement = this.#isInArray && (this.#expected === 'value' || this.#expected === 'value or ]');
    const end = at + 1 + USER_ID_LENGTH;
    if (!isElement || bytes[at] !== DOUBLE_QUOTE || bytes[end] !== DOUBLE_QUOTE) return false;
    if (!this.#entries.addUserId(bytes, at + 1, end, this.#line)) return false;
    this.#expected = ', or ]';
    return true;
  }

  /** Takes a byte that orders the document; false where it begins a value that has to be captured. */
  #takesMark(byte: number): boolean {
    switch (this.#expected) {
      case 'value or ]':
        if (byte === CLOSE_BRACKET) return this.#closeArray();
        return this.#beginValue(byte);
      case 'value':
        return this.#beginValue(byte);
      case '" or }':
        if (byte === CLOSE_BRACE) return this.#closeObject();
        return this.#beginName(byte);
      case '"':
        return this.#beginName(byte);
      case ':':
        return this.#moveOn(byte === COLON, 'value');
      case ', or ]':
        if (byte === CLOSE_BRACKET) return this.#closeArray();
        return this.#moveOn(byte === COMMA, 'value');
      case ', or }':
        if (byte === CLOSE_BRACE) return this.#closeObject();
        return this.#moveOn(byte === COMMA, '"');
    }
  }

  #moveOn(isRight: boolean, expected: Expected): true {
    if (!isRight) throw this.#unsound(`it should have ${this.#expected} there`);
    this.#expected = expected;
    return true;
  }

  #beginValue(byte: number): boolean {
    const isAtTop = this.#object === null && !this.#isInArray;
    const isPage = this.#object !== null && !this.#isInArray && this.#object.name === this.#values.pageProperty;
    if (byte === OPEN_BRACKET && (isAtTop || isPage)) {
      if (this.#object !== null) this.#object.hasRecipients = true;
      this.#isInArray = true;
      this.#expected = 'value or ]';
      return true;
    }
    if (byte === OPEN_BRACE && isAtTop) {
      this.#object = { line: this.#line, names: [], name: '', hasRecipients: false, next: null };
      this.#expected = '" or }';
      return true;
    }
    this.#value = new CapturedValue(byte, this.#line);
    return false;
  }

  #beginName(byte: number): false {
    if (byte !== DOUBLE_QUOTE) throw this.#unsound(`it should have ${this.#expected} there`);
    this.#value = new CapturedValue(byte, this.#line);
    return false;
  }

  #closeArray(): true {
    this.#isInArray = false;
    this.#expected = this.#object === null ? 'value' : ', or }';
    return true;
  }

  #closeObject(): true {
    const object = this.#object;
    this.#object = null;
    this.#expected = 'value';
    if (object?.hasRecipients === true) this.#values.endPage(object.next);
    else this.#entries.addMalformed(`{${(object?.names ?? []).join(',')}}`, object?.line ?? this.#line);
    return true;
  }

  #capture(value: CapturedValue, bytes: Uint8Array, at: number): number {
    const end = value.take(bytes, at);
    if (MAX_JSON_ENTRY_BYTES < value.length)
      throw this.#unsound(`a value is longer than ${MAX_JSON_ENTRY_BYTES} bytes`);
    if (value.isWhole) this.#finish(value);
    return end;
  }

  #finish(captured: CapturedValue): void {
    const text = captured.text();
    const value = this.#parsed(text);
    this.#value = null;
    this.#line += text.split('\n').length - 1;
    if (this.#object === null || this.#isInArray) {
      this.#values.add(value, text, captured.line);
      this.#expected = this.#isInArray ? ', or ]' : 'value';
    } else if (this.#expected === 'value') {
      this.#takeProperty(this.#object, value, captured.line);
      this.#expected = ', or }';
    } else {
      this.#object.name = String(value);
      if (this.#object.names.length < SHOWN_NAMES) this.#object.names.push(text);
      this.#expected = ':';
    }
  }

  #takeProperty(object: TopObject, value: unknown, line: number): void {
    if (object.name === NEXT_PROPERTY) object.next = value;
    if (object.name !== this.#values.entryProperty || typeof value !== 'string') return;
    object.hasRecipients = true;
    this.#entries.addText(value, line);
  }

  #parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.#unsound('a value is not JSON', cause);
    }
  }

  #unsound(problem: string, cause: unknown = null): LineOpsError {
    const where = { source: this.#source, line: this.#line };
    return failure('RECIPIENTS_JSON', { ...where, problem }, { details: { line: this.#line }, cause });
  }
}

/** Names of an object without recipients that are worth showing. */
const SHOWN_NAMES = 10;

/** The bytes of one value, over as many chunks as it takes. */
class CapturedValue {
  readonly line: number;
  readonly isScalar: boolean;
  readonly #isString: boolean;
  readonly #parts: Uint8Array[] = [];
  #length = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isWhole = false;

  constructor(first: number, line: number) {
    this.line = line;
    this.#isString = first === DOUBLE_QUOTE;
    this.isScalar = !this.#isString && first !== OPEN_BRACE && first !== OPEN_BRACKET;
  }

  get length(): number {
    return this.#length;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString();
  }

  /** Takes what belongs to it, and answers where it ends. */
  take(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && !this.#isWhole) at += this.#takesByte(bytes[at] ?? 0) ? 1 : 0;
    this.#parts.push(bytes.slice(from, at));
    this.#length += at - from;
    return at;
  }

  /** False for the byte that ends a number or a word, which is not part of it. */
  #takesByte(byte: number): boolean {
    if (this.isScalar) {
      this.#isWhole = byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE || isBlank(byte);
      return !this.#isWhole;
    }
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === DOUBLE_QUOTE) {
        this.#isInString = false;
        this.#isWhole = this.#isString;
      }
      return true;
    }
    if (byte === DOUBLE_QUOTE) this.#isInString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#depth--;
      this.#isWhole = this.#depth === 0;
    }
    return true;
  }
}
