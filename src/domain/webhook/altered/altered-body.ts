import type { Alteration, EarlierText } from './alteration.js';
import { encodedOtherwise } from './encodings.js';
import { serialisations } from './serialisations.js';

/** A body as it may have been before it was altered. */
interface EarlierBody {
  readonly alteration: Alteration;
  readonly bytes: Uint8Array;
}

/**
 * The bodies that a webhook request may have had before its bytes were altered, the likeliest first. The one whose
 * signature is right tells what went wrong.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export function* earlierBodies(body: Uint8Array): Generator<EarlierBody> {
  const text = decode(body);
  const encoder = new TextEncoder();
  if (text !== null) {
    for (const [alteration, earlier] of earlierTexts(text)) yield { alteration, bytes: encoder.encode(earlier) };
  }
  for (const bytes of encodedOtherwise(body, text)) yield { alteration: 'encoding-changed', bytes };
}

function* earlierTexts(text: string): Generator<EarlierText> {
  const plain = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  if (plain !== text) yield ['byte-order-mark', plain];
  for (const trimmed of [plain.replace(/\r?\n$/, ''), plain.trim()])
    if (trimmed !== plain) yield ['line-end-added', trimmed];
  for (const lineEnd of ['\n', '\r\n']) yield ['line-end-lost', plain + lineEnd];
  const unix = plain.replaceAll('\r\n', '\n');
  for (const other of [unix, unix.replaceAll('\n', '\r\n')]) if (other !== plain) yield ['line-ends-changed', other];
  for (const unquoted of withoutQuotes(plain.trim())) {
    yield ['quoted', unquoted];
    for (const [, form] of serialisations(unquoted)) yield ['quoted', form];
  }
  yield* serialisations(plain);
  yield* otherEscapes(plain);
}

const BYTE_ORDER_MARK = '\u{feff}';

/** UTF-16 is what some shells write when they redirect; anything else is read as UTF-8. */
function decode(body: Uint8Array): string | null {
  const isUtf16 = body[0] === 0xff && body[1] === 0xfe;
  try {
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

/** A body that a shell or a program put quotes around, wrote as a string of JSON, or as Python shows a dictionary. */
function* withoutQuotes(text: string): Generator<string> {
  if (/^"\{.*\}"$/s.test(text)) {
    const inner = stringIn(text);
    if (inner !== null) yield inner;
  }
  if (/^(["'`])\{.*\}\1$/s.test(text)) yield text.slice(1, -1);
  // `\"` where a shell should have taken the backslash away.
  if (text.startsWith('{\\"')) yield text.replaceAll('\\"', '"');
  if (/^\{'/.test(text))
    yield text
      .replaceAll("'", '"')
      .replace(/\bTrue\b/g, 'true')
      .replace(/\bFalse\b/g, 'false')
      .replace(/\bNone\b/g, 'null');
}

function stringIn(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Escapes that were read, or doubled, without a look at the JSON around them. */
function* otherEscapes(text: string): Generator<EarlierText> {
  if (text.includes('\\\\')) yield ['escapes-changed', text.replaceAll('\\\\', '\\')];
  const escaped = text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  if (escaped !== text) yield ['escapes-changed', escaped];
}

/** What the form of a body shows, where no earlier one could be found again: a guess, and told as one. */
export function likelyAlteration(body: Uint8Array): Alteration | null {
  const text = decode(body);
  if (text === null || text.includes('\u{fffd}')) return 'encoding-changed';
  const trimmed = text.trim();
  const value = valueIn(trimmed);
  if (value === undefined) return /^\{[^"]+:/.test(trimmed) ? 'quoted' : null;
  if (isSorted(value)) return 'keys-sorted';
  return /^\{\s+"|":\s/.test(trimmed) ? 'reserialised' : null;
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An event has so many keys that LINE's own order is never that of the alphabet. */
const TELLING_KEYS = 4;

function isSorted(value: unknown): boolean {
  let most = 0;
  const look = (part: unknown): boolean => {
    if (typeof part !== 'object' || part === null) return true;
    const keys = Object.keys(part);
    if (!Array.isArray(part)) {
      most = Math.max(most, keys.length);
      if (keys.some((key, index) => key < (keys[index - 1] ?? ''))) return false;
    }
    return Object.values(part).every(look);
  };
  return look(value) && TELLING_KEYS <= most;
}
