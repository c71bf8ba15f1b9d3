import { validateSignature } from '@line/bot-sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIRST_CHANNEL } from '../../src/emulator/channel.js';
import { compareWithTable, OPENAPI_DIFFERENCES, SDK_TYPE_DIFFERENCES } from './documented-differences.js';
import { answerDeviations, requestDeviations } from './openapi/checker.js';
import { loadOpenApi, OPENAPI_FACTS } from './openapi/documents.js';
import { answerClaims, requestClaims, untrueClaims, webhookClaim } from './sdk/sdk-type-checker.js';
import { AREAS } from './table/table.js';
import { adapterRequests, formOf } from './traffic/adapter-requests.js';
import { type Recording, record } from './traffic/recording.js';

const NOTHING_TO_SAY = { unexplained: [], unused: [] };

let recording: Recording;

/** Some seconds on an idle machine. */
const RECORDED_WITHIN_MS = 120_000;

beforeAll(async () => {
  recording = await record();
}, RECORDED_WITHIN_MS);

describe('the recording is complete', () => {
  it('has the program make every form of request that its adapter can make', async () => {
    const { unlisted, forms } = await adapterRequests();
    expect(unlisted).toEqual([]);
    expect(new Set(recording.ofProgram.map(formOf))).toEqual(forms);
  });

  it('has the program send everything that it can put into a request of its own', () => {
    const bodies = recording.ofProgram.filter(
      ({ path }) => path.startsWith('/v2/bot/message/') && !path.includes('/validate/'),
    );
    const sent = bodies.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body.toString()));
    expect([...new Set(sent.flatMap(Object.keys))].sort()).toEqual([
      'customAggregationUnits',
      'limit',
      'messages',
      'notificationDisabled',
      'recipient',
      'to',
    ]);
    expect(JSON.stringify(sent)).toContain('"type":"redelivery"');
  });

  it.each([400, 401, 404, 409, 429, 500])('has the program answered with %i', (status) => {
    expect(recording.ofProgram.map(({ answer }) => answer.status)).toContain(status);
  });

  it.each([400, 401, 403, 404, 409, 413, 415, 429, 500])('has refusals with %i', (status) => {
    expect(recording.all.map(({ answer }) => answer.status)).toContain(status);
  });

  it('has webhooks of every type that there is, each signed', () => {
    const types = new Set<string>();
    for (const { body, signature, contentType } of recording.webhooks) {
      expect(validateSignature(body, FIRST_CHANNEL.secret, signature)).toBe(true);
      expect(contentType).toBe('application/json; charset=utf-8');
      for (const { type } of JSON.parse(body.toString()).events) types.add(type);
    }
    const { mapping = {} } = OPENAPI_FACTS.documents['webhook']?.schemas['Event']?.discriminator ?? {};
    expect([...types].sort()).toEqual(Object.keys(mapping).sort());
  });
});

describe('the table of all operations', () => {
  it.each(AREAS)('is answered as it says: $name', ({ name }) => {
    expect(recording.faults[name]).toEqual([]);
  });
});

describe('the types of the official SDK', () => {
  it('describe every request, answer and webhook', async () => {
    const { wellMeant, all, webhooks } = recording;
    const claims = [...wellMeant.flatMap(requestClaims), ...all.flatMap(answerClaims), ...webhooks.map(webhookClaim)];
    expect(compareWithTable(await untrueClaims(claims), SDK_TYPE_DIFFERENCES)).toEqual(NOTHING_TO_SAY);
  });
});

describe("LINE's OpenAPI files", () => {
  const openApi = loadOpenApi();

  it('describe every request', () => {
    const deviations = recording.wellMeant.flatMap((exchange) => requestDeviations(exchange, openApi));
    expect(compareWithTable(deviations, [])).toEqual(NOTHING_TO_SAY);
  });

  it('describe every answer, but for what the reference says otherwise', () => {
    const deviations = recording.all.flatMap((exchange) => answerDeviations(exchange, openApi));
    expect(compareWithTable(deviations, OPENAPI_DIFFERENCES)).toEqual(NOTHING_TO_SAY);
  });

  it('describe every webhook', () => {
    const problems = recording.webhooks.flatMap(({ body }) => openApi.checkCallback(JSON.parse(body.toString())));
    expect(problems).toEqual([]);
  });
});
