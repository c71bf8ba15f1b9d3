import type { CredentialFault, Stranger } from '../../domain/failure/facts.js';

/** Why a text is no credential. */
export function faultWords(fault: CredentialFault): string {
  switch (fault.type) {
    case 'empty':
      return 'it is empty';
    case 'notDigits':
      return 'it has other characters than digits, or too many';
    case 'notJws':
      return 'it is not three parts of base64url with dots between them';
    case 'tooLong':
      return `it is longer than ${fault.most} characters`;
    case 'stranger':
      return strangerWords(fault.stranger);
  }
}

/** A character that does not belong where it is, with its place. */
export function strangerWords({ position, character }: Stranger): string {
  return `character ${position} is ${nameOf(character)}`;
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'a space',
  '\t': 'a tab',
  '\n': 'a line break',
  '\r': 'a carriage return',
  '"': 'a quote',
  "'": 'a quote',
  '\u00a0': 'a no-break space',
  '\u3000': 'a full-width space',
  '\u200b': 'a zero-width space',
  '\u200c': 'a zero-width non-joiner',
  '\u200d': 'a zero-width joiner',
  '\u2060': 'a zero-width word joiner',
  '\ufeff': 'a byte order mark, which has no width',
};

function nameOf(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const number = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = NAMES[character];
  if (name !== undefined) return codePoint < 0x80 ? name : `${name} (${number})`;
  if (0xff01 <= codePoint && codePoint <= 0xff5e) return `a full-width character (${number})`;
  if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return `an invisible character (${number})`;
  return /\p{Cc}/u.test(character) ? `a control character (${number})` : `not one that it can have (${number})`;
}
