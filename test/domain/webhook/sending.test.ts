import { describe, expect, it } from 'vitest';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import { RUN_BYTES } from '../../../src/domain/webhook/events/sample-ids.js';
import { EVENT_ROWS } from '../../../src/domain/webhook/events/table.js';
import { completingMakers, eventMakers, webhookBody } from '../../../src/domain/webhook/sending/body.js';
import { parseEventName, parseEventNames, SPECIAL_EVENTS } from '../../../src/domain/webhook/sending/event-wish.js';
import { readEventFile } from '../../../src/domain/webhook/sending/file-events.js';
import { overridden, parseOverride } from '../../../src/domain/webhook/sending/override.js';
import { realUserIds } from '../../../src/domain/webhook/sending/sent-users.js';

/** The code that it fails with, and which case of it. */
function failureOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    const facts = error.failure?.facts;
    return facts !== undefined && 'which' in facts ? `${error.code} ${facts.which}` : error.code;
  }
}

describe('an override', () => {
  const BODY = {
    destination: 'U1',
    events: [
      { type: 'message', message: { type: 'text', id: '1', text: 'Hello' }, timestamp: 5 },
      { type: 'follow', mode: 'active' },
    ],
  };
  const applied = (...texts: string[]) => overridden(BODY, texts.map(parseOverride));

  it.each<[string, (body: typeof BODY) => unknown, unknown]>([
    ['events[0].message.text=hello', (body) => body.events[0]?.message?.text, 'hello'],
    ['events[0].message.text=a=b', (body) => body.events[0]?.message?.text, 'a=b'],
    ['events[0].message.text=', (body) => body.events[0]?.message?.text, ''],
    ['events[0].message.id=468789', (body) => body.events[0]?.message?.id, '468789'],
    ['events[0].message.text=null', (body) => body.events[0]?.message?.text, 'null'],
    ['events[0].message.text:=null', (body) => body.events[0]?.message?.text, null],
    ['events[0].timestamp=12', (body) => body.events[0]?.timestamp, 12],
    ['events[1].colour=red', (body) => Reflect.get(Object(body.events[1]), 'colour'), 'red'],
    ['events[1].a.b=true', (body) => Reflect.get(Object(body.events[1]), 'a'), { b: true }],
    ['events[1].tags:=["a",1]', (body) => Reflect.get(Object(body.events[1]), 'tags'), ['a', 1]],
    ['events[1]["a.b"]=1', (body) => Reflect.get(Object(body.events[1]), 'a.b'), 1],
    ['events[*].mode=standby', (body) => body.events.map(({ mode }) => mode), ['standby', 'standby']],
    ['events:=[]', (body) => body.events, []],
    ['destination=U2', (body) => body.destination, 'U2'],
  ])('%s', (text, look, value) => {
    expect(look(applied(text) as typeof BODY)).toEqual(value);
    expect(BODY.events[0]?.message?.text).toBe('Hello');
  });

  it('comes after the ones before it', () => {
    expect(applied('events[1].a=1', 'events[1].a=2')).toMatchObject({ events: [{}, { a: 2 }] });
  });

  it('makes a property of any name, and changes no other object', () => {
    const body = applied('__proto__.polluted=yes');
    expect(JSON.stringify(body)).toContain('"__proto__":{"polluted":"yes"}');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each(['', 'events', 'events[0]', '=1', '.a=1', 'events[x]=1', 'events[0=1', 'a..b=1', 'a[-1]=1'])(
    'is a path and a value: %j',
    (text) => {
      expect(failureOf(() => parseOverride(text))).toBe('INVALID_OVERRIDE form');
    },
  );

  it('has JSON behind :=', () => {
    expect(failureOf(() => parseOverride('events:=hello'))).toBe('INVALID_OVERRIDE json');
  });

  it.each(['events[2].type=x', 'events.type=x', 'destination.a=1', 'destination[0]=1', 'nothing[0]=1'])(
    'leads somewhere: %s',
    (text) => {
      expect(failureOf(() => applied(text))).toBe('INVALID_OVERRIDE place');
    },
  );
});

describe('a name of an event', () => {
  it('of the table stands for its row, and a type for its first', () => {
    for (const row of EVENT_ROWS) expect(parseEventName(row.name)).toEqual([row]);
    expect(parseEventName('message').map(({ name }) => name)).toEqual(['message:text']);
    expect(parseEventName('all')).toBe(EVENT_ROWS);
  });

  it('may stand beside others', () => {
    expect(parseEventNames('follow, message:image,unknown').map(({ name }) => name)).toEqual([
      'follow',
      'message:image',
      'unknown:cookieBaked',
    ]);
  });

  it.each([
    ['folow', 'follow'],
    ['image', 'message:image'],
    ['stay', 'beacon:stay'],
    ['nothing like it', null],
  ])('that there is not, such as %s, is told with what was meant', (text, nearest) => {
    const told = expect(() => parseEventName(text));
    told.toThrow(expect.objectContaining({ failure: { code: 'UNKNOWN_EVENT', facts: { text, nearest } } }));
  });

  it('may be of a type, or of a kind of message, that LINE does not have, when it says so', () => {
    expect(parseEventName('unknown:cookieEaten').map(({ type }) => type)).toEqual(['cookieEaten']);
    for (const name of Object.keys(SPECIAL_EVENTS)) expect(parseEventName(name)).not.toEqual([]);
    expect(EVENT_ROWS.map(({ type }) => type)).not.toContain(parseEventName('unknown')[0]?.type);
  });

  it.each(['folow', 'message:', 'message:pdf', 'unknown:', 'unknown:no name', ''])('is no slip: %j', (text) => {
    expect(failureOf(() => parseEventName(text))).toBe('UNKNOWN_EVENT');
  });
});

describe('a file', () => {
  it('is a body, an event or events', () => {
    expect(readEventFile('{"destination":"U","events":[]}', 'f')).toMatchObject({ type: 'body' });
    expect(readEventFile('{"type":"follow"}', 'f')).toEqual({ type: 'events', events: [{ type: 'follow' }] });
    expect(readEventFile('[{"type":"a"},{"type":"b"}]', 'f')).toMatchObject({ events: [{ type: 'a' }, { type: 'b' }] });
  });

  it.each([
    ['{"type":', 'syntax'],
    ['', 'syntax'],
    ['{}', 'event'],
    ['[]x', 'syntax'],
    ['[{"type":"a"},{"kind":"b"}]', 'event'],
    ['"follow"', 'event'],
    ['{"type":1}', 'event'],
  ])('is nothing else: %s', (text, which) => {
    expect(failureOf(() => readEventFile(text, 'f'))).toBe(`NOT_EVENTS ${which}`);
  });
});

interface SentEvent {
  readonly type: string;
  readonly webhookEventId: string;
  readonly source: { readonly userId: string };
  readonly [property: string]: unknown;
}

describe('the body', () => {
  const ORIGIN = { run: new Uint8Array(RUN_BYTES), botUserId: null };
  const NOW = Date.UTC(2026, 10, 27);
  const USUAL = { users: 1, mode: 'active', isRedelivery: false, chat: null } as const;
  const rows = (...names: string[]) => names.flatMap(parseEventName);
  const eventsOf = (makers: ReturnType<typeof eventMakers>, index = 0): readonly SentEvent[] =>
    JSON.parse(JSON.stringify(webhookBody(makers, ORIGIN, index, NOW))).events;

  it('has as many events as types or users, whichever is more', () => {
    const types = (names: string[], users: number) =>
      eventsOf(eventMakers({ ...USUAL, rows: rows(...names), users })).map(({ type, source }) => [
        type,
        source.userId.at(-1),
      ]);
    expect(types(['message', 'follow'], 1)).toEqual([
      ['message', '1'],
      ['follow', '1'],
    ]);
    expect(types(['message'], 3).map(([, user]) => user)).toEqual(['1', '2', '3']);
    expect(types(['message', 'follow'], 3).map(([type]) => type)).toEqual(['message', 'follow', 'message']);
  });

  it('never has an event ID of another', () => {
    const makers = eventMakers({ ...USUAL, rows: rows('message', 'follow') });
    const ids = [0, 1, 2].flatMap((index) => eventsOf(makers, index).map(({ webhookEventId }) => webhookEventId));
    expect(new Set(ids).size).toBe(6);
  });

  it('completes the events of a file, and leaves what they say', () => {
    const event = { type: 'message', message: { type: 'text', text: 'hi' }, timestamp: 1, colour: 'red' };
    const [sent] = eventsOf(completingMakers([event], { mode: null, isRedelivery: false }));
    expect(sent).toMatchObject({ ...event, mode: 'active', deliveryContext: { isRedelivery: false } });
    expect(sent?.webhookEventId).toMatch(/^[0-9A-Z]{26}$/);
    expect(sent?.source.userId).toMatch(/^Udeadbeef/);
    expect(sent?.['replyToken']).toMatch(/^deadbeef/);
  });

  it('marks the events of a file as a redelivery, or as of standby, when that is asked for', () => {
    const event = { type: 'follow', mode: 'active', deliveryContext: { isRedelivery: false, by: 'me' } };
    expect(eventsOf(completingMakers([event], { mode: 'standby', isRedelivery: true }))).toMatchObject([
      { mode: 'standby', deliveryContext: { isRedelivery: true, by: 'me' } },
    ]);
  });

  it('names user IDs that are no samples', () => {
    const real = `U${'0123456789abcdef'.repeat(2)}`;
    const written = JSON.stringify([eventsOf(eventMakers({ ...USUAL, rows: rows('message') })), real, real]);
    expect(realUserIds(written)).toEqual([real]);
  });
});
