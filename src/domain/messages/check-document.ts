import { isJsonObject } from '../text/json-object.js';
import { type CheckOptions, checkMessage, checkMessages, checkRequestBody } from './check-messages.js';
import { jsonBytes } from './engine/counting.js';
import type { Finding, SendMethod } from './engine/finding.js';
import type { Destination } from './engine/shapes.js';
import { type JsonSource, type Locate, type LocatedFinding, readJsonSource } from './json-source.js';
import { reference } from './line-pages.js';
import { MAX_RECIPIENTS } from './rules/request/recipients.js';

/** What one document of messages is worth. */
export interface DocumentReport {
  /** Everything that was found, in the order of the source. */
  readonly findings: readonly LocatedFinding[];
  /** Message objects in the document, right or wrong; 0 when it could not be read. */
  readonly messageCount: number;
  /** Bytes of the request body that would be sent; 0 when the document could not be read. */
  readonly requestBytes: number;
}

/**
 * Checks a JSON text: one message object, an array of 1 to 5 of them, or a whole request body (an object with
 * `messages`). Pointers start at the root of the document, whichever of the three it is.
 */
export function checkDocument(text: string, options: CheckOptions): DocumentReport {
  return checkSource(readJsonSource(text), options);
}

/** Checks a source that was read already, from JSON or another notation, as `checkDocument` checks a text. */
export function checkSource(source: JsonSource, { method, destination = 'unknown' }: CheckOptions): DocumentReport {
  if (source.type === 'broken') return { findings: [source.finding], messageCount: 0, requestBytes: 0 };
  const { value, problems, locate } = source;
  const report = checkDocumentValue(value, { method, destination, locate });
  if (problems.length === 0) return report;
  // Such a number is said to be one; what it was read as, infinity or null, was never written.
  const overflows = new Set(problems.filter(({ rule }) => rule === 'number-overflow').map(({ pointer }) => pointer));
  const found = report.findings.filter(({ pointer }) => !overflows.has(pointer));
  return { ...report, findings: [...problems, ...found].sort(bySource) };
}

/**
 * Checks a value that was parsed elsewhere, from YAML for one, as `checkDocument` checks a text. `locate` finds the
 * places in the source.
 */
export function checkDocumentValue(
  value: unknown,
  { method, destination = 'unknown', locate }: CheckOptions & { readonly locate: Locate },
): DocumentReport {
  const found = findingsIn(value, method, destination);
  const requestBytes = requestSize(value, method);
  const size = sizeFinding(requestBytes);
  if (size !== null) found.push(size);
  const findings = found.map((finding) => locatedBy(locate, finding));
  return {
    findings: findings.length < 2 ? findings : findings.sort(bySource),
    messageCount: countMessages(value),
    requestBytes,
  };
}

function findingsIn(value: unknown, method: SendMethod, destination: Destination): Finding[] {
  if (Array.isArray(value)) return checkMessages(value, { method, destination, pointer: '' });
  if (isRequestBody(value)) return checkRequestBody(value, { method, destination });
  return checkMessage(value, { method, destination, pointer: '' });
}

function isRequestBody(value: unknown): value is { readonly messages: unknown } {
  return isJsonObject(value) && Object.hasOwn(value, 'messages');
}

function countMessages(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (!isRequestBody(value)) return isJsonObject(value) ? 1 : 0;
  return Array.isArray(value.messages) ? value.messages.length : 0;
}

function locatedBy(locate: Locate, finding: Finding): LocatedFinding {
  const { line, column } = locate(finding.pointer, finding.rule === 'unknown-property' ? 'key' : 'value');
  return { ...finding, line, column };
}

/** Ties keep their order: what a check says first stays first. */
function bySource(left: LocatedFinding, right: LocatedFinding): number {
  return left.line - right.line || left.column - right.column;
}

/**
 * The greatest request in MB. LINE does not say whether an MB is 1,000,000 or 1,048,576 bytes: beyond the first it is a
 * warning, beyond the second an error.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#status-codes
 */
const MAX_REQUEST_MB = 2;

/** Bytes of one recipient in a request: the ID of 33 characters and its quotes. */
const RECIPIENT_BYTES = 35;

function requestSize(value: unknown, method: SendMethod): number {
  const bytes = jsonBytes(value);
  if (isRequestBody(value)) return Object.hasOwn(value, 'to') ? bytes : bytes + recipientBytes(method);
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

function sizeFinding(bytes: number): Finding | null {
  if (bytes <= MAX_REQUEST_MB * 1_000_000) return null;
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
