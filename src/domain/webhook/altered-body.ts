/** What may have happened to a body between LINE and the check of its signature. */
export type Alteration =
  | 'byte-order-mark'
  | 'line-end-added'
  | 'line-end-lost'
  | 'line-ends-changed'
  | 'reserialised'
  | 'escapes-changed'
  | 'encoding-changed';

/** A body as it may have been before it was altered. */
export interface EarlierBody {
  readonly alteration: Alteration;
  readonly bytes: Uint8Array;
}

/**
 * The bodies that a webhook request may have had before its bytes were altered, the likeliest first. The one whose
 * signature is right tells what went wrong.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export function earlierBodies(body: Uint8Array): readonly EarlierBody[] {
  const text = decode(body);
  if (text === null) return [];
  const candidates: (readonly [Alteration, string])[] = [];
  const plain = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  if (plain !== text) candidates.push(['byte-order-mark', plain]);
  for (const trimmed of [plain.replace(/\r?\n$/, ''), plain.trim()])
    if (trimmed !== plain) candidates.push(['line-end-added', trimmed]);
  for (const lineEnd of ['\n', '\r\n']) candidates.push(['line-end-lost', plain + lineEnd]);
  const unix = plain.replaceAll('\r\n', '\n');
  for (const other of [unix, unix.replaceAll('\n', '\r\n')])
    if (other !== plain) candidates.push(['line-ends-changed', other]);
  candidates.push(...serialisations(plain));
  const encoder = new TextEncoder();
  const bodies = candidates.map(([alteration, earlier]) => ({ alteration, bytes: encoder.encode(earlier) }));
  const undoubled = latin1Bytes(plain);
  return undoubled === null ? bodies : [...bodies, { alteration: 'encoding-changed', bytes: undoubled }];
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

/** The ways in which JSON libraries write the same value. */
function serialisations(text: string): readonly (readonly [Alteration, string])[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const written = [undefined, 2, 4, '\t'].map((indent) => JSON.stringify(value, null, indent));
  const spaced = written[0]?.replace(OUTSIDE_STRINGS, (token) =>
    token === ':' || token === ',' ? `${token} ` : token,
  );
  return [...written, spaced ?? ''].flatMap((form) => [
    ['reserialised', form] as const,
    ['escapes-changed', escapeNonAscii(form)] as const,
    ['escapes-changed', form.replaceAll('/', '\\/')] as const,
    ['escapes-changed', escapeNonAscii(form).replaceAll('/', '\\/')] as const,
  ]);
}

/** Whole strings, so that the separators in them are not touched, and the separators outside. */
const OUTSIDE_STRINGS = /"(?:[^"\\]|\\.)*"|[:,]/g;

function escapeNonAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Undoes UTF-8 that was read as Latin-1 and written as UTF-8 once more; null where that cannot have happened. */
function latin1Bytes(text: string): Uint8Array | null {
  const units = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return units.every((unit) => unit <= 0xff) && units.some((unit) => 0x80 <= unit) ? Uint8Array.from(units) : null;
}
