import { ENDPOINTS, type Endpoint } from '../../../domain/line/endpoints.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { AccountCalls } from '../../../ports/line-api.js';
import {
  readBotInfo,
  readConsumption,
  readFollowerPage,
  readProfile,
  readQuota,
  readStatistics,
  readTargetReach,
  readUnitCount,
  readUnitPage,
} from '../replies.js';
import { expectOk } from '../verdict.js';
import { type Call, isNo } from './transport.js';

export function accountCalls(call: Call): AccountCalls {
  const ask = async (
    endpoint: Endpoint,
    token: ChannelAccessToken,
    doing: string,
    query: Readonly<Record<string, string>> = {},
  ): Promise<string> => expectOk(await call(endpoint, { token, query }), doing).text;
  return {
    botInfo: async (token) => readBotInfo(await ask(ENDPOINTS.botInfo, token, 'read the bot info')),
    quota: async (token) => readQuota(await ask(ENDPOINTS.quota, token, 'read the quota')),
    consumption: async (token) => readConsumption(await ask(ENDPOINTS.consumption, token, 'read the consumption')),
    followerIds: async (token, { limit, start }) =>
      readFollowerPage(
        await ask(ENDPOINTS.followerIds, token, 'read the follower IDs', { limit: String(limit), ...from(start) }),
      ),
    profile: async (token, userId) => {
      const { profile } = ENDPOINTS;
      const reply = await call({ ...profile, path: profile.path.replace('{userId}', userId) }, { token });
      return isNo(reply, 404) ? null : readProfile(expectOk(reply, 'read the profile').text);
    },
    targetReach: async (token, day) =>
      readTargetReach(await ask(ENDPOINTS.targetReach, token, 'read the target reach', { date: day })),
    aggregationUnitCount: async (token) =>
      readUnitCount(await ask(ENDPOINTS.aggregationUnitCount, token, 'count the units')),
    aggregationUnits: async (token, start) =>
      readUnitPage(await ask(ENDPOINTS.aggregationUnits, token, 'list the units', { limit: '100', ...from(start) })),
    messageEvent: async (token, requestId) => {
      const reply = await call(ENDPOINTS.messageEvent, { token, query: { requestId } });
      if (isNo(reply, 404)) return null;
      return readStatistics(expectOk(reply, 'read the statistics of the request').text);
    },
    unitStatistics: async (token, unit, period) =>
      readStatistics(
        await ask(ENDPOINTS.unitStatistics, token, 'read the statistics of the unit', {
          customAggregationUnit: unit,
          ...period,
        }),
      ),
  };
}

function from(start: string | null): Readonly<Record<string, string>> {
  return start === null ? {} : { start };
}
