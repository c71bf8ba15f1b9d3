import type { AudienceData, AudienceGroup, AudienceJob } from '../../domain/audience/audience-group.js';
import type { Statistics } from '../../domain/broadcast/insight/statistics.js';
import type { NarrowcastProgress } from '../../domain/broadcast/sending/narrowcast.js';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import {
  type AudienceId,
  isAudienceId,
  isUserId,
  parseChannelId,
  parseTokenKeyId,
  type TokenKeyId,
} from '../../domain/line/ids.js';
import { channelAccessToken } from '../../domain/line/secret.js';
import { isJsonObject, jsonObjectIn } from '../../domain/text/json-object.js';
import { shown } from '../../domain/text/shown.js';
import type { AudiencePage } from '../../ports/audience/audience-calls.js';
import type {
  BotInfo,
  FollowerPage,
  IssuedToken,
  Profile,
  Quota,
  UnitPage,
  VerifiedToken,
  WebhookEndpoint,
  WebhookTest,
} from '../../ports/line-api.js';

// Readers of LINE's answers. They check what we use and let everything else pass: LINE adds fields without notice.
// https://developers.line.biz/en/docs/messaging-api/development-guidelines/#assume-non-breaking-changes

type JsonObject = Readonly<Record<string, unknown>>;

/** What LINE says in an error body; both of its body shapes. @see https://developers.line.biz/en/reference/messaging-api/#error-responses */
export interface Problem {
  readonly text: string;
  /** `error` of an OAuth answer; null in the plain shape. */
  readonly oauthError: string | null;
  readonly details: readonly { readonly property: string | null; readonly message: string | null }[];
  /** Whether it has one of the two shapes at all. */
  readonly isDocumented: boolean;
}

export function readProblem(text: string): Problem {
  const body = jsonObjectIn(text);
  if (body === null)
    return { text: shown(text.trim()) || 'no explanation', oauthError: null, details: [], isDocumented: false };
  const oauthError = textOrNull(body['error']);
  const details = Array.isArray(body['details']) ? body['details'].filter(isJsonObject) : [];
  return {
    text: textOrNull(body['error_description']) ?? textOrNull(body['message']) ?? oauthError ?? 'no explanation',
    oauthError,
    details: details.map((detail) => ({
      property: textOrNull(detail['property']),
      message: textOrNull(detail['message']),
    })),
    // Insight answers a null where the text belongs: https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit
    isDocumented: oauthError !== null || 'message' in body,
  };
}

/** The claims of an ID token that LINE has taken; whom they are about is always among them. */
export function readClaims(text: string): JsonObject {
  const body = object(text);
  required(body, 'sub');
  return body;
}

export function readIssuedToken(text: string): IssuedToken {
  const body = object(text);
  const keyId = textOrNull(body['key_id']);
  return {
    token: channelAccessToken(required(body, 'access_token')),
    expiresInSeconds: lifetimeSeconds(body),
    keyId: keyId === null ? null : inForm(parseTokenKeyId, keyId, 'key_id'),
  };
}

export function readVerifiedToken(text: string): VerifiedToken {
  const body = object(text);
  return {
    channelId: inForm(parseChannelId, required(body, 'client_id'), 'client_id'),
    expiresInSeconds: lifetimeSeconds(body),
    scope: textOrNull(body['scope']),
  };
}

export function readKeyIds(text: string): readonly TokenKeyId[] {
  const kids = object(text)['kids'];
  if (!Array.isArray(kids)) throw unreadable('kids');
  return kids.map((kid) => {
    if (typeof kid !== 'string') throw unreadable('kids');
    return inForm(parseTokenKeyId, kid, 'kids');
  });
}

export function readBotInfo(text: string): BotInfo {
  const body = object(text);
  const userId = required(body, 'userId');
  if (!isUserId(userId)) throw unreadable('userId');
  return {
    userId,
    basicId: textOrNull(body['basicId']),
    premiumId: textOrNull(body['premiumId']),
    displayName: textOrNull(body['displayName']),
    chatMode: textOrNull(body['chatMode']),
    markAsReadMode: textOrNull(body['markAsReadMode']),
  };
}

