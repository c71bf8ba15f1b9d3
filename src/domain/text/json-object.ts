/** Whether a JSON value is an object: no array, and not null. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a text is as JSON; null for any other text. */
export function jsonObjectIn(text: string): Readonly<Record<string, unknown>> | null {
  const value = jsonIn(text);
  return isJsonObject(value) ? value : null;
}

/** The value that a text is as JSON; null for a text that is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
