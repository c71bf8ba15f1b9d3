/** A webhook as it was kept: enough to send it again byte for byte. */
export interface RecordedWebhook {
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly senderIp: string;
  /** Path and query. */
  readonly path: string;
  /** In their order and spelling, as they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Which secret signed it; null where none that was known did. */
  readonly signedBy: 'current' | 'previous' | null;
  readonly eventIds: readonly string[];
  readonly body: Uint8Array;
}

const SCHEMA = 'line-ops/recorded-webhook@1';

/**
 * A record as one line of JSON, without its line break. The body is the text `body` where it is UTF-8, else `bodyBase64`
 * holds its bytes: either gives back every byte.
 */
export function recordLine({ receivedAt, body, ...rest }: RecordedWebhook): string {
  const text = textOf(body);
  return JSON.stringify({
    schema: SCHEMA,
    receivedAt: new Date(receivedAt).toISOString(),
    ...rest,
    body: text,
    bodyBase64: text === null ? Buffer.from(body).toString('base64') : null,
  });
}

/** The record that a line is; null for a line that is none, as the torn last one of a process that was killed. */
export function readRecordLine(line: string): RecordedWebhook | null {
  const value = parsed(line);
  if (!isObject(value) || value['schema'] !== SCHEMA) return null;
  const body = bodyOf(value['body'], value['bodyBase64']);
  const receivedAt = typeof value['receivedAt'] === 'string' ? Date.parse(value['receivedAt']) : Number.NaN;
  if (body === null || Number.isNaN(receivedAt)) return null;
  const { signedBy, eventIds, headers } = value;
  return {
    receivedAt,
    senderIp: textIn(value['senderIp']) ?? '',
    path: textIn(value['path']) ?? '/',
    headers: Array.isArray(headers) ? headers.filter(isHeader) : [],
    signedBy: signedBy === 'current' || signedBy === 'previous' ? signedBy : null,
    eventIds: Array.isArray(eventIds) ? eventIds.filter((id) => typeof id === 'string') : [],
    body,
  };
}

/** The bytes as text where that gives them back; null where it does not. A byte order mark is kept. */
function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function bodyOf(text: unknown, base64: unknown): Uint8Array | null {
  if (typeof text === 'string') return new TextEncoder().encode(text);
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : null;
}

interface JsonObject extends Readonly<Record<string, unknown>> {
  readonly signedBy?: unknown;
  readonly eventIds?: unknown;
  readonly headers?: unknown;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHeader(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
