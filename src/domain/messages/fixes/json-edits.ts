import type { Member, ObjectNode, SyntaxNode } from '../../source/json-positions.js';
import { pointerTokens } from '../../source/pointer.js';
import { indentAt, lineEndOf, type TextEdit } from '../../source/text-edit.js';
import type { JsonObject } from '../engine/shapes.js';
import type { Edit } from './edit.js';

/** The changes of a JSON text that make an edit; null where it leads nowhere. White space stays as its writer likes it. */
export function jsonTextEdits(text: string, root: SyntaxNode, edit: Edit): readonly TextEdit[] | null {
  const found = find(root, edit.at);
  if (found === null) return null;
  const { node, member, owner } = found;
  switch (edit.do) {
    case 'set':
      return [{ start: node.start, end: node.end, text: JSON.stringify(edit.value) }];
    case 'rename':
      return member === null ? null : [{ ...keyRange(text, member), text: JSON.stringify(edit.to) }];
    case 'remove':
      return owner === null || member === null ? null : [removal(owner, member)];
    case 'add':
      return node.type === 'object' ? [addition(text, node, edit.members)] : null;
    case 'wrap':
      return [{ start: node.start, end: node.end, text: wrapped(text, node, edit.members, edit.under) }];
  }
}

interface Found {
  readonly node: SyntaxNode;
  /** Null for the root and for items of an array. */
  readonly member: Member | null;
  readonly owner: ObjectNode | null;
}

function find(root: SyntaxNode, pointer: string): Found | null {
  let found: Found = { node: root, member: null, owner: null };
  for (const token of pointerTokens(pointer)) {
    const { node } = found;
    if (node.type === 'scalar') return null;
    if (node.type === 'array') {
      const item = node.items[Number(token)];
      if (item === undefined) return null;
      found = { node: item, member: null, owner: null };
    } else {
      // Of two equal keys the last counts.
      const member = node.members.findLast(({ key }) => key === token);
      if (member === undefined) return null;
      found = { node: member.value, member, owner: node };
    }
  }
  return found;
}

const STRING = /"(?:[^"\\]|\\.)*"/y;

function keyRange(text: string, { keyStart }: Member): { readonly start: number; readonly end: number } {
  STRING.lastIndex = keyStart;
  return { start: keyStart, end: keyStart + (STRING.exec(text)?.[0].length ?? 0) };
}

/** With the comma and the white space that belong to it. */
function removal({ members, start, end }: ObjectNode, member: Member): TextEdit {
  const index = members.indexOf(member);
  const [before, after] = [members[index - 1], members[index + 1]];
  if (after !== undefined) return { start: member.keyStart, end: after.keyStart, text: '' };
  if (before !== undefined) return { start: before.value.end, end: member.value.end, text: '' };
  return { start: start + 1, end: end - 1, text: '' };
}

/** Behind the last member, set apart as the members before it are. */
function addition(text: string, { members, start, end }: ObjectNode, added: JsonObject): TextEdit {
  const last = members.at(-1);
  if (last === undefined) return { start: start + 1, end: end - 1, text: membersOf(added, ', ', ': ') };
  const previous = members.at(-2);
  const gap = previous === undefined ? text.slice(start + 1, last.keyStart) : gapBefore(text, previous, last);
  const separator = previous === undefined && gap === '' ? ',' : `,${gap}`;
  return {
    start: last.value.end,
    end: last.value.end,
    text: `${separator}${membersOf(added, separator, colonOf(text, last))}`,
  };
}

function gapBefore(text: string, previous: Member, member: Member): string {
  return text.slice(text.indexOf(',', previous.value.end) + 1, member.keyStart);
}

function colonOf(text: string, member: Member): string {
  return text.slice(keyRange(text, member).end, member.value.start);
}

function membersOf(members: JsonObject, separator: string, colon: string): string {
  return Object.entries(members)
    .map(([key, value]) => `${JSON.stringify(key)}${colon}${JSON.stringify(value)}`)
    .join(separator);
}

function wrapped(text: string, node: SyntaxNode, members: JsonObject, under: string): string {
  const source = text.slice(node.start, node.end);
  const first = node.type === 'object' ? node.members[0] : undefined;
  const colon = first === undefined ? ': ' : colonOf(text, first);
  const key = JSON.stringify(under);
  if (!/[\r\n]/.test(source))
    return `{${membersOf(members, colon === ':' ? ',' : ', ', colon)},${colon === ':' ? '' : ' '}${key}${colon}${source}}`;
  const base = indentAt(text, node.start);
  const inner = first === undefined ? '' : indentAt(text, first.keyStart);
  const unit = inner.startsWith(base) && base.length < inner.length ? inner.slice(base.length) : '  ';
  const lineEnd = lineEndOf(text);
  const deeper = source.replace(/(\r\n|\n|\r)(?=[^\r\n])/g, `$1${unit}`);
  const lines = [membersOf(members, `,${lineEnd}${base}${unit}`, colon), `${key}${colon}${deeper}`];
  return `{${lineEnd}${base}${unit}${lines.join(`,${lineEnd}${base}${unit}`)}${lineEnd}${base}}`;
}
