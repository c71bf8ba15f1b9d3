import type { WebhookEvent } from '../../domain/webhook/events/event-row.js';
import { mutatedBody } from '../../domain/webhook/events/mutated.js';
import { RUN_BYTES, sampleIds } from '../../domain/webhook/events/sample-ids.js';
import type { ChannelIdentity } from '../channel.js';
import type { JsonObject } from '../http/line-request.js';
import { streamOf, unitAt } from '../seeded-hash.js';

const STREAM = streamOf('mutations');
/** IDs of messages that were received count from 0 in each millisecond: these are never among them. */
const FIRST_SERIAL = 50_000;

/** Changes webhooks as LINE may any day. What becomes of which follows from the seed, and from how many there were before. */
export class Mutations {
  #drawn = 0;
  #events = FIRST_SERIAL;

  constructor(private readonly seed: number) {}

  /** The body with what LINE may add; its own events keep what they say. Users of the events in between are samples. */
  of({ botUserId }: Pick<ChannelIdentity, 'botUserId'>, events: readonly WebhookEvent[], now: number): JsonObject {
    const chance = () => unitAt(this.seed, STREAM, this.#drawn++);
    const run = Uint8Array.from({ length: RUN_BYTES }, () => Math.floor(chance() * 256));
    const newIds = () => sampleIds({ run, serial: this.#events++, user: this.#events, now, botUserId });
    return mutatedBody({ destination: botUserId, events }, { chance, newIds });
  }
}
