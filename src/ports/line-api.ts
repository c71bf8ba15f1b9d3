import type { UnitPeriod } from '../domain/broadcast/insight/questions.js';
import type { Statistics } from '../domain/broadcast/insight/statistics.js';
import type { NarrowcastProgress } from '../domain/broadcast/sending/narrowcast.js';
import type { Reason } from '../domain/failure/facts.js';
import type { Endpoint } from '../domain/line/endpoints.js';
import type { ChannelId, RetryKey, TokenKeyId, UserId } from '../domain/line/ids.js';
import type { Assertion, ChannelAccessToken, ChannelSecret, IdToken } from '../domain/line/secret.js';
import type { SendReply } from '../domain/line/send-reply.js';
import type { SendMethod } from '../domain/messages/engine/finding.js';
import type { AudienceCalls } from './audience/audience-calls.js';
import type { LogKind } from './request-log.js';

export type { SendReply };

/** A token as LINE just issued it. */
export interface IssuedToken {
  readonly token: ChannelAccessToken;
  readonly expiresInSeconds: number;
  /** Only for v2.1. */
  readonly keyId: TokenKeyId | null;
}

/** What LINE says of a token: whose it is and how long it lives; null when LINE does not know it (any more). */
export interface VerifiedToken {
  readonly channelId: ChannelId;
  readonly expiresInSeconds: number;
  readonly scope: string | null;
}

/** Channel ID and channel secret. */
export interface ClientCredentials {
  readonly channelId: ChannelId;
  readonly secret: ChannelSecret;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-bot-info */
export interface BotInfo {
  readonly userId: UserId;
  readonly basicId: string | null;
  readonly premiumId: string | null;
  readonly displayName: string | null;
  readonly chatMode: string | null;
  readonly markAsReadMode: string | null;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-profile */
export interface Profile {
  readonly displayName: string;
  readonly language: string | null;
  readonly pictureUrl: string | null;
  readonly statusMessage: string | null;
}

/** The month's limit. @see https://developers.line.biz/en/reference/messaging-api/#get-quota */
export type Quota = { readonly type: 'none' } | { readonly type: 'limited'; readonly limit: number };

/** @see https://developers.line.biz/en/reference/messaging-api/#get-webhook-endpoint-information */
export interface WebhookEndpoint {
  readonly endpoint: string;
  /** Whether "Use webhook" is on; null where the answer does not say. */
  readonly active: boolean | null;
}

/** A failed test is a result, not an error. @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint */
export interface WebhookTest {
  readonly success: boolean;
  readonly timestamp: string | null;
  /** The HTTP status of the bot server; 0 or less where none came. */
  readonly statusCode: number | null;
  readonly reason: string | null;
  readonly detail: string | null;
}

/** One page of follower IDs; `next` is null on the last. @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
export interface FollowerPage {
  readonly userIds: readonly string[];
  readonly next: string | null;
}

/** One page of aggregation unit names; `next` is null on the last. */
export interface UnitPage {
  readonly units: readonly string[];
  readonly next: string | null;
}

/** What LINE's validate endpoint said of messages. */
export type RemoteValidation =
  | { readonly valid: true; readonly requestId: string | null }
  | {
      readonly valid: false;
      readonly requestId: string | null;
      readonly problem: string;
      readonly details: readonly { readonly property: string | null; readonly message: string | null }[];
    };

/** Issues, lists, verifies and revokes channel access tokens. */
export interface TokenCalls {
  issueV21Token(assertion: Assertion): Promise<IssuedToken>;
  issueStatelessToken(credentials: ClientCredentials | Assertion): Promise<IssuedToken>;
  issueShortLivedToken(credentials: ClientCredentials): Promise<IssuedToken>;
  listV21KeyIds(assertion: Assertion): Promise<readonly TokenKeyId[]>;
  /** For v2.1 and, in practice, nothing else. Null when LINE does not know the token. */
  verifyV21Token(token: ChannelAccessToken): Promise<VerifiedToken | null>;
  /** For short-lived and long-lived tokens. Null when LINE does not know the token. */
  verifyToken(token: ChannelAccessToken): Promise<VerifiedToken | null>;
  /** Answers without an error for a token that LINE does not know: success must be proven by the key-ID list. */
  revokeV21Token(credentials: ClientCredentials, token: ChannelAccessToken): Promise<void>;
  revokeToken(token: ChannelAccessToken): Promise<void>;
}

/** What LINE says of the account and its friends. */
export interface AccountCalls {
  botInfo(token: ChannelAccessToken): Promise<BotInfo>;
  quota(token: ChannelAccessToken): Promise<Quota>;
  /** Approximate, says LINE. */
  consumption(token: ChannelAccessToken): Promise<number>;
  /** Null where LINE answers 404: not a friend, or a user ID of another provider. */
  profile(token: ChannelAccessToken, userId: UserId): Promise<Profile | null>;
  followerIds(token: ChannelAccessToken, page: { limit: number; start: string | null }): Promise<FollowerPage>;

