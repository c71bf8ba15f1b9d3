import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import { readChannelAccessToken } from '../../../domain/line/credential-text.js';
import type { ChannelId } from '../../../domain/line/ids.js';
import { type Assertion, type ChannelAccessToken, channelAccessToken } from '../../../domain/line/secret.js';
import {
  countsAgainstLimit,
  STATELESS_LIFETIME_SECONDS,
  type TokenRecord,
  tokenStatus,
} from '../../../domain/tokens/token.js';
import type { Deps } from '../../../ports/deps.js';
import type { ClientCredentials, LineApi } from '../../../ports/line-api.js';
import {
  type Channel,
  channelSecretOf,
  clientCredentials,
  requireChannelId,
  type SigningIdentity,
  signingIdentityOf,
} from '../../channels/channel.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';
import { tokenStringOf } from '../../channels/secret-names.js';
import { timeAtLine } from '../time-at-line.js';
import { askAboutToken, recordVerdict } from '../verify-token.js';

/** Before a token ends, how long it is no longer used: a request on its way must not meet the end. */
const RENEW_BEFORE_END_MS = 60_000;

/** How far ahead an assertion ends; LINE allows 30 minutes. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/ */
const ASSERTION_LIFETIME_MS = 10 * 60 * 1000;

/** Access tokens that take the place of one that LINE refused. */
export interface ReplaceableTokens extends AccessTokens {
  /**
   * The token to try in place of a refused one: the next of the ledger, else a stateless one. One of the ledger is
   * looked up at LINE first, and what LINE says of it is recorded, so that nothing uses it again. Null for a token
   * that did not come from here: nothing replaces it.
   *
   * @throws {LineOpsError} `auth` when there is no other one to try.
   */
  insteadOf(refused: ChannelAccessToken): Promise<Replacement | null>;
}

interface Replacement {
  readonly token: ChannelAccessToken;
  /** Whether nothing comes after it: LINE has issued it just now. */
  readonly isLast: boolean;
}

interface Held {
  readonly token: ChannelAccessToken;
  /** Milliseconds since 1970; null for a token whose end we do not know. */
  readonly expiresAt: number | null;
  readonly from: 'environment' | 'stateless' | TokenRecord;
}

/**
 * Which token a Messaging API call uses: `LINE_CHANNEL_ACCESS_TOKEN`; else the channel's stored live token with the
 * most life left; else a stateless token issued for this run, kept in memory, and renewed before its end.
 */
export function createAccessTokens(
  channel: Channel,
  api: LineApi,
  deps: Deps,
  onEnded: (record: TokenRecord) => void = () => {},
): ReplaceableTokens {
  const { env, clock } = deps;
  const refusedValues = new Set<string>();
  /** Where each token that was handed out came from. */
  const origins = new WeakMap<ChannelAccessToken, Held['from']>();
  /** Several calls may meet the same refusal at once; LINE is asked about it once. */
  const lookedUp = new WeakSet<ChannelAccessToken>();
  let held: Promise<Held> | null = null;

  const choose = async (): Promise<Held> => {
    const given = env['LINE_CHANNEL_ACCESS_TOKEN'];
    if (given) {
      const token = readChannelAccessToken(given, 'LINE_CHANNEL_ACCESS_TOKEN');
      deps.redactor.register(token.reveal());
      if (refusedValues.has(token.reveal())) throw refusedGiven();
      return { token, expiresAt: null, from: 'environment' };
    }
    return (await longestStored(channel, refusedValues, deps)) ?? issueStateless(channel, api, deps);
  };

  const take = async (): Promise<Held> => {
    const chosen = await choose();
    origins.set(chosen.token, chosen.from);
    return chosen;
  };
  /** One that could not be had is asked for again by the next. */
  const had = (taking: Promise<Held>): Promise<Held> =>
    taking.catch((error) => {
      if (held === taking) held = null;
      throw error;
    });
  const hold = async (): Promise<Held> => {
    held ??= take();
    const chosen = await had(held);
    const { expiresAt } = chosen;
    if (expiresAt === null || clock.now() < expiresAt - RENEW_BEFORE_END_MS) return chosen;
    held = take();
    return had(held);
  };
  const replace = async (refused: ChannelAccessToken): Promise<void> => {
    const holding = held;
    // Where the next one could not be had, there is nothing to replace: it is asked for again.
    const used = await holding?.catch(() => null);
    // Another request may have replaced it already.
    if (!used || used.token !== refused) return;
    if (used.from === 'environment') throw refusedGiven();
    refusedValues.add(refused.reveal());
    if (held === holding) held = null;
  };

  return {
    current: async () => (await hold()).token,
    replace,
    async insteadOf(refused) {
      const origin = origins.get(refused);
      if (origin === undefined) return null;
      const isNew = !lookedUp.has(refused);
      lookedUp.add(refused);
      await replace(refused);
      if (isNew && typeof origin === 'object') {
        const settled = await lookUp(refused, origin, api, deps);
        if (!countsAgainstLimit(settled, clock.now())) onEnded(settled);
      }
      const { token, from } = await hold();
      return { token, isLast: from === 'stateless' };
    },
  };
}

