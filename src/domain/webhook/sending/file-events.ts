import { failure } from '../../failure/failure.js';
import { readJsonSource } from '../../messages/json-source.js';
import type { WebhookEvent } from '../events/event-row.js';

/** What a file of webhook events is: a whole body, or events that a body is still to be made of. */
type EventFile =
  | { readonly type: 'body'; readonly body: WebhookEvent }
  | { readonly type: 'events'; readonly events: readonly WebhookEvent[] };

/**
 * Reads an event, an array of events, or a whole body: an object with `events` in it.
 *
 * @param name how the file is called in an error.
 * @throws {LineOpsError} `usage` for what is not JSON, or none of these.
 */
export function readEventFile(text: string, name: string): EventFile {
  const source = readJsonSource(text);
  if (source.type === 'broken') {
    const { line, column, message } = source.finding;
    throw failure('NOT_EVENTS', { which: 'syntax', name, line, column, message });
  }
  const { value } = source;
  if (isObject(value) && Array.isArray(value['events'])) return { type: 'body', body: value };
  const events: readonly unknown[] = Array.isArray(value) ? value : [value];
  const at = events.findIndex((event) => !isObject(event) || typeof event['type'] !== 'string');
  if (0 <= at) throw failure('NOT_EVENTS', { which: 'event', name, at: Array.isArray(value) ? at : null });
  return { type: 'events', events: events.filter(isObject) };
}

/** A JSON object, and no array. */
export function isObject(value: unknown): value is WebhookEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
