import { LineOpsError } from '../domain/failure/failure.js';

/** A commander parser for a whole number within bounds. */
export function wholeNumber(
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && min <= value && value <= max) return value;
    throw new LineOpsError(
      'usage',
      'INVALID_NUMBER',
      `${name} must be a whole number from ${min} to ${max}, not "${text}"`,
      { hint: 'See --help.' },
    );
  };
}

/** A commander parser out of a domain parser, whose error passes through commander as it is. */
export function by<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => parse(text);
}
