import { inDocumentOrder } from './engine/document-order.js';
import type { Finding, SendMethod } from './engine/finding.js';
import { startOf } from './engine/location.js';
import type { Destination, Shape } from './engine/shapes.js';
import { walkValue } from './engine/walk.js';
import { MESSAGE, MESSAGES } from './rules/message-types.js';
import { destinationOf } from './rules/request/recipients.js';
import { REQUEST_BODIES } from './rules/request/request-bodies.js';

/** The send method a value is checked for, and where it goes, if that is known; some rules hold for some of them only. */
export interface CheckOptions {
  readonly method: SendMethod;
  readonly destination?: Destination;
  /** The value takes at most so many bytes as JSON; left out where that is not known. */
  readonly maxBytes?: number;
}

/**
 * Checks the value of a request's `messages`: an array of 1 to 5 message objects. Answers with everything that is wrong,
 * in document order; pointers start at `pointer`, by default `/messages`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export function checkMessages(messages: unknown, options: CheckOptions & { readonly pointer?: string }): Finding[] {
  return check(messages, MESSAGES, options.pointer ?? '/messages', options);
}

/**
 * Checks one message object. Answers with everything that is wrong, in document order; pointers start at `pointer`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export function checkMessage(message: unknown, options: CheckOptions & { readonly pointer: string }): Finding[] {
  return check(message, MESSAGE, options.pointer, options);
}

/**
 * Checks a whole request body: the messages, and what goes with them for the method. `to` and `replyToken` are checked
 * where they are given, because a message file need not name recipients. A `to` goes before the given destination.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message
 */
export function checkRequestBody(body: unknown, options: CheckOptions): Finding[] {
  const shape = { kind: 'object', table: REQUEST_BODIES[options.method] } as const;
  const named = destinationOf(body);
  return check(body, shape, '', named === 'unknown' ? options : { ...options, destination: named });
}

function check(value: unknown, shape: Shape, pointer: string, options: CheckOptions): Finding[] {
  const { method, destination = 'unknown', maxBytes = Number.POSITIVE_INFINITY } = options;
  const findings: Finding[] = [];
  walkValue(value, shape, startOf(pointer, REQUEST_BODIES[method], { method, destination, maxBytes, findings }));
  return findings.length < 2 ? findings : inDocumentOrder(findings, value, pointer);
}
