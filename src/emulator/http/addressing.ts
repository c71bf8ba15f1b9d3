import { type Channels, firstOf } from '../control/platform.js';
import type { EmulatorState } from '../state/state.js';
import { bearerOf, isJsonObject, type LineRequest, readForm } from './line-request.js';
import type { Route } from './route.js';

/**
 * The channel that a request is about: the one whose token it carries, or that it names by its ID; the first where
 * that cannot be told. Null for a `?channel=` that there is not.
 */
export function addressed(channels: Channels, route: Route | null, request: LineRequest): EmulatorState | null {
  const first = firstOf(channels);
  if (route?.access === 'control') return channels.get(request.query.get('channel') ?? first.channel.id) ?? null;
  if (channels.size === 1) return first;
  if (route?.access === 'open') return namedBy(channels, request) ?? first;
  const token = bearerOf(request);
  return (token === null ? null : holderOf(channels, token)) ?? first;
}

/** Endpoints without a bearer token name their channel: by its ID, in an assertion, or by a token of it. */
function namedBy(channels: Channels, request: LineRequest): EmulatorState | null {
  const parameters = readForm(request) ?? request.query;
  const named = parameters.get('client_id') || issuerOf(parameters.get('client_assertion'));
  if (named) return channels.get(named) ?? null;
  const token = parameters.get('access_token');
  return token === null ? null : holderOf(channels, token);
}

function holderOf(channels: Channels, accessToken: string): EmulatorState | null {
  for (const state of channels.values()) if (state.tokens.knows(accessToken)) return state;
  return null;
}

/** Who an assertion claims to be from; whether that is so is for its check. */
function issuerOf(assertion: string | null): string | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(assertion?.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isJsonObject(payload) && typeof payload['iss'] === 'string' ? payload['iss'] : null;
  } catch {
    return null;
  }
}
