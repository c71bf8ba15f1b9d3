import { LineOpsError } from '../domain/failure/failure.js';

/** A parser for a whole number within bounds. */
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
