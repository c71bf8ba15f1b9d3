import { LineOpsError } from '../../../domain/failure/failure.js';
import { type ChannelId, parseTokenId, type SigningKeyId, type TokenId } from '../../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import {
  SHORT_LIVED_LIFETIME_SECONDS,
  STATELESS_LIFETIME_SECONDS,
  TOKEN_LIMITS,
  type TokenRecord,
} from '../../../domain/tokens/token.js';
import {
  endedAs,
  evictedByOneMore,
  isKnownHereOnly,
  type TokenInventory,
} from '../../../domain/tokens/token-inventory.js';
import type { Deps } from '../../../ports/deps.js';
import type { IssuedToken } from '../../../ports/line-api.js';
import type { HeldLock } from '../../../ports/store.js';
import { clientCredentials, requireChannelId, requireSigningIdentity } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { signAssertion, statelessProof } from '../access/access-token.js';
import { timeAtLine } from '../time-at-line.js';
import { withTokenLock } from '../token-lock.js';
import { storeToken } from '../token-string.js';
import { inDoubt, isSurelyRefused, limitOrRefusal, takeBack } from './issue-failure.js';
import type { IssuableType, IssueRequest } from './issue-request.js';
import { inventoryFor, makeRoom } from './make-room.js';

export interface IssueReport {
  readonly record: TokenRecord;
  readonly token: ChannelAccessToken;
  /** Live tokens of the type, this one included. */
  readonly active: number;
  readonly limit: number | null;
  /** Whether LINE itself said how many are alive; else it is what this ledger knows. */
  readonly isListed: boolean;
  /** Tokens that ended so that this one could be issued. */
  readonly ended: readonly TokenRecord[];
  /** Why the string is not in the secret store though it was to be; the token itself is good. */
  readonly storeProblem: LineOpsError | null;
}

/**
 * Issues a token, unless there is one to take instead. It is counted first, under a lock that other processes wait for; a
 * row for it is in the ledger before the request leaves, so that a lost answer is counted too; the string and its row are
 * on disk before this answers.
 *
 * @param found looks for one to take while nobody else counts or issues: of many who have found none, one issues, and the
 *   others take what it has stored.
 * @throws {LineOpsError} `limit` TOKEN_LIMIT_REACHED, without having asked for a token, when the type has no place left.
 */
export function issueTokenUnless<Found>(
  found: () => Promise<Found | null>,
  request: IssueRequest,
  atLine: ChannelAtLine,
): Promise<{ readonly found: Found } | { readonly issued: IssueReport }> {
  return withTokenLock(requireChannelId(atLine.channel), atLine.deps, async (lock) => {
    const one = await found();
    if (one !== null) return { found: one };
    return { issued: await issueUnderLock(newTokenId(atLine.deps), request, lock, atLine) };
  });
}

/** A short ID that no token has yet. */
export function newTokenId({ random }: Pick<Deps, 'random'>): TokenId {
  return parseTokenId(`t-${random.letters(8)}`);
}

/** Issues a token as `issueTokenUnless` does, under an ID that the caller has written down. */
export function issueTokenAs(id: TokenId, request: IssueRequest, atLine: ChannelAtLine): Promise<IssueReport> {
  return withTokenLock(requireChannelId(atLine.channel), atLine.deps, (lock) =>
    issueUnderLock(id, request, lock, atLine),
  );
}