/** What LINE says of a token that it refused is recorded; the record as it was where LINE gives no answer. */
async function lookUp(token: ChannelAccessToken, record: TokenRecord, api: LineApi, deps: Deps): Promise<TokenRecord> {
  try {
    return await recordVerdict(record, await askAboutToken(token, record.type, api), deps, timeAtLine({ api, deps }));
  } catch (error) {
    if (error instanceof LineOpsError) return record;
    throw error;
  }
}

function refusedGiven(): LineOpsError {
  return failure('TOKEN_REFUSED', { which: 'ofTheEnvironment' });
}

async function longestStored(
  channel: Channel,
  refusedValues: ReadonlySet<string>,
  { tokenLedger, secrets, clock }: Pick<Deps, 'tokenLedger' | 'secrets' | 'clock'>,
): Promise<Held | null> {
  if (channel.id === null) return null;
  const now = clock.now();
  const records = (await (await tokenLedger()).list(channel.id))
    .filter((record) => record.stored && tokenStatus(record, now) === 'active')
    .filter(({ expiresAt }) => expiresAt === null || now < expiresAt - RENEW_BEFORE_END_MS)
    .sort((a, b) => (b.expiresAt ?? Number.POSITIVE_INFINITY) - (a.expiresAt ?? Number.POSITIVE_INFINITY));
  for (const record of records) {
    const value = await (await secrets()).get(tokenStringOf(record.id));
    if (value !== null && !refusedValues.has(value))
      return { token: channelAccessToken(value), expiresAt: record.expiresAt, from: record };
  }
  return null;
}

async function issueStateless(channel: Channel, api: LineApi, deps: Deps): Promise<Held> {
  const now = deps.clock.now();
  const { token, expiresInSeconds } = await api.issueStatelessToken(await statelessProof(channel, deps));
  return { token, expiresAt: now + expiresInSeconds * 1000, from: 'stateless' };
}

/**
 * What a stateless token is issued for: the channel secret where it is known, else an assertion.
 *
 * @throws {LineOpsError} `auth` where neither is known.
 */
export async function statelessProof(
  channel: Channel,
  deps: Deps & Pick<Deps, 'clock'>,
): Promise<ClientCredentials | Assertion> {
  const secret = await channelSecretOf(channel, deps);
  const identity = secret === null ? await signingIdentityOf(channel, deps) : null;
  if (identity === null) return clientCredentials(channel, deps);
  return signAssertion(requireChannelId(channel), identity, STATELESS_LIFETIME_SECONDS, deps);
}

/** An assertion that is good for one request made now, asking for a token of that life. */
export async function signAssertion(
  channelId: ChannelId,
  { key, signingKeyId }: SigningIdentity,
  tokenLifetimeSeconds: number,
  { assertionSigner, clock, redactor }: Pick<Deps, 'assertionSigner' | 'clock' | 'redactor'>,
): Promise<Assertion> {
  const expiresAt = clock.now() + ASSERTION_LIFETIME_MS;
  const assertion = (await assertionSigner()).sign(key, { channelId, signingKeyId, expiresAt, tokenLifetimeSeconds });
  // It travels in a query, where an error or a proxy could repeat it.
  redactor.register(assertion.reveal());
  return assertion;
}
