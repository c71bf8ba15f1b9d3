import { ENDPOINTS, type Endpoint } from '../../../domain/line/endpoints.js';
import type { AudienceId } from '../../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { AudienceCalls } from '../../../ports/line-api.js';
import type { HttpReply } from '../http.js';
import { readAudienceData, readProblem } from '../replies.js';
import { expectOk } from '../verdict.js';
import { type Call, isNo } from './transport.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#manage-audience-error */
const NOT_FOUND = 'AUDIENCE_GROUP_NOT_FOUND';

export function audienceCalls(call: Call): AudienceCalls {
  const read = (endpoint: Endpoint, isShared: boolean) => async (token: ChannelAccessToken, id: AudienceId) => {
    const reply = await call(of(endpoint, id), { token });
    return isNotFound(reply) ? null : readAudienceData(expectOk(reply, 'read the audience').text, isShared);
  };
  return {
    audience: read(ENDPOINTS.audience, false),
    sharedAudience: read(ENDPOINTS.sharedAudience, true),
  };
}

function of(endpoint: Endpoint, id: AudienceId): Endpoint {
  return { ...endpoint, path: endpoint.path.replace('{audienceGroupId}', String(id)) };
}

/** LINE answers 400 for an audience that is not there; a 404 would say the same. */
function isNotFound(reply: HttpReply): boolean {
  const isRefusal = isNo(reply, 400);
  if (isRefusal) return readProblem(reply.text).details.some(({ message }) => message === NOT_FOUND);
  return isNo(reply, 404);
}