async function issueUnderLock(
  id: TokenId,
  request: IssueRequest,
  lock: HeldLock,
  atLine: ChannelAtLine,
): Promise<IssueReport> {
  const channelId = requireChannelId(atLine.channel);
  const order = await prepareOrder(request, channelId, atLine);
  const { inventory, revoked } = await makeRoom(request, await inventoryFor(request.type, atLine), lock, atLine);
  const now = timeAtLine(atLine);
  const atStake = evictedByOneMore(inventory, request.type, now);
  if (request.type === 'stateless') await forgetOverStateless(inventory, now, atLine);
  const send = await order.prepare();
  const intent = await recordIntent(id, request, order.signingKeyId, channelId, atLine.deps, now);
  await recordDoubt(atStake.perhaps, atLine.deps);
  const issued = await askLine(send, { intent, atStake: atStake.perhaps, lock }, atLine);
  const { record, storeProblem } = await recordIssued(intent, issued, request, atLine);
  const marked = await markEvicted(atStake.surely, record.id, atLine);
  const limit = TOKEN_LIMITS[request.type];
  return {
    record,
    token: issued.token,
    active: Math.min(inventory.active[request.type] + 1 - marked.length, limit ?? Number.POSITIVE_INFINITY),
    limit,
    isListed: !isKnownHereOnly(inventory, request.type),
    ended: [...revoked, ...marked],
    storeProblem,
  };
}

interface Order {
  readonly signingKeyId: SigningKeyId | null;
  /** Makes the request ready; what is answered sends it. */
  readonly prepare: () => Promise<() => Promise<IssuedToken>>;
}

/** Everything that can be missing or fail is found here, before anything is recorded and LINE is asked for a token. */
async function prepareOrder(
  { type, lifetimeSeconds, store }: IssueRequest,
  channelId: ChannelId,
  { api, channel, deps }: Pick<ChannelAtLine, 'api' | 'channel' | 'deps'>,
): Promise<Order> {
  if (store) await (await deps.secrets()).requireWritable();
  switch (type) {
    case 'v2.1': {
      const identity = await requireSigningIdentity(channel, deps);
      return {
        signingKeyId: identity.signingKeyId,
        // Signed when its turn has come: an assertion is good for minutes.
        prepare: async () => {
          const assertion = await signAssertion(channelId, identity, lifetimeSeconds, deps);
          return () => api.issueV21Token(assertion);
        },
      };
    }
    case 'short-lived': {
      const credentials = await clientCredentials(channel, deps);
      return { signingKeyId: null, prepare: async () => () => api.issueShortLivedToken(credentials) };
    }
    case 'stateless': {
      const proof = await statelessProof(channel, deps);
      return { signingKeyId: null, prepare: async () => () => api.issueStatelessToken(proof) };
    }
  }
}

/** The last look before LINE is asked: where another may have counted since, it is not, and the row says nothing any more. */
async function requireStillCounted(
  { id }: TokenRecord,
  lock: HeldLock,
  { tokenLedger }: Pick<Deps, 'tokenLedger'>,
): Promise<void> {
  try {
    await lock.requireHeld();
  } catch (error) {
    await (await tokenLedger()).remove(id).catch(() => {});
    throw error;
  }
}

/** On disk before the request leaves: a token whose answer is lost takes a place at LINE and must be counted. */
async function recordIntent(
  id: TokenId,
  { type, lifetimeSeconds, label }: IssueRequest,
  signingKeyId: SigningKeyId | null,
  channelId: ChannelId,
  deps: Deps,
  now: number,
): Promise<TokenRecord> {
  const intent: TokenRecord = {
    id,
    channelId,
    type,
    signingKeyId,
    keyId: null,
    label,
    state: 'unknown',
    issuedAt: now,
    expiresAt: now + lifetimeOf(type, lifetimeSeconds) * 1000,
    endedAt: null,
    endReason: null,
    stored: false,
    fingerprint: null,
  };
  await (await deps.tokenLedger()).putCounted(intent);
  return intent;
}

/** LINE ends them, or not, the moment it takes the request: should the answer be lost, nobody can tell. */
async function recordDoubt(atStake: readonly TokenRecord[], { tokenLedger }: Pick<Deps, 'tokenLedger'>): Promise<void> {
  for (const record of atStake)
    if (record.state === 'active') await (await tokenLedger()).putCounted({ ...record, state: 'unknown' });
}

