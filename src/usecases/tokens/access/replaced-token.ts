import { LineOpsError, within } from '../../../domain/failure/failure.js';
import type { CalledWithToken } from '../../../domain/line/endpoints.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { AnyCalls, LineApi } from '../../../ports/line-api.js';
import type { ReplaceableTokens } from './access-token.js';

/** Every call made with a token but the sends; and but this one, whose run looks for another token itself, and may be halted. */
type Replaced = Exclude<CalledWithToken, 'narrowcastProgress'> | 'validate' | keyof AnyCalls;

/**
 * LINE as it is, but for this: a call whose token LINE refuses (401: nothing was done) is made again with the next
 * token there is. The sends of broadcasts are left alone: they answer a refused token with a value, and whoever sends decides. So are the
 * calls about a token.
 *
 * @throws {LineOpsError} from each call, `auth` TOKEN_REFUSED when LINE takes no token of the channel.
 */
export function withReplacedTokens(api: LineApi, tokens: ReplaceableTokens): LineApi {
  const patient =
    <Rest extends readonly unknown[], Result>(
      call: (token: ChannelAccessToken, ...rest: Rest) => Promise<Result>,
    ): ((token: ChannelAccessToken, ...rest: Rest) => Promise<Result>) =>
    (token, ...rest) =>
      withAnother(tokens, token, (used) => call(used, ...rest));
  const replacing: Pick<LineApi, Replaced> = {
    botInfo: patient((token) => api.botInfo(token)),
    quota: patient((token) => api.quota(token)),
    consumption: patient((token) => api.consumption(token)),
    followerIds: patient((token, page) => api.followerIds(token, page)),
    profile: patient((token, userId) => api.profile(token, userId)),
    targetReach: patient((token, day) => api.targetReach(token, day)),
    aggregationUnitCount: patient((token) => api.aggregationUnitCount(token)),
    aggregationUnits: patient((token, start) => api.aggregationUnits(token, start)),
    messageEvent: patient((token, requestId) => api.messageEvent(token, requestId)),
    unitStatistics: patient((token, unit, period) => api.unitStatistics(token, unit, period)),
    audience: patient((token, id) => api.audience(token, id)),
    sharedAudience: patient((token, id) => api.sharedAudience(token, id)),
    audiences: patient((token, page) => api.audiences(token, page)),
    sharedAudiences: patient((token, page) => api.sharedAudiences(token, page)),
    createAudience: patient((token, name, part) => api.createAudience(token, name, part)),
    createAudienceByFile: patient((token, name, part) => api.createAudienceByFile(token, name, part)),
    addToAudience: patient((token, id, part) => api.addToAudience(token, id, part)),
    deleteAudience: patient((token, id) => api.deleteAudience(token, id)),
    validate: patient((token, method, body) => api.validate(token, method, body)),
    webhookEndpoint: patient((token) => api.webhookEndpoint(token)),
    setWebhookEndpoint: patient((token, endpoint) => api.setWebhookEndpoint(token, endpoint)),
    testWebhook: patient((token, endpoint) => api.testWebhook(token, endpoint)),
    callAny: patient((token, request, receiver) => api.callAny(token, request, receiver)),
    sendAny: patient((token, retryKey, request, receiver) => api.sendAny(token, retryKey, request, receiver)),
  };
  return Object.assign(Object.create(api), replacing);
}

/** Makes the call, and again with the next token for as long as LINE refuses the one before. */
async function withAnother<Result>(
  tokens: ReplaceableTokens,
  first: ChannelAccessToken,
  call: (token: ChannelAccessToken) => Promise<Result>,
): Promise<Result> {
  let used = { token: first, isLast: false };
  for (;;) {
    try {
      return await call(used.token);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (used.isLast) throw within(error, 'freshTokenRefused', {});
      const next = await tokens.insteadOf(used.token).catch((problem: unknown) => {
        throw withoutAnother(problem, error);
      });
      if (next === null) throw error;
      used = next;
    }
  }
}

function isRefusal(error: unknown): error is LineOpsError {
  return error instanceof LineOpsError && error.kind === 'auth' && error.code === 'TOKEN_REFUSED';
}

/** LINE's refusal with the way out of it; whatever else kept another token from being had speaks for itself. */
function withoutAnother(problem: unknown, refusal: LineOpsError): unknown {
  if (!(problem instanceof LineOpsError) || problem.kind !== 'auth') return problem;
  return within(refusal, 'noOtherToken', { problem });
}
