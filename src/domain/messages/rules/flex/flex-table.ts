import type { ChoiceShape, Property, Table } from '../../engine/shapes.js';
import { ANYTHING, required, table } from '../../engine/table.js';
import { reference } from '../../line-pages.js';

/** A component, of the given types only; null where the parent decides. `where` ends the sentence "… cannot be used". */
export type ComponentOf = (allowed: readonly string[] | null, where: string) => ChoiceShape;

/** A table inside a Flex Message, where LINE refuses unknown properties, null, and numbers for strings. */
export function flexTable(
  name: string,
  anchor: string,
  properties: Readonly<Record<string, Property>>,
  check?: Table['check'],
): Table {
  const options = { name, docs: reference(anchor), properties, strict: true, unknown: 'error' } as const;
  return table(check ? { ...options, check } : options);
}

/** A table of a component or a container, which has a `type`. */
export function component(
  name: string,
  anchor: string,
  properties: Readonly<Record<string, Property>>,
  check?: Table['check'],
): Table {
  return flexTable(name, anchor, { type: required(ANYTHING), ...properties }, check);
}