/** Who lost the lock says nothing of the tokens of others: they stay in doubt until LINE is asked. */
function unlessLost(error: unknown): void {
  if (!(error instanceof LineOpsError && error.code === 'LEASE_LOST')) throw error;
}

function lifetimeOf(type: IssuableType, asked: number): number {
  return { 'v2.1': asked, 'short-lived': SHORT_LIVED_LIFETIME_SECONDS, stateless: STATELESS_LIFETIME_SECONDS }[type];
}

async function askLine(
  send: () => Promise<IssuedToken>,
  {
    intent,
    atStake,
    lock,
  }: { readonly intent: TokenRecord; readonly atStake: readonly TokenRecord[]; readonly lock: HeldLock },
  atLine: ChannelAtLine,
): Promise<IssuedToken> {
  await requireStillCounted(intent, lock, atLine.deps);
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    if (!isSurelyRefused(error)) throw inDoubt(error, intent);
    const ledger = await atLine.deps.tokenLedger();
    await ledger.remove(intent.id);
    for (const record of atStake) await ledger.putCounted(record).catch(unlessLost);
    if (intent.type === 'v2.1' && error.kind === 'refused') throw await limitOrRefusal(error, atLine);
    throw error;
  }
}

async function recordIssued(
  intent: TokenRecord,
  { token, expiresInSeconds, keyId }: IssuedToken,
  { store }: IssueRequest,
  atLine: ChannelAtLine,
): Promise<{ record: TokenRecord; storeProblem: LineOpsError | null }> {
  const { deps } = atLine;
  const storeProblem = store ? await storeString(intent.id, token, deps) : null;
  const record: TokenRecord = {
    ...intent,
    state: 'active',
    keyId,
    // Counted from before the request: the token may end a moment later than we say, never earlier.
    expiresAt: (intent.issuedAt ?? 0) + expiresInSeconds * 1000,
    stored: store && storeProblem === null,
    fingerprint: deps.sha256(token.reveal()),
  };
  try {
    await (await deps.tokenLedger()).put(record);
  } catch (error) {
    throw await takeBack(error, record, token, atLine);
  }
  return { record, storeProblem };
}

/** The string can still be shown, so that a secret store in trouble loses no token. */
async function storeString(
  id: TokenId,
  token: ChannelAccessToken,
  deps: Pick<Deps, 'secrets'>,
): Promise<LineOpsError | null> {
  try {
    await storeToken(id, token, deps);
    return null;
  } catch (error) {
    if (error instanceof LineOpsError) return error;
    throw error;
  }
}

/** How long the row of a stateless token that is over is kept. */
const STATELESS_ROW_KEPT_MS = 24 * 60 * 60 * 1000;

/** A job that takes one each minute must not fill the ledger with rows of tokens that nobody can do anything about. */
async function forgetOverStateless(
  { tokens }: TokenInventory,
  now: number,
  { deps }: Pick<ChannelAtLine, 'deps'>,
): Promise<void> {
  for (const { id, type, expiresAt, stored } of tokens) {
    const isOld = expiresAt !== null && expiresAt + STATELESS_ROW_KEPT_MS < now;
    if (type === 'stateless' && isOld && !stored) await (await deps.tokenLedger()).remove(id);
  }
}

async function markEvicted(
  victims: readonly TokenRecord[],
  newId: TokenId,
  atLine: ChannelAtLine,
): Promise<readonly TokenRecord[]> {
  const evicted = victims.map((victim) =>
    endedAs('evicted', victim, `LINE ended it when ${newId} was issued at the limit`, timeAtLine(atLine)),
  );
  try {
    for (const record of evicted) await (await atLine.deps.tokenLedger()).putCounted(record);
  } catch (error) {
    // The new token is issued, and must not be kept back for this: the victims stay in doubt, which they are on record as.
    if (!(error instanceof LineOpsError)) throw error;
  }
  return evicted;
}