  /** Friends who can be reached, as counted on a day (`yyyyMMdd`, UTC+9); null where LINE has no figure for it. @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers */
  targetReach(token: ChannelAccessToken, day: string): Promise<number | null>;

  /** How many custom aggregation units were used this month. @see https://developers.line.biz/en/reference/messaging-api/#get-the-number-of-unit-name-types-assigned-during-this-month */
  aggregationUnitCount(token: ChannelAccessToken): Promise<number>;
  /** One page of their names. @see https://developers.line.biz/en/reference/messaging-api/#get-a-list-of-unit-names-assigned-during-this-month */
  aggregationUnits(token: ChannelAccessToken, start: string | null): Promise<UnitPage>;

  /** What people did with a broadcast or narrowcast; null when LINE does not know the request, or no longer. @see https://developers.line.biz/en/reference/messaging-api/#get-message-event */
  messageEvent(token: ChannelAccessToken, requestId: string): Promise<Statistics | null>;
  /** What people did within these days with all that was sent under this unit; its name is case-sensitive. @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit */
  unitStatistics(token: ChannelAccessToken, unit: string, period: UnitPeriod): Promise<Statistics>;
}

/** Sends messages, and asks whether they could be sent. */
export interface SendCalls {
  /** Sends these exact bytes once, under this retry key. @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
  multicast(token: ChannelAccessToken, retryKey: RetryKey, body: string): Promise<SendReply>;
  push(token: ChannelAccessToken, retryKey: RetryKey, body: string): Promise<SendReply>;
  /** Accepted means that LINE will deliver it: how far it is, `narrowcastProgress` tells. @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
  narrowcast(token: ChannelAccessToken, retryKey: RetryKey, body: string): Promise<SendReply>;
  /** @see https://developers.line.biz/en/reference/messaging-api/#send-broadcast-message */
  broadcast(token: ChannelAccessToken, retryKey: RetryKey, body: string): Promise<SendReply>;
  /** Null when LINE does not know the request, or no longer. @see https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
  narrowcastProgress(token: ChannelAccessToken, requestId: string): Promise<NarrowcastProgress | null>;
  validate(token: ChannelAccessToken, method: SendMethod, body: string): Promise<RemoteValidation>;
}

/** An ID token, and whom it should be about. */
export interface IdTokenQuestion {
  readonly token: IdToken;
  /** Channel ID of the LINE Login channel. */
  readonly clientId: ChannelId;
  /** What the authorization request carried; null where it is not to be compared. */
  readonly nonce: string | null;
  readonly userId: UserId | null;
}

/** What LINE says of an ID token: its claims, or why it is not to be believed. */
type IdTokenVerdict =
  | { readonly type: 'accepted'; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly type: 'refused'; readonly answer: string; readonly requestId: string | null };

/** What LINE Login answers. */
export interface LoginCalls {
  /** @see https://developers.line.biz/en/reference/line-login/#verify-id-token */
  verifyIdToken(question: IdTokenQuestion): Promise<IdTokenVerdict>;
}

/** Where LINE sends webhooks. */
export interface WebhookCalls {
  /** Null when none is set. */
  webhookEndpoint(token: ChannelAccessToken): Promise<WebhookEndpoint | null>;
  setWebhookEndpoint(token: ChannelAccessToken, endpoint: string): Promise<void>;
  /** Tests the given URL, or the one set on the channel. Null when none is set. */
  testWebhook(token: ChannelAccessToken, endpoint: string | null): Promise<WebhookTest | null>;
}

/** A request as it was asked for, to whatever endpoint. */
export interface AnyRequest extends Pick<Endpoint, 'method' | 'host' | 'path'> {
  /** Encoded, without the question mark. */
  readonly query: string;
  readonly body: { readonly bytes: Uint8Array; readonly contentType: string } | null;
}

/** What came back, whatever it says. */
export interface AnyAnswer {
  readonly status: number;
  readonly requestId: string | null;
  readonly contentType: string | null;
  /** As it was received. Null where it was passed on. */
  readonly body: Uint8Array | null;
}

/** Takes one part of a long body; the next is read when it has it. What it throws ends the request. */
type TakePart = (part: Uint8Array) => Promise<void>;

/** Who gets what LINE answers. */
export interface AnswerReceiver {
  /** A 2xx that is no JSON begins, such as a picture: its body is passed on as it comes, in bounded memory. */
  begins(contentType: string): TakePart;
  /** Told before the request counts as failed, too. */
  answered(answer: AnyAnswer): void;
}

/** Calls of any endpoint. */
export interface AnyCalls {
  callAny(token: ChannelAccessToken, request: AnyRequest, receiver: AnswerReceiver): Promise<void>;
  /** Sends messages, once, under this retry key. Throws `auth` for a token that LINE refuses, and nothing else. */
  sendAny(
    token: ChannelAccessToken,
    retryKey: RetryKey,
    request: AnyRequest,
    receiver: AnswerReceiver,
  ): Promise<SendReply>;
}

/** What an operator should know of the way to LINE: each is told once. */
export type ApiNotice =
  /** Ours and LINE's; in words, such as "5 minutes ahead". */
  | { readonly type: 'clockDiffers'; readonly difference: string }
  /** The call is made all the same. */
  | LogNotice;

/** A log cannot be written; what was to be done is done all the same. */
export interface LogNotice {
  readonly type: 'notLogged';
  readonly log: LogKind;
  readonly folder: string;
  readonly why: Reason;
}

/**
 * The LINE Platform in domain words: HTTP in, no policy. Every method makes one request (repeated where `ENDPOINTS` says that it
 * may be) and throws `LineOpsError`:
 *
 * - `auth` when LINE does not take the credentials,
 * - `limit` for 429,
 * - `refused` for another 4xx,
 * - `unavailable` when no usable answer came.
 */
export interface LineApi
  extends TokenCalls,
    AccountCalls,
    AudienceCalls,
    SendCalls,
    WebhookCalls,
    LoginCalls,
    AnyCalls {
  /**
   * LINE's clock minus ours in milliseconds, to the second, as the last answer of LINE told it; null before there was
   * one. For what people are told, and for tokens.
   */
  clockSkewMs(): number | null;
  /**
   * LINE's time now, milliseconds since 1970, by the date of an answer that carried a request ID. Null where none was had
   * yet, and where it cannot be told how long ago that was, because our clock was set or the machine slept: any answer
   * of the Messaging API brings it back. Makes no request.
   */
  lineTime(): number | null;
  /** Ends open connections, and questions that nobody waits for any more. */
  close(): Promise<void>;
}
