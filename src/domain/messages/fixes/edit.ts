import { pointerTokens } from '../../source/pointer.js';
import type { JsonObject } from '../engine/shapes.js';

/** A change of a value; whoever writes it into a text leaves everything else of the text as it is. */
export type Edit =
  /** Another scalar in the place of one. */
  | { readonly do: 'set'; readonly at: string; readonly value: string | number | boolean }
  /** Another name for a property. */
  | { readonly do: 'rename'; readonly at: string; readonly to: string }
  | { readonly do: 'remove'; readonly at: string }
  /** Properties for an object that does not have them. */
  | { readonly do: 'add'; readonly at: string; readonly members: JsonObject }
  /** An object around a value: these properties, and the value as `under`. */
  | { readonly do: 'wrap'; readonly at: string; readonly members: JsonObject; readonly under: string };

/** The value with the edits made, in their order; an edit that leads nowhere is left out. */
export function editedValue(value: unknown, edits: readonly Edit[]): unknown {
  const holder = { root: structuredClone(value) };
  for (const edit of edits) editOne(holder, edit);
  return holder.root;
}

type Container = Record<string, unknown>;

function editOne(holder: { root: unknown }, edit: Edit): void {
  const tokens = ['root', ...pointerTokens(edit.at)];
  const key = tokens.pop() ?? 'root';
  let parent: unknown = holder;
  for (const token of tokens) parent = childOf(parent, token);
  if (!isContainer(parent) || !Object.hasOwn(parent, key)) return;
  const value = parent[key];
  switch (edit.do) {
    case 'set':
      parent[key] = edit.value;
      break;
    case 'rename':
      delete parent[key];
      parent[edit.to] = value;
      break;
    case 'remove':
      delete parent[key];
      break;
    case 'add':
      if (isContainer(value)) Object.assign(value, edit.members);
      break;
    case 'wrap':
      parent[key] = { ...edit.members, [edit.under]: value };
      break;
  }
}

function childOf(value: unknown, token: string): unknown {
  return isContainer(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Whether two JSON values are the same; the order of properties does not count. */
export function isSameValue(left: unknown, right: unknown): boolean {
  if (!isContainer(left) || !isContainer(right)) return Object.is(left, right);
  const keys = Object.keys(left);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSameValue(left[key], right[key]))
  );
}
