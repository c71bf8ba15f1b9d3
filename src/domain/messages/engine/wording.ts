/** The JSON type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Inclusive bounds in words: `1 to 5`, `at least 1`, `exactly 2`. */
export function boundsInWords(min: number | null, max: number | null): string {
  if (max === null) return `at least ${min}`;
  if (min === max) return `exactly ${max}`;
  return min === null ? `at most ${max}` : `${min} to ${max}`;
}
