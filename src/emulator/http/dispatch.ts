import type { Platform } from '../control/platform.js';
import type { EmulatorState } from '../state/state.js';
import { type Answer, apiError, NO_AUTHORIZATION, RATE_LIMITED, UNAUTHORIZED, wrongMethod } from './answer.js';
import { bearerOf, headerOf, type LineRequest } from './line-request.js';
import type { Addressed, ControlHandler, Route } from './route.js';
import { methodsOf } from './routes.js';
import { FOREIGN_PAGE, isOfForeignPage } from './web-page.js';

/** Answers a request to LINE: token, rate, retry key rule, then the endpoint itself. */
export function dispatch(
  platform: Platform,
  state: EmulatorState,
  route: Route | null,
  request: LineRequest,
): Answer | Promise<Answer> {
  state.narrowcasts.settle(request.at);
  state.settings.recorder?.settle(state, request.at);
  if (route === null) return unrouted(platform, request);
  if (route.access === 'control') return control(route, { platform, state }, request);
  if (route.access !== 'open') {
    const accessToken = bearerOf(request);
    if (accessToken === null) return headerOf(request, 'authorization') === null ? NO_AUTHORIZATION : UNAUTHORIZED;
    if (state.tokens.state(accessToken, request.at).type !== 'live') return UNAUTHORIZED;
  }
  if (state.settings.rateLimits && !state.limiter.take(route.method, route.path, request.at)) return RATE_LIMITED;
  if (route.access !== 'retryable' && headerOf(request, 'x-line-retry-key') !== null) {
    return apiError(400, 'The retry key is not supported by this endpoint');
  }
  return route.handle(state, request);
}

function control(
  { handle }: { readonly handle: ControlHandler },
  addressed: Addressed,
  request: LineRequest,
): Answer | Promise<Answer> {
  return isOfForeignPage(request) ? FOREIGN_PAGE : handle(addressed, request);
}

/** In a name of its own, so that nobody takes our answer for LINE's; but that a path takes other methods is known. */
function unrouted(platform: Platform, { method, path }: LineRequest): Answer {
  const methods = methodsOf(path);
  if (0 < methods.length) return wrongMethod(methods);
  platform.onUnserved({ method, path });
  return apiError(501, `The emulator of line-ops does not serve ${method} ${path}`);
}
