import type { EventRow, WebhookEvent } from '../events/event-row.js';
import { sampleEvent, unknownRow } from '../events/sample-event.js';
import { SAMPLE_MARK, sampleIds } from '../events/sample-ids.js';
import { findEventRow } from '../events/table.js';

/** The bot that a body is for, where nobody knows its real user ID. */
export const SAMPLE_DESTINATION = `U${SAMPLE_MARK}${'0'.repeat(16)}`;

/** Requests that carry no event: what they ask is whether the raw bytes are read as they are. */
export const FORM_PROBES = ['headerCase', 'keyOrder', 'whiteSpace', 'escapes', 'nonAscii', 'property'] as const;
export type FormProbeName = (typeof FORM_PROBES)[number];

/** Requests with events, marked as samples. */
export const EVENT_PROBES = ['severalEvents', 'unknownProperties', 'unknownTypes', 'unknownMessages'] as const;
export type EventProbeName = (typeof EVENT_PROBES)[number];

/** What LINE sends to see whether anybody is there. @see https://developers.line.biz/en/reference/messaging-api/#request-body */
export function emptyBody(destination: string): string {
  return `{"destination":"${destination}","events":[]}`;
}

/** The same list, empty, in another form of the same JSON. */
export function formBody(name: FormProbeName, destination: string): string {
  switch (name) {
    case 'headerCase':
      return emptyBody(destination);
    case 'keyOrder':
      return `{"events":[],"destination":"${destination}"}`;
    case 'whiteSpace':
      return `{\r\n  "destination" : "${destination}",\n\t"events" : [ ]\n}\n`;
    case 'escapes':
      // The same string: U is \u0055.
      return `{"destination":"\\u0055${destination.slice(1)}","events":[]}`;
    case 'nonAscii':
      return `{"destination":"${destination}","events":[],"lineOpsProbe":"日本語 ไทย é 😀"}`;
    case 'property':
      return `{"destination":"${destination}","events":[],"lineOpsProbe":{"isSample":true,"list":[1,null,"two"]}}`;
  }
}

/** What makes the events of one run unlike those of another. */
export interface ProbeRun {
  readonly destination: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `RUN_BYTES` of chance. */
  readonly run: Uint8Array;
}

/** Events of people who do not exist, in standby: a bot must not answer them. @see https://developers.line.biz/en/reference/messaging-api/#common-properties */
export function eventBody(name: EventProbeName, { destination, now, run }: ProbeRun): string {
  const events = EVENTS[name].map((probe, at) => {
    const serial = EVENT_PROBES.indexOf(name) * EVENTS_OF_A_PROBE + at;
    const ids = sampleIds({ run, serial, user: probe.user, now, botUserId: destination });
    const event = sampleEvent(probe.row, ids, { mode: 'standby', isRedelivery: false, chat: 'user' });
    return probe.change({ ...event, ...(probe.row.isReplyable ? { replyToken: ids.replyToken } : {}) });
  });
  return JSON.stringify({ destination, events });
}

/** Enough to number them. */
const EVENTS_OF_A_PROBE = 10;

interface ProbeEvent {
  readonly row: EventRow;
  /** Counts the users, from 0. */
  readonly user: number;
  readonly change: (event: WebhookEvent) => WebhookEvent;
}

const EVENTS: Readonly<Record<EventProbeName, readonly ProbeEvent[]>> = {
  severalEvents: [event('message:text', 0), event('follow', 1), event('message:sticker', 1)],
  unknownProperties: [
    event('message:text', 0, ({ message, ...rest }) => ({
      ...rest,
      message: withProperty(message),
      lineOpsProbe: { isSample: true, list: [1, null, 'two'] },
    })),
  ],
  unknownTypes: [{ row: unknownRow('lineOpsProbe'), user: 0, change: asItIs }],
  unknownMessages: [
    event('message:text', 0, ({ message, ...rest }) => ({
      ...rest,
      message: { ...withProperty(message), type: 'lineOpsProbe' },
    })),
  ],
};

function event(name: string, user: number, change: ProbeEvent['change'] = asItIs): ProbeEvent {
  return { row: findEventRow(name) ?? unknownRow(name), user, change };
}

function asItIs(given: WebhookEvent): WebhookEvent {
  return given;
}

function withProperty(message: unknown): WebhookEvent {
  const properties = typeof message === 'object' && message !== null ? message : {};
  return { ...properties, lineOpsProbe: 'a property that LINE may add one day' };
}
