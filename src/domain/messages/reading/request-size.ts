import { isJsonObject } from '../../text/json-object.js';
import { jsonBytes } from '../engine/counting.js';
import type { Finding, SendMethod } from '../engine/finding.js';
import { reference } from '../line-pages.js';
import { MAX_RECIPIENTS } from '../rules/request/recipients.js';

/**
 * The greatest request in MB. LINE does not say whether an MB is 1,000,000 or 1,048,576 bytes: beyond the first it is a
 * warning, beyond the second an error.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#status-codes
 */
const MAX_REQUEST_MB = 2;

/** Bytes of one recipient in a request: the ID of 33 characters and its quotes. */
const RECIPIENT_BYTES = 35;

/** Bytes of the request body that a document becomes. */
export function requestSize(value: unknown, method: SendMethod): number {
  const bytes = jsonBytes(value);
  if (isJsonObject(value) && Object.hasOwn(value, 'messages'))
    return Object.hasOwn(value, 'to') ? bytes : bytes + recipientBytes(method);
  const brackets = Array.isArray(value) ? 0 : '[]'.length;
  return '{"messages":}'.length + brackets + bytes + recipientBytes(method);
}

/** Bytes of a `to` that is not in the document yet: full for a multicast, as each of its batches but the last is. */
function recipientBytes(method: SendMethod): number {
  if (method === 'push') return '"to":,'.length + RECIPIENT_BYTES;
  if (method !== 'multicast') return 0;
  const commas = MAX_RECIPIENTS - 1;
  return '"to":[],'.length + MAX_RECIPIENTS * RECIPIENT_BYTES + commas;
}

/** More than a request takes beside the document. */
const MAX_ENVELOPE_BYTES = 100 + MAX_RECIPIENTS * (RECIPIENT_BYTES + 1);

/**
 * What LINE says to the size of the request that sends the document; null where it says nothing. The bytes are counted
 * only where `maxBytes`, what the document takes at most, leaves a doubt.
 */
export function sizeFinding(value: unknown, method: SendMethod, maxBytes: number): Finding | null {
  const accepted = MAX_REQUEST_MB * 1_000_000;
  if (maxBytes + MAX_ENVELOPE_BYTES <= accepted) return null;
  const bytes = requestSize(value, method);
  if (bytes <= accepted) return null;
  const surely = MAX_REQUEST_MB * 1_048_576 < bytes;
  const doubt = surely ? '' : ', which may mean 1,000,000 or 1,048,576 bytes each';
  return {
    pointer: '',
    rule: 'body-size',
    severity: surely ? 'error' : 'warning',
    message: `the request would be ${bytes} bytes, the limit is ${MAX_REQUEST_MB} MB${doubt}`,
    limit: MAX_REQUEST_MB * (surely ? 1_048_576 : 1_000_000),
    actual: bytes,
    docs: reference('status-codes'),
  };
}
