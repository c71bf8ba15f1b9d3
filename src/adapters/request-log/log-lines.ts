import type { LoggedRequest, LoggedWebhook } from '../../ports/request-log.js';

/** The entry that a line is; null for a line that is none. */
export type LineParser<Entry> = (line: string) => Entry | null;

const LINE_START = '{"time":';

/** A line cut off by a full disk or a power loss may have the next one at its end, whole. */
export function readLine<Entry>(
  line: string,
  parse: LineParser<Entry>,
): { readonly entry: Entry | null; readonly isWhole: boolean } {
  const entry = parse(line);
  if (entry !== null) return { entry, isWhole: true };
  const next = line.lastIndexOf(LINE_START);
  return { entry: next > 0 ? parse(line.slice(next)) : null, isWhole: false };
}

export function parseRequest(line: string): LoggedRequest | null {
  const entry = objectFrom(line);
  const at = timeOf(entry);
  const { method, url } = entry ?? {};
  if (entry === null || at === null || typeof method !== 'string' || typeof url !== 'string') return null;
  return {
    at,
    requestId: textOrNull(entry['requestId']),
    acceptedRequestId: textOrNull(entry['acceptedRequestId']),
    retryKey: textOrNull(entry['retryKey']),
    method,
    url,
    status: numberOrNull(entry['status']),
    ms: numberOrNull(entry['ms']),
    channel: textOrNull(entry['channel']),
    failure: textOrNull(entry['failure']),
  };
}

export function parseWebhook(line: string): LoggedWebhook | null {
  const entry = objectFrom(line);
  const at = timeOf(entry);
  const { method, path, senderIp, eventIds } = entry ?? {};
  if (entry === null || at === null || typeof method !== 'string' || typeof path !== 'string') return null;
  return {
    at,
    senderIp: textOrNull(senderIp) ?? '',
    method,
    path,
    status: numberOrNull(entry['status']),
    ms: numberOrNull(entry['ms']),
    channel: textOrNull(entry['channel']),
    signature: textOrNull(entry['signature']),
    eventIds: Array.isArray(eventIds) ? eventIds.filter((id) => typeof id === 'string') : [],
  };
}

interface LogObject extends Readonly<Record<string, unknown>> {
  readonly method?: unknown;
  readonly url?: unknown;
  readonly path?: unknown;
  readonly senderIp?: unknown;
  readonly eventIds?: unknown;
}

function objectFrom(line: string): LogObject | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function timeOf(entry: LogObject | null): number | null {
  const time = entry?.['time'];
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
