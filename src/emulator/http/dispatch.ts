import { listed } from '../../domain/line/operations/operations.js';
import type { Platform } from '../control/platform.js';
import type { EmulatorState } from '../state/state.js';
import { type Answer, apiError, NOT_FOUND, RATE_LIMITED, UNAUTHORIZED } from './answer.js';
import { headerOf, type LineRequest } from './line-request.js';
import type { Route } from './route.js';

/** Answers a request: token, rate, retry key rule, then the endpoint itself. */
export function dispatch(platform: Platform, route: Route | null, request: LineRequest): Answer | Promise<Answer> {
  const { state } = platform;
  state.narrowcasts.settle(request.at);
  if (route === null) return listed(request.method, request.path).is === 'known' ? notServed(request) : NOT_FOUND;
  if (route.access === 'control') return route.handle(platform, request);
  if (route.access !== 'open' && !isAuthorized(state, request)) return UNAUTHORIZED;
  if (state.settings.rateLimits && !state.limiter.take(request.method, request.path, request.at)) return RATE_LIMITED;
  if (route.access !== 'retryable' && headerOf(request, 'x-line-retry-key') !== null) {
    return apiError(400, 'The retry key is not supported by this endpoint');
  }
  return route.handle(state, request);
}

/** In a name of its own: LINE has this operation, and whoever calls it is not to take our answer for LINE's. */
function notServed({ method, path }: LineRequest): Answer {
  return apiError(501, `LINE serves ${method} ${path}; this emulator does not`);
}

function isAuthorized(state: EmulatorState, request: LineRequest): boolean {
  const accessToken = /^Bearer (\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  return accessToken !== undefined && state.tokens.state(accessToken, request.at).type === 'live';
}
