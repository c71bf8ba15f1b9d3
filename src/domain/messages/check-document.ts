import { isJsonObject } from '../text/json-object.js';
import { checkMessage, checkMessages, checkRequestBody } from './check-messages.js';
import type { Finding, SendMethod } from './engine/finding.js';
import type { Destination } from './engine/shapes.js';
import { type JsonSource, type Locate, type LocatedFinding, readJsonSource } from './json-source.js';
import { explained } from './reading/explained.js';
import { type MeantDocument, meantDocument } from './reading/meant-document.js';
import { otherDocument } from './reading/other-documents.js';
import { isRequestBody, methodOf } from './reading/request-form.js';
import { sizeFinding } from './reading/request-size.js';

/** What a document is checked for. */
export interface DocumentOptions {
  /**
   * The send method; null judges a request body as what it is, and anything else as for a multicast, or where a
   * destination is given, which is one chat, as for a push.
   */
  readonly method: SendMethod | null;
  readonly destination?: Destination;
  /** Reads bare Flex containers as Flex Messages; else they are an error. */
  readonly wrap?: boolean;
}

/** What one document of messages is worth. */
export interface DocumentReport {
  /** Everything that was found, in the order of the source. */
  readonly findings: readonly LocatedFinding[];
  /** Message objects in the document, right or wrong; 0 when it could not be read. */
  readonly messageCount: number;
  /** The send method that it was judged for. */
  readonly method: SendMethod;
  /** Bare Flex containers that were read as messages. */
  readonly wrapped: number;
  /** The document in the form that it was meant to have; null where it has that. */
  readonly meant: MeantDocument | null;
}

/**
 * Checks a JSON text: one message object, an array of 1 to 5 of them, or a whole request body (an object with
 * `messages`). Pointers start at the root of the document, whichever of the three it is.
 */
export function checkDocument(text: string, options: DocumentOptions): DocumentReport {
  return checkSource(readJsonSource(text), options);
}

/** Checks a source that was read already, from JSON or another notation, as `checkDocument` checks a text. */
export function checkSource(source: JsonSource, options: DocumentOptions): DocumentReport {
  if (source.type === 'broken') return unreadReport(source.finding, options.method);
  const { value, problems, maxBytes, locate } = source;
  const { method, destination = 'unknown', wrap = false } = options;
  const report = checkDocumentValue(value, { method, destination, wrap, maxBytes, locate });
  if (problems.length === 0) return report;
  // Such a number is said to be one; what it was read as, infinity or null, was never written.
  const overflows = new Set(problems.filter(({ rule }) => rule === 'number-overflow').map(({ pointer }) => pointer));
  const found = report.findings.filter(({ pointer }) => !overflows.has(pointer));
  return { ...report, findings: [...problems, ...found].sort(bySource) };
}

function unreadReport(finding: LocatedFinding, method: SendMethod | null): DocumentReport {
  return {
    findings: [finding],
    messageCount: 0,
    method: method ?? 'multicast',
    wrapped: 0,
    meant: null,
  };
}

/**
 * Checks a value that was parsed elsewhere, from YAML for one, as `checkDocument` checks a text. `locate` finds the
 * places in the source.
 */
export function checkDocumentValue(value: unknown, options: DocumentOptions & ValueSource): DocumentReport {
  const { method: wanted, destination = 'unknown', wrap = false, maxBytes = UNKNOWN, locate } = options;
  const method = wanted ?? methodOf(value, destination === 'unknown' ? 'multicast' : 'push');
  const { found, meant } = findingsIn(value, { method, destination, wrap, maxBytes, pointer: '' });
  const size = sizeFinding(value, method, maxBytes);
  const all = size === null ? found : [...found, size];
  const findings = all.map((finding) => locatedBy(locate, finding));
  return {
    findings: findings.length < 2 ? findings : findings.sort(bySource),
    messageCount: countMessages(meant === null ? value : meant.value),
    method,
    wrapped: meant?.wrapped ?? 0,
    meant,
  };
}

/** Bytes of a value whose source does not bound them. */
const UNKNOWN = Number.POSITIVE_INFINITY;

/** Where a value that was parsed elsewhere comes from. */
interface ValueSource {
  readonly locate: Locate;
  /** The value takes at most so many bytes as JSON; left out where that is not known. */
  readonly maxBytes?: number;
}

interface Found {
  readonly found: readonly Finding[];
  readonly meant: MeantDocument | null;
}

type Judged = Required<DocumentOptions> & {
  readonly method: SendMethod;
  readonly maxBytes: number;
  readonly pointer: '';
};

/** What is wrong is looked into only then: a document without a fault costs no second look. */
function findingsIn(value: unknown, options: Judged): Found {
  const found = ruleFindings(value, options);
  if (found.length === 0) return { found, meant: null };
  const other = otherDocument(value);
  if (other !== null) return { found: [notMessages(other)], meant: null };
  const meant = meantDocument(value, options);
  if (meant === null) return { found: explained(found, value, options.method), meant };
  // What a document was meant to be may be longer than what is written.
  const inside = ruleFindings(meant.value, { ...options, maxBytes: UNKNOWN }).map((finding) => ({
    ...finding,
    pointer: meant.pointerInSource(finding.pointer),
  }));
  return { found: [...meant.findings, ...explained(inside, value, options.method)], meant };
}

function ruleFindings(value: unknown, options: Judged): Finding[] {
  if (Array.isArray(value)) return checkMessages(value, options);
  if (isRequestBody(value)) return checkRequestBody(value, options);
  return checkMessage(value, options);
}

function notMessages({ message, docs }: Pick<Finding, 'message' | 'docs'>): Finding {
  return { pointer: '', rule: 'not-messages', severity: 'error', message, limit: null, actual: null, docs };
}

function countMessages(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (!isJsonObject(value) || !Object.hasOwn(value, 'messages'))
    return isJsonObject(value) && !isRequestBody(value) ? 1 : 0;
  return Array.isArray(value['messages']) ? value['messages'].length : 0;
}

function locatedBy(locate: Locate, finding: Finding): LocatedFinding {
  const { line, column } = locate(finding.pointer, finding.rule === 'unknown-property' ? 'key' : 'value');
  return { ...finding, line, column };
}

/** Ties keep their order: what a check says first stays first. */
function bySource(left: LocatedFinding, right: LocatedFinding): number {
  return left.line - right.line || left.column - right.column;
}