export function readQuota(text: string): Quota {
  const body = object(text);
  switch (required(body, 'type')) {
    case 'none':
      return { type: 'none' };
    case 'limited':
      return { type: 'limited', limit: requiredNumber(body, 'value') };
    default:
      // An unknown kind of limit must not be read as "no limit": people are messaged on the strength of this.
      throw unreadable('type');
  }
}

export function readConsumption(text: string): number {
  return requiredNumber(object(text), 'totalUsage');
}

export function readFollowerPage(text: string): FollowerPage {
  const body = object(text);
  const userIds = body['userIds'];
  if (!Array.isArray(userIds)) throw unreadable('userIds');
  return { userIds: userIds.map(String), next: textOrNull(body['next']) };
}

export function readProfile(text: string): Profile {
  const body = object(text);
  return {
    displayName: required(body, 'displayName'),
    language: textOrNull(body['language']),
    pictureUrl: textOrNull(body['pictureUrl']),
    statusMessage: textOrNull(body['statusMessage']),
  };
}

/** Null unless the figures of that day are ready. */
export function readTargetReach(text: string): number | null {
  const body = object(text);
  if (required(body, 'status') !== 'ready') return null;
  return numberOrNull(body['targetedReaches']);
}

export function readNarrowcastProgress(text: string): NarrowcastProgress {
  const body = object(text);
  const phase = required(body, 'phase');
  switch (phase) {
    case 'waiting':
    case 'sending':
      return { phase };
    case 'succeeded':
      return {
        phase,
        successCount: requiredNumber(body, 'successCount'),
        failureCount: requiredNumber(body, 'failureCount'),
      };
    case 'failed':
      return {
        phase,
        errorCode: numberOrNull(body['errorCode']),
        description: textOrNull(body['failedDescription']),
        successCount: numberOrNull(body['successCount']),
      };
    default:
      // An unknown phase must not be read as an end: the next stage leans on it.
      throw unreadable('phase');
  }
}

/**
 * Of a request or a unit. A number that is not there is none that LINE gives, and is never read into another form: what
 * is no number would be kept as "too few people" for good. A link without its URL says nothing.
 */
export function readStatistics(text: string): Statistics {
  const body = object(text);
  const { overview, clicks } = body;
  if (!isJsonObject(overview)) throw unreadable('overview');
  const links = Array.isArray(clicks) ? clicks.filter(isJsonObject) : [];
  return {
    delivered: countOrNull(overview, 'delivered'),
    uniqueImpression: countOrNull(overview, 'uniqueImpression'),
    uniqueClick: countOrNull(overview, 'uniqueClick'),
    urls: links.flatMap((link) => {
      const url = textOrNull(link['url']);
      if (url === null) return [];
      const [click, uniqueClick] = [countOrNull(link, 'click'), countOrNull(link, 'uniqueClick')];
      return [{ seq: numberOrNull(link['seq']) ?? 1, url, click, uniqueClick }];
    }),
  };
}

function countOrNull(body: JsonObject, field: string): number | null {
  const value = body[field] ?? null;
  const isCount = typeof value === 'number' && Number.isFinite(value) && 0 <= value;
  if (value !== null && !isCount) throw unreadable(field);
  return isCount ? value : null;
}

export function readAudienceData(text: string, isShared: boolean): AudienceData {
  const body = object(text);
  const { audienceGroup, jobs } = body;
  if (!isJsonObject(audienceGroup)) throw unreadable('audienceGroup');
  return {
    group: readAudienceGroup(audienceGroup),
    jobs: Array.isArray(jobs) ? jobs.filter(isJsonObject).map(readAudienceJob) : [],
    isShared,
  };
}

export function readAudiencePage(text: string): AudiencePage {
  const body = object(text);
  const groups = body['audienceGroups'];
  if (!Array.isArray(groups)) throw unreadable('audienceGroups');
  return { groups: groups.filter(isJsonObject).map(readAudienceGroup), hasNext: body['hasNextPage'] === true };
}

