import { failure } from '../domain/failure/failure.js';

/** A parser for a whole number within bounds. */
export function wholeNumber(
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && min <= value && value <= max) return value;
    throw failure('INVALID_NUMBER', { name, min, max, text });
  };
}
