import { isUserId } from '../../domain/line/ids.js';
import { readControlBody } from '../control/control-body.js';
import { type Answer, apiError, invalidParameter, json, NOT_FOUND } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { type Addressed, BOT, bearer, control, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { sendEvents } from '../webhook/webhook-events.js';

/** @see https://developers.line.biz/en/docs/messaging-api/linking-accounts/#step-four-verifying-user-id */
const NONCE = { least: 10, most: 255 };

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-link-token */
function issueLinkToken({ people, linkTokens }: EmulatorState, { params, at }: LineRequest): Answer {
  const userId = params['userId'] ?? '';
  if (!isUserId(userId)) return invalidParameter('userId');
  const relation = people.relationOf(userId);
  if (relation === 'unknown' || relation === 'foreign') return NOT_FOUND;
  return json(200, { linkToken: linkTokens.issue(userId, at) });
}

/**
 * What the user's browser does at LINE's page with a link token and the bot's nonce: `{"linkToken":"…","nonce":"…"}`, and
 * `"userId"` where somebody else than the token's user opens it, whom LINE does not link. A token that has expired or was
 * used shows the user an error, and no event is sent.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#account-link-event
 */
async function link({ state }: Addressed, request: LineRequest): Promise<Answer> {
  const { linkToken, nonce, userId } = readControlBody(request) ?? {};
  if (typeof linkToken !== 'string' || typeof nonce !== 'string')
    return apiError(400, 'Give {"linkToken":"…","nonce":"…"}');
  if (nonce.length < NONCE.least || NONCE.most < nonce.length)
    return apiError(400, `A nonce has ${NONCE.least} to ${NONCE.most} characters`);
  const token = state.linkTokens.look(linkToken, state.clock.now());
  if (typeof token === 'string') return apiError(token === 'unknown' ? 404 : 410, `The link token is ${token}`);
  const { endpoint, active } = state.webhook;
  if (endpoint === null || !active) return apiError(409, 'The webhook is not set, or not active');
  state.linkTokens.use(linkToken);
  const isOwner = userId === undefined || userId === token.userId;
  const { attempts } = await sendEvents(state, endpoint, [linkEvent(isOwner ? token.userId : null, nonce)]);
  return json(200, {
    result: isOwner ? 'ok' : 'failed',
    delivered: attempts.at(-1)?.reason === 'OK',
    attempts,
  });
}

/** Of a link that failed nobody is named, and nobody can be answered. */
function linkEvent(userId: string | null, nonce: string): Readonly<Record<string, unknown>> {
  const isOk = userId !== null;
  return {
    type: 'accountLink',
    link: { result: isOk ? 'ok' : 'failed', nonce },
    ...(isOk ? { source: { type: 'user', userId } } : { source: undefined, replyToken: undefined }),
  };
}

/** Linking a user's LINE account to one of the provider's service. */
export const LINK_ROUTES: readonly Route[] = [
  bearer('link-token', 'POST', `${BOT}/user/{userId}/linkToken`, issueLinkToken),
  control('POST', 'link', link),
];
