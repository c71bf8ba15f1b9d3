import type { EventIds, WebhookEvent } from '../events/event-row.js';
import { sampleEvent } from '../events/sample-event.js';
import { SAMPLE_BOT_ID, sampleIds } from '../events/sample-ids.js';
import { findEventRow } from '../events/table.js';
import type { EventWish } from './event-wish.js';
import { isObject } from './file-events.js';

/** What the bodies of one run have in common. */
interface RunOrigin {
  /** Random bytes. */
  readonly run: Uint8Array;
  /** The account's own ID, where it is known. */
  readonly botUserId: string | null;
}

/** One event of a body: how it is called, and what it is once its moment has come. */
export interface EventMaker {
  readonly name: string;
  make(ids: EventIds): WebhookEvent;
  /** Counts the sample users, from 0. */
  readonly user: number;
}

/** As many events as types or users, whichever is more: both begin again where they end before the other. */
export function eventMakers({ rows, users, ...delivery }: EventWish): readonly EventMaker[] {
  const makers = Array.from({ length: Math.max(rows.length, users) }, (_, at) => {
    const row = rows[at % rows.length];
    const make = (ids: EventIds) => (row === undefined ? {} : sampleEvent(row, ids, delivery));
    return { name: row?.name ?? '', make, user: at % users };
  });
  return rows.length === 0 ? [] : makers;
}

/** Events of a file, each with what it leaves out of what every event has. */
export function completingMakers(
  events: readonly WebhookEvent[],
  { mode, isRedelivery }: { readonly mode: 'active' | 'standby' | null; readonly isRedelivery: boolean },
): readonly EventMaker[] {
  return events.map((event, user) => ({
    name: String(event['type']),
    user,
    make: (ids) => {
      const row = findEventRow(String(event['type']));
      const usual = { mode: mode ?? (event['mode'] === 'standby' ? 'standby' : 'active'), chat: null } as const;
      const common = sampleEvent({ ...UNSAID, ...row, type: String(event['type']), content: () => ({}) }, ids, {
        ...usual,
        isRedelivery,
      });
      return {
        ...common,
        ...event,
        ...(mode === null ? {} : { mode }),
        ...(isRedelivery ? { deliveryContext: withRedelivery(event['deliveryContext']) } : {}),
      };
    },
  }));
}

const UNSAID = {
  name: '',
  summary: '',
  chats: ['user'],
  namesUser: true,
  isReplyable: false,
} as const;

function withRedelivery(context: unknown): WebhookEvent {
  return { ...(isObject(context) ? context : {}), isRedelivery: true };
}

/**
 * The body of a webhook. No two bodies of a run have an event ID in common.
 *
 * @param index counts the bodies of the run.
 * @param now milliseconds since 1970.
 * @see https://developers.line.biz/en/reference/messaging-api/#request-body
 */
export function webhookBody(makers: readonly EventMaker[], origin: RunOrigin, index: number, now: number) {
  const idsOf = (at: number, user: number) =>
    sampleIds({ ...origin, serial: index * Math.max(1, makers.length) + at, user, now });
  return {
    destination: origin.botUserId ?? SAMPLE_BOT_ID,
    events: makers.map(({ make, user }, at) => make(idsOf(at, user))),
  };
}
