import { failure } from '../../../domain/failure/failure.js';
import type { WebhookEvent } from '../../../domain/webhook/events/event-row.js';
import { RUN_BYTES } from '../../../domain/webhook/events/sample-ids.js';
import { completingMakers, type EventMaker, eventMakers, webhookBody } from '../../../domain/webhook/sending/body.js';
import type { EventWish } from '../../../domain/webhook/sending/event-wish.js';
import { readEventFile } from '../../../domain/webhook/sending/file-events.js';
import { type Override, overridden } from '../../../domain/webhook/sending/override.js';
import type { Deps } from '../../../ports/deps.js';

/** What is to be in the bodies. */
export interface BodyWish {
  /** Null where the events are of the table. */
  readonly file: string | null;
  readonly events: EventWish;
  /** Null where nobody has said one: a file may have its own. */
  readonly mode: 'active' | 'standby' | null;
  readonly overrides: readonly Override[];
  /** Whether each event has a request of its own. */
  readonly isEach: boolean;
}

/** The bodies of a run, made one by one when their moment has come. */
export interface Bodies {
  /** How many there are before they begin again. */
  readonly count: number;
  /** The events of one, by their names. */
  namesOf(index: number): readonly string[];
  make(index: number, now: number): Uint8Array;
}

/**
 * Prepares the bodies. A file that is a whole body is sent byte for byte, unless something in it is overridden.
 *
 * @throws {LineOpsError} `usage` for a file that holds no events, and for an override that leads nowhere.
 */
export async function prepareBodies(
  wish: BodyWish,
  botUserId: string | null,
  deps: Pick<Deps, 'messageFiles' | 'random' | 'clock'>,
): Promise<Bodies> {
  const { file, events, mode, overrides } = wish;
  const origin = { run: randomBytes(deps), botUserId };
  if (file === null) return composed(eventMakers(events), wish, origin, deps);
  const name = file === '-' ? 'stdin' : file;
  const bytes = await (await deps.messageFiles()).bytes(file);
  const read = readEventFile(decoded(bytes, name), name);
  if (read.type === 'events')
    return composed(completingMakers(read.events, { mode, isRedelivery: events.isRedelivery }), wish, origin, deps);
  requireNothingElse(name, wish);
  const body = overrides.length === 0 ? bytes : encoded(overridden(read.body, overrides));
  const names = namesIn(read.body);
  return { count: 1, namesOf: () => names, make: () => body };
}

function composed(
  makers: readonly EventMaker[],
  { overrides, isEach }: BodyWish,
  origin: { readonly run: Uint8Array; readonly botUserId: string | null },
  { clock }: Pick<Deps, 'clock'>,
): Bodies {
  const makersOf = (index: number) =>
    isEach ? makers.slice(index % makers.length, (index % makers.length) + 1) : makers;
  const bodies = {
    count: isEach ? Math.max(1, makers.length) : 1,
    namesOf: (index: number) => makersOf(index).map(({ name }) => name),
    make: (index: number, now: number) =>
      encoded(overridden(webhookBody(makersOf(index), origin, index, now), overrides)),
  };
  // An override that leads nowhere is found before the first request, whichever body it is.
  for (let index = 0; index < bodies.count; index += 1) bodies.make(index, clock.now());
  return bodies;
}

/** @throws {LineOpsError} `usage` for what would have to change a body that is sent as it is. */
function requireNothingElse(name: string, { mode, events, isEach }: BodyWish): void {
  const option = mode !== null ? 'mode' : events.isRedelivery ? 'redelivery' : isEach ? 'each' : null;
  if (option !== null) throw failure('NOT_EVENTS', { which: 'wholeBody', name, option });
}

function namesIn(body: WebhookEvent): readonly string[] {
  const { events } = body;
  if (!Array.isArray(events)) return [];
  return events.map((event: unknown) =>
    typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : 'no type',
  );
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw failure('FILE_NOT_UTF8', { source: name }, { cause });
  }
}

function encoded(body: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(body));
}

function randomBytes({ random }: Pick<Deps, 'random'>): Uint8Array {
  return Uint8Array.from({ length: RUN_BYTES }, () => Math.floor(random.fraction() * 256));
}
