import type { Route } from '../../../src/emulator/http/route.js';
import { assertion, credentials } from '../../emulator/platform.js';
import { LINE_ROUTES } from './line-routes.js';
import { type RecordedEmulator, startRecordedEmulator } from './recorded-emulator.js';
import type { Exchange } from './recording-proxy.js';
import { type Known, NO_AUDIENCE, type RequestParts, refused, wellFormed } from './wrong-requests.js';

const FOLLOWERS = 5;
const MAX_TOKENS = 30;
const TOO_LARGE = ' '.repeat(2 * 1024 * 1024 + 1);
const RETRY_KEY = { 'x-line-retry-key': '123e4567-e89b-12d3-a456-426614174000' };

/** Asks the emulator for every refusal that LINE documents, endpoint by endpoint. Throws where it answers otherwise. */
export async function recordRefusals(): Promise<readonly Exchange[]> {
  const scenes = [
    { options: {}, play: refusalsOfOne },
    { options: {}, play: refusalsOfAll },
    { options: { quota: 0, verified: false }, play: refusalsOfPoorAccounts },
  ];
  const exchanges: Exchange[] = [];
  for (const { options, play } of scenes) {
    const recorded = await startRecordedEmulator('wrong on purpose', {
      followers: FOLLOWERS,
      longLived: true,
      ...options,
    });
    try {
      await play(recorded, askerOf(recorded), knownOf(recorded));
    } finally {
      await recorded.stop();
    }
    exchanges.push(...recorded.exchanges);
  }
  return exchanges;
}

type Ask = (route: Route, parts: RequestParts, expectedStatus: number, token?: string | null) => Promise<void>;

async function refusalsOfOne(_recorded: RecordedEmulator, ask: Ask, known: Known): Promise<void> {
  for (const [name, status, parts] of refused(known)) await ask(routeOf(name), parts, status);

  const issue = routeOf('issue-v2.1');
  const issued = wellFormed(known)['issue-v2.1'] ?? {};
  for (let count = 0; count < MAX_TOKENS; count++) await ask(issue, issued, 200);
  await ask(issue, issued, 400);
}

/** What any endpoint refuses: no token, a retry key where none is taken, a broken body, and the platform's own troubles. */
async function refusalsOfAll({ emulator }: RecordedEmulator, ask: Ask, known: Known): Promise<void> {
  const parts = wellFormed(known);
  for (const route of LINE_ROUTES) {
    const right = parts[route.name];
    if (right === undefined) throw new Error(`no request is known for ${route.name}`);
    if (route.access !== 'open') {
      await ask(route, right, 401, null);
      await ask(route, right, 401, 'a-wrong-token');
    }
    if (route.access !== 'retryable') await ask(route, { ...right, headers: RETRY_KEY }, 400);
    if (right.json !== undefined) {
      await ask(route, { headers: { 'content-type': 'application/json' }, json: '{"messages":' }, 400);
      await ask(route, { headers: { 'content-type': 'text/plain' }, json: '{}' }, 415);
      await ask(route, { headers: { 'content-type': 'application/json' }, json: TOO_LARGE }, 413);
    }
    emulator.setFaults(['500-before=1@*']);
    await ask(route, right, 500);
    emulator.setFaults(['429=1@*']);
    await ask(route, right, 429);
    emulator.setFaults([]);
  }
}

/** The monthly limit, and what only verified accounts may do. */
async function refusalsOfPoorAccounts(_recorded: RecordedEmulator, ask: Ask, known: Known): Promise<void> {
  const parts = wellFormed(known);
  for (const name of ['push', 'multicast', 'narrowcast', 'broadcast']) await ask(routeOf(name), parts[name] ?? {}, 429);
  await ask(routeOf('follower-ids'), {}, 403);
}

function askerOf({ emulator }: RecordedEmulator): Ask {
  return async (route, { query, form, json, headers, userId = '' }, expectedStatus, token) => {
    const given = token === undefined ? (emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? null) : token;
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
    const text = typeof json === 'string' ? json : JSON.stringify(json);
    const path = route.path.replace('{userId}', userId).replace('{audienceGroupId}', String(NO_AUDIENCE));
    const response = await fetch(`${emulator.url}${path}${search}`, {
      method: route.method,
      headers: {
        ...(route.access === 'open' || given === null ? {} : { authorization: `Bearer ${given}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: form === undefined ? (text ?? null) : new URLSearchParams(form),
    });
    const answer = await response.text();
    if (response.status !== expectedStatus)
      throw new Error(`${route.name}: ${response.status}, not ${expectedStatus}: ${answer}`);
  };
}

function knownOf({ emulator }: RecordedEmulator): Known {
  const { client_id: channelId, client_secret: secret } = credentials(emulator);
  return {
    userId: emulator.followerId(0),
    strangerId: emulator.followerId(FOLLOWERS),
    channelId,
    secret,
    assertion: (parts = {}) => assertion(emulator, { ...parts, now: emulator.now() }).client_assertion,
  };
}

function routeOf(name: string): Route {
  const route = LINE_ROUTES.find((candidate) => candidate.name === name);
  if (route === undefined) throw new Error(`the emulator has no endpoint ${name}`);
  return route;
}
