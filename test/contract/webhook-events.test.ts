import { describe, expect, it } from 'vitest';
import type { WebhookEvent } from '../../src/domain/webhook/events/event-row.js';
import { sampleEvent } from '../../src/domain/webhook/events/sample-event.js';
import { SAMPLE_MARK, sampleIds } from '../../src/domain/webhook/events/sample-ids.js';
import { EVENT_ROWS } from '../../src/domain/webhook/events/table.js';
import { loadOpenApi, OPENAPI_FACTS } from './openapi/documents.js';

/** In LINE's reference and its SDKs from 11.2.0 on, and newer than the OpenAPI files. @see https://developers.line.biz/en/reference/messaging-api/#edit-event */
const NEWER_TYPES = ['messageEdited'];

const IDS = sampleIds({
  run: Uint8Array.of(1, 2, 3, 4, 255),
  serial: 7,
  user: 0,
  now: 1_767_225_600_000,
  botUserId: null,
});
const USUAL = { mode: 'active', isRedelivery: false, chat: null } as const;

const { checkCallback } = loadOpenApi();

function typesOf(schema: string): readonly string[] {
  return Object.keys(OPENAPI_FACTS.documents['webhook']?.schemas[schema]?.discriminator?.mapping ?? {});
}

function enumOf(schema: string, property: string): readonly unknown[] {
  return findEnum(OPENAPI_FACTS.documents['webhook']?.schemas[schema], property);
}

/** A schema may stand in parts of `allOf`. */
function findEnum(schema: unknown, property: string): readonly unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, allOf = [] } = schema as {
    readonly properties?: Readonly<Record<string, { readonly enum?: readonly unknown[] }>>;
    readonly allOf?: readonly unknown[];
  };
  return properties[property]?.enum ?? allOf.flatMap((part) => findEnum(part, property));
}

/** An edited message has what a message has: `message`, and perhaps a reply token. */
function asOldFilesKnowIt(event: WebhookEvent): WebhookEvent {
  return event['type'] === 'messageEdited' ? { ...event, type: 'message' } : event;
}

function problemsOf(event: WebhookEvent): readonly string[] {
  return checkCallback({ destination: IDS.botUserId, events: [asOldFilesKnowIt(event)] });
}

describe('the table of webhook events', () => {
  it("has every type of LINE's, and no other", () => {
    const types = new Set(EVENT_ROWS.map(({ type }) => type));
    expect([...types].sort()).toEqual([...typesOf('Event'), ...NEWER_TYPES].sort());
  });

  it.each([
    ['MessageContent', 'message'],
    ['MembershipContent', 'membership'],
    ['ModuleContent', 'module'],
  ])('has every kind of %s, and no other', (schema, property) => {
    const contents = EVENT_ROWS.filter(({ type }) => type === property).map((row) => row.content(IDS)[property]);
    const kinds = new Set(contents.map((content) => (content as { type: string }).type));
    expect([...kinds].sort()).toEqual([...typesOf(schema)].sort());
  });

  it('has both kinds of who can be mentioned', () => {
    const written = JSON.stringify(EVENT_ROWS.map((row) => row.content(IDS)));
    for (const type of typesOf('Mentionee')) expect(written).toContain(`"length":4,"type":"${type}"`);
  });

  it('has every kind of sticker, of who has the bytes of a picture, and of beacon', () => {
    const written = JSON.stringify(EVENT_ROWS.map((row) => row.content(IDS)));
    const kinds = [
      ['StickerMessageContent', 'stickerResourceType'],
      ['ContentProvider', 'type'],
      ['BeaconContent', 'type'],
      ['LinkContent', 'result'],
    ] as const;
    const missing = kinds.flatMap(([schema, property]) =>
      enumOf(schema, property).filter((value) => !written.includes(`"${property}":"${value}"`)),
    );
    expect(missing).toEqual([]);
  });

  // The reference names them, the OpenAPI files do not. @see https://developers.line.biz/en/reference/messaging-api/#postback-params-object-for-richmenu-switch-action
  it.each([
    ...['date', 'time', 'datetime', 'newRichMenuAliasId'],
    ...['SUCCESS', 'RICHMENU_ALIAS_ID_NOTFOUND', 'RICHMENU_NOTFOUND', 'FAILED'],
  ])('has a postback with %s', (word) => {
    expect(JSON.stringify(EVENT_ROWS.map((row) => row.content(IDS)['postback']))).toContain(`"${word}"`);
  });

  it('names nobody where linking the accounts failed', () => {
    const failed = EVENT_ROWS.find(({ name }) => name === 'accountLink:failed');
    expect(failed === undefined ? {} : sampleEvent(failed, IDS, USUAL)).toEqual({
      type: 'accountLink',
      link: { result: 'failed', nonce: expect.any(String) },
      webhookEventId: IDS.webhookEventId,
      deliveryContext: { isRedelivery: false },
      timestamp: IDS.timestamp,
      mode: 'active',
    });
  });

  it('names each row once', () => {
    expect(new Set(EVENT_ROWS.map(({ name }) => name)).size).toBe(EVENT_ROWS.length);
  });
});

describe.each(EVENT_ROWS.map((row) => [row.name, row] as const))('the event %s', (_name, row) => {
  it("has what LINE's OpenAPI files say, and nothing else", () => {
    expect(problemsOf(sampleEvent(row, IDS, USUAL))).toEqual([]);
    expect(problemsOf(sampleEvent(row, IDS, { ...USUAL, isRedelivery: true }))).toEqual([]);
  });

  it.each(['user', 'group', 'room'] as const)('is valid from a %s', (chat) => {
    expect(problemsOf(sampleEvent(row, IDS, { ...USUAL, chat }))).toEqual([]);
  });

  it('names only users, groups and rooms that are marked as samples', () => {
    const written = ['user', 'group', 'room'].map((chat) => sampleEvent(row, IDS, { ...USUAL, chat: chat as 'user' }));
    const ids = JSON.stringify(written).match(/\b[UCR][0-9a-f]{32}\b/g) ?? [];
    expect(ids.filter((id) => id.slice(1, 1 + SAMPLE_MARK.length) !== SAMPLE_MARK)).toEqual([]);
  });

  it('has no reply token in standby', () => {
    expect(sampleEvent(row, IDS, { ...USUAL, mode: 'standby' })).not.toHaveProperty('replyToken');
  });
});
