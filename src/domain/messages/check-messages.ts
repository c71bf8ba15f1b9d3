import { inDocumentOrder } from './engine/document-order.js';
import type { Finding, SendMethod } from './engine/finding.js';
import type { Destination, Shape } from './engine/shapes.js';
import { walkValue } from './engine/walk.js';
import { MESSAGE, MESSAGES } from './rules/message-types.js';
import { destinationOf } from './rules/request/recipients.js';
import { REQUEST_BODIES } from './rules/request/request-bodies.js';

/** The send method a value is checked for, and where it goes, if that is known; some rules hold for some of them only. */
export interface CheckOptions {
  readonly method: SendMethod;
  readonly destination?: Destination;
}

/**
 * Checks the value of a request's `messages`: an array of 1 to 5 message objects. Answers with everything that is wrong,
 * in document order; pointers start at `pointer`, by default `/messages`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export function checkMessages(
  messages: unknown,
  { method, destination = 'unknown', pointer = '/messages' }: CheckOptions & { readonly pointer?: string },
): Finding[] {
  return check(messages, MESSAGES, pointer, method, destination);
}

/**
 * Checks one message object. Answers with everything that is wrong, in document order; pointers start at `pointer`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export function checkMessage(
  message: unknown,
  { method, destination = 'unknown', pointer }: CheckOptions & { readonly pointer: string },
): Finding[] {
  return check(message, MESSAGE, pointer, method, destination);
}

/**
 * Checks a whole request body: the messages, and what goes with them for the method. `to` and `replyToken` are checked
 * where they are given, because a message file need not name recipients. A `to` goes before the given destination.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message
 */
export function checkRequestBody(body: unknown, { method, destination = 'unknown' }: CheckOptions): Finding[] {
  const shape = { kind: 'object', table: REQUEST_BODIES[method] } as const;
  const named = destinationOf(body);
  return check(body, shape, '', method, named === 'unknown' ? destination : named);
}

function check(value: unknown, shape: Shape, pointer: string, method: SendMethod, destination: Destination): Finding[] {
  const findings: Finding[] = [];
  const walk = { method, destination, findings };
  walkValue(value, shape, { pointer, owner: REQUEST_BODIES[method], depth: 0, walk });
  return inDocumentOrder(findings, value, pointer);
}
