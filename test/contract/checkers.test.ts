import { expect, it } from 'vitest';
import { compareWithTable, type DocumentedDifference, textOf } from './documented-differences.js';
import { answerDeviations, requestDeviations } from './openapi/checker.js';
import { loadOpenApi } from './openapi/documents.js';
import { answerClaims, requestClaims, untrueClaims, webhookClaim } from './sdk/sdk-type-checker.js';
import { area } from './table/record-area.js';
import { RIGHT_EXCHANGES, WRONG_EXCHANGES } from './traffic/made-exchanges.js';
import type { Exchange } from './traffic/recording-proxy.js';

it("find nothing wrong by LINE's OpenAPI files where nothing is", () => {
  expect(RIGHT_EXCHANGES.flatMap(openApiProblems)).toEqual([]);
});

it.each(Object.entries(WRONG_EXCHANGES))("find %s by LINE's OpenAPI files", (_what, { exchange, openApi }) => {
  expect(openApiProblems(exchange)).toEqual(openApi);
});

it("find what is wrong with a webhook by LINE's OpenAPI files", () => {
  const { checkCallback } = loadOpenApi();
  expect(checkCallback(callbackWith(UNSEND))).toEqual([]);
  expect(checkCallback(callbackWith({ ...UNSEND, colour: 'red' }))).toEqual(['/events/0: unknown property "colour"']);
  expect(checkCallback(callbackWith({ ...UNSEND, timestamp: 'now' }))).toEqual([
    '/events/0/timestamp: must be integer',
  ]);
});

it("find nothing wrong by the SDK's types where nothing is", async () => {
  expect(await sdkProblems(RIGHT_EXCHANGES)).toEqual([]);
});

it("find what types can tell by the SDK's types", async () => {
  const cases = Object.values(WRONG_EXCHANGES);
  expect(await sdkProblems(cases.map(({ exchange }) => exchange))).toEqual(cases.flatMap(({ sdk }) => sdk));
});

it("find what is wrong with a webhook by the SDK's types", async () => {
  const events = [UNSEND, { ...UNSEND, colour: 'red' }, { ...UNSEND, timestamp: 'now' }];
  expect((await untrueClaims(events.map(callbackClaim))).map(textOf)).toEqual([
    `POST (webhook) 200: request: "colour": Object literal may only specify known properties, and '"colour"' does not exist in type '{…}'.`,
    `POST (webhook) 200: request: "timestamp": Type 'string' is not assignable to type 'number'.`,
  ]);
});

it('tell what no entry of the table stands for, and which entries nothing met', () => {
  const entry: DocumentedDifference = { operations: ['GET /a', 'GET /b'], statuses: [200, 400], what: 'x', see: '' };
  const found = (operation: string, status: number, what: string) => ({ operation, status, what });
  const deviations = [found('GET /a', 200, 'x'), found('GET /a', 200, 'y'), found('GET /c', 200, 'x')];
  expect(compareWithTable(deviations, [entry])).toEqual({
    unexplained: ['GET /a 200: y', 'GET /c 200: x'],
    unused: ['GET /a 400: x', 'GET /b 200: x', 'GET /b 400: x'],
  });
});

it('tell which rows of the table are answered otherwise, and how', async () => {
  const { faults } = await area({
    name: 'wrong on purpose',
    account: { quota: 1 },
    prepare: async () => ({}),
    rows: {
      'GET /v2/bot/message/quota': { request: {}, answer: { type: 'none' } },
      'GET /v2/bot/profile/{userId}': {
        request: { path: { userId: `U${'0'.repeat(32)}` } },
        refusals: [
          [403, null, { path: { userId: 'nobody' } }],
          [400, 'No', { path: { userId: 'nobody' } }],
        ],
      },
    },
  }).record();
  expect(faults).toEqual([
    expect.stringMatching(/^GET \/v2\/bot\/message\/quota: expected .* to deeply equal \{ type: 'none' \}/),
    'GET /v2/bot/profile/{userId}: 404, no success: {"message":"Not found"}',
    expect.stringMatching(/^GET \/v2\/bot\/profile\/\{userId\}: 400, not 403: /),
    expect.stringMatching(/^GET \/v2\/bot\/profile\/\{userId\}: expected .* to deeply equal \{ message: 'No' \}/),
  ]);
});

const UNSEND = {
  type: 'unsend',
  mode: 'active',
  timestamp: 0,
  webhookEventId: 'x',
  deliveryContext: { isRedelivery: false },
  unsend: { messageId: '1' },
};

function callbackWith(event: object): object {
  return { destination: `U${'0'.repeat(32)}`, events: [event] };
}

function callbackClaim(event: object) {
  return webhookClaim({ signature: '', contentType: '', body: Buffer.from(JSON.stringify(callbackWith(event))) });
}

function openApiProblems(exchange: Exchange): readonly string[] {
  const openApi = loadOpenApi();
  return [...requestDeviations(exchange, openApi), ...answerDeviations(exchange, openApi)].map(textOf);
}

async function sdkProblems(exchanges: readonly Exchange[]): Promise<readonly string[]> {
  const claims = exchanges.flatMap((exchange) => [...requestClaims(exchange), ...answerClaims(exchange)]);
  return (await untrueClaims(claims)).map(textOf);
}