export function readCreatedAudience(text: string): AudienceId {
  const id = requiredNumber(object(text), 'audienceGroupId');
  if (!isAudienceId(id)) throw unreadable('audienceGroupId');
  return id;
}

function readAudienceGroup(group: JsonObject): AudienceGroup {
  const id = requiredNumber(group, 'audienceGroupId');
  if (!isAudienceId(id)) throw unreadable('audienceGroupId');
  return {
    id,
    name: textOrNull(group['description']) ?? '',
    type: textOrNull(group['type']) ?? 'unknown',
    status: required(group, 'status'),
    failedType: textOrNull(group['failedType']),
    count: numberOrNull(group['audienceCount']),
    permission: textOrNull(group['permission']),
    createRoute: textOrNull(group['createRoute']),
    isIfa: group['isIfaAudience'] === true,
    createdAt: secondsOrNull(group['created']),
    expiresAt: secondsOrNull(group['expireTimestamp']),
  };
}

function readAudienceJob(job: JsonObject): AudienceJob {
  return {
    id: numberOrNull(job['audienceGroupJobId']),
    description: textOrNull(job['description']),
    // An older answer has the old property alone.
    status: textOrNull(job['jobStatus']) ?? textOrNull(job['status']) ?? 'unknown',
    failedType: textOrNull(job['failedType']),
    count: numberOrNull(job['audienceCount']),
    createdAt: secondsOrNull(job['created']),
  };
}

/** A time that LINE gives in seconds, in milliseconds. */
function secondsOrNull(value: unknown): number | null {
  const seconds = numberOrNull(value);
  return seconds === null ? null : seconds * 1000;
}

export function readUnitCount(text: string): number {
  return requiredNumber(object(text), 'numOfCustomAggregationUnits');
}

export function readUnitPage(text: string): UnitPage {
  const body = object(text);
  const units = body['customAggregationUnits'];
  if (!Array.isArray(units)) throw unreadable('customAggregationUnits');
  return { units: units.map(String), next: textOrNull(body['next']) };
}

/** Null where none is set; LINE answers 404 then. */
export function readWebhookEndpoint(text: string): WebhookEndpoint | null {
  const body = object(text);
  if (body['endpoint'] === '') return null;
  const { active } = body;
  return { endpoint: required(body, 'endpoint'), active: typeof active === 'boolean' ? active : null };
}

export function readWebhookTest(text: string): WebhookTest {
  const body = object(text);
  const { success } = body;
  return {
    // LINE's specification does not require it; the reason says the same.
    success: typeof success === 'boolean' ? success : body['reason'] === 'OK',
    timestamp: textOrNull(body['timestamp']),
    statusCode: typeof body['statusCode'] === 'number' ? body['statusCode'] : null,
    reason: textOrNull(body['reason']),
    detail: textOrNull(body['detail']),
  };
}

function object(text: string): JsonObject {
  const body = jsonObjectIn(text);
  if (body === null) throw unreadable('a JSON object');
  return body;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function required(body: JsonObject, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw unreadable(field);
}

function requiredNumber(body: JsonObject, field: string): number {
  const value = numberOrNull(body[field]);
  if (value !== null) return value;
  throw unreadable(field);
}

/** LINE gives a long-lived token a hundred years; what is far beyond that is no time. */
const LONGEST_LIFETIME_SECONDS = 1e11;

function lifetimeSeconds(body: JsonObject): number {
  const seconds = requiredNumber(body, 'expires_in');
  if (0 <= seconds && seconds <= LONGEST_LIFETIME_SECONDS) return seconds;
  throw unreadable('expires_in');
}

/** What LINE says is no input: an answer in another form is not the operator's mistake. */
function inForm<Value>(parse: (text: string) => Value, text: string, field: string): Value {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof LineOpsError ? unreadable(field) : error;
  }
}

function unreadable(what: string): LineOpsError {
  return failure('LINE_ANSWER_UNREADABLE', { what }, { details: { mayHaveArrived: true } });
}
