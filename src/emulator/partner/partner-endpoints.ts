import { isUserId } from '../../domain/line/ids.js';
import { type Answer, apiError, invalidParameter, NOT_AVAILABLE, NOT_FOUND, oauthError } from '../http/answer.js';
import { type LineRequest, readOptionalJsonBody } from '../http/line-request.js';
import { readPage } from '../http/pages.js';
import { BOT, bearer, MESSAGE, open, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-membership-user-ids */
const MEMBERS_PER_PAGE = { usual: 300, most: 1000 };

/** The account offers none. @see https://developers.line.biz/en/reference/messaging-api/#get-membership-plans */
function membershipPlans(): Answer {
  return apiError(404, 'Membership plan not found');
}

/** Nobody has subscribed. @see https://developers.line.biz/en/reference/messaging-api/#get-a-users-membership-subscription-status */
function membershipOfUser(_state: EmulatorState, { params }: LineRequest): Answer {
  return isUserId(params['userId'] ?? '') ? NOT_FOUND : invalidParameter('userId');
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-membership-user-ids */
function membersOf(state: EmulatorState, request: LineRequest): Answer {
  const page = readPage(state, request, { limits: MEMBERS_PER_PAGE, total: 0 });
  return page.ok ? apiError(404, 'Membership ID is not found') : page.answer;
}

/**
 * What only accounts may do that have applied for it, and been allowed to.
 *
 * @see https://developers.line.biz/en/reference/line-notification-messages/
 * @see https://developers.line.biz/en/reference/partner-docs/
 */
function notForThisAccount(): Answer {
  return NOT_AVAILABLE;
}

/** The same, once the body could be read; the chat control calls of a module need none. */
function notTakenFromThisAccount(_state: EmulatorState, request: LineRequest): Answer {
  const read = readOptionalJsonBody(request);
  return read.ok ? NOT_AVAILABLE : read.answer;
}

/** The channel is no module. LINE's page shows no refusal: these are the words of OAuth. @see https://datatracker.ietf.org/doc/html/rfc6749#section-5.2 */
function attachModule(): Answer {
  return oauthError('unauthorized_client', 'The client is not a module channel');
}

/** What an account gets that offers no membership, and has no right to what LINE's partners may use. */
export const PARTNER_ROUTES: readonly Route[] = [
  bearer('membership-list', 'GET', `${BOT}/membership/list`, membershipPlans),
  bearer('membership-subscription', 'GET', `${BOT}/membership/subscription/{userId}`, membershipOfUser),
  bearer('membership-users', 'GET', `${BOT}/membership/{membershipId}/users/ids`, membersOf),
  bearer('mark-as-read-by-user', 'POST', `${MESSAGE}/markAsRead`, notTakenFromThisAccount),
  bearer('pnp-push', 'POST', '/bot/pnp/push', notTakenFromThisAccount),
  bearer('pnp-templated-push', 'POST', `${MESSAGE}/pnp/templated/push`, notTakenFromThisAccount),
  bearer('module-detach', 'POST', `${BOT}/channel/detach`, notTakenFromThisAccount),
  bearer('module-acquire', 'POST', `${BOT}/chat/{chatId}/control/acquire`, notTakenFromThisAccount),
  bearer('module-release', 'POST', `${BOT}/chat/{chatId}/control/release`, notForThisAccount),
  bearer('module-bots', 'GET', `${BOT}/list`, notForThisAccount),
  open('module-attach', 'POST', '/module/auth/v1/token', attachModule),
];
