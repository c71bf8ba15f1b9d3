import { pointerTokens } from '../../source/pointer.js';
import { isJsonObject } from '../../text/json-object.js';
import type { Finding, SendMethod } from '../engine/finding.js';
import { isRequestBody, methodOf } from './request-form.js';

/** Findings whose cause is known, with that cause and the way on at the end of their sentence. */
export function explained(found: readonly Finding[], document: unknown, method: SendMethod): readonly Finding[] {
  return found.map((finding) => {
    const cause = causeOf(finding, document, method);
    return cause === null ? finding : { ...finding, message: `${finding.message}${cause}` };
  });
}

function causeOf({ rule, pointer }: Finding, document: unknown, method: SendMethod): string | null {
  if (rule === 'wrong-type') return stringifiedCause(pointer, document) ?? methodCause(pointer, document, method);
  if (rule === 'unknown-property') return methodCause(pointer, document, method);
  return rule === 'required' ? bodyInListCause(pointer, document) : null;
}

/** A `to` of a push in a multicast, a `replyToken` in a push: the method is wrong, not the body. */
function methodCause(pointer: string, document: unknown, method: SendMethod): string | null {
  if (!OF_ONE_METHOD.has(pointer) || !isRequestBody(document)) return null;
  const own = methodOf(document, 'multicast');
  return own === method ? null : `; this is the body of a ${own} (message validate --for ${own})`;
}

const OF_ONE_METHOD: ReadonlySet<string> = new Set(['/to', '/replyToken', '/recipient', '/filter', '/limit']);

function stringifiedCause(pointer: string, document: unknown): string | null {
  const value = valueAt(document, pointer);
  if (typeof value !== 'string' || !holdsJson(value)) return null;
  return ': it is JSON inside a string, take off the quotes around it and the backslashes in it';
}

function bodyInListCause(pointer: string, document: unknown): string | null {
  const [index, name] = pointerTokens(pointer);
  if (!Array.isArray(document) || name !== 'type') return null;
  const item: unknown = document[Number(index)];
  if (!isJsonObject(item) || !Object.hasOwn(item, 'messages')) return null;
  return '; it is a whole request body: each needs a file of its own, or a line of its own in a .jsonl file';
}

function holdsJson(text: string): boolean {
  try {
    return /^\s*[[{]/.test(text) && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const token of pointerTokens(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    value = Reflect.get(value, token);
  }
  return value;
}
