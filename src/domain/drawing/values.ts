import type { JsonObject } from '../messages/engine/shapes.js';
import { isJsonObject } from '../text/json-object.js';

/** Readers of values that nobody has checked: what is not of the type is nothing. */

/** A text, or a number in its place, as LINE takes it outside of Flex; null for anything else, and for an empty one. */
export function textIn(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function objectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
