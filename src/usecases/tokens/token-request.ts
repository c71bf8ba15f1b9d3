import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { ChannelId, TokenId } from '../../domain/line/ids.js';
import { type ChannelAccessToken, channelAccessToken } from '../../domain/line/secret.js';
import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';
import type { HeldLock } from '../../ports/store.js';
import type { Channel, ChannelSources } from '../channels/channel.js';

/** What the token use cases take from outside. */
export type TokenSources = ChannelSources & Pick<Deps, 'tokenLedger' | 'clock' | 'random' | 'locks' | 'sha256'>;

/** A channel at LINE with the ledger of its tokens. */
export interface TokenContext {
  readonly channel: Channel;
  readonly api: LineApi;
  readonly deps: TokenSources;
}

/**
 * The time by LINE's clock, which is the one that tokens end by, as far as LINE has told it in this run; ours before
 * that.
 */
export function timeAtLine({ api, deps }: Pick<TokenContext, 'api'> & { readonly deps: Pick<Deps, 'clock'> }): number {
  return deps.clock.now() + (api.clockSkewMs() ?? 0);
}

/** Another process may be waiting for LINE while it holds the lock. */
const LOCK_WAIT_MS = 30_000;

/**
 * Runs the work while no other process counts or issues tokens of the channel.
 *
 * @throws {LineOpsError} `failure` TOKENS_BUSY, naming the holder, when the lock is not free in 30 s.
 */
export async function withTokenLock<Result>(
  channelId: ChannelId,
  { locks }: TokenSources,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await (await locks()).acquire(`tokens-${channelId}`, LOCK_WAIT_MS);
  if ('held' in lock) return releasing(lock.held, work);
  const holder = lock.heldBy;
  throw failure('TOKENS_BUSY', { holder, channelId, seconds: LOCK_WAIT_MS / 1000 }, { details: { holder } });
}

/**
 * For work that reads and records what it finds: without the lock it records nothing, and is told so. That is when another
 * process holds the lock, and where the state folder takes nothing: reading goes on there.
 */
export async function tryTokenLock<Result>(
  channelId: ChannelId,
  { locks }: TokenSources,
  work: (isHeld: boolean) => Promise<Result>,
): Promise<Result> {
  try {
    const lock = await (await locks()).acquire(`tokens-${channelId}`, 0);
    if ('held' in lock) return await releasing(lock.held, () => work(true));
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.code !== 'STATE_NOT_WRITABLE') throw error;
  }
  return work(false);
}

async function releasing<Result>(held: HeldLock, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    held.release();
  }
}

/**
 * The stored string of a token. The secret store is asked, not the ledger's `stored`: after a crash the string may be
 * there already.
 */
export async function storedToken(
  id: TokenId,
  { secrets, redactor }: TokenSources,
): Promise<ChannelAccessToken | null> {
  const value = await (await secrets()).get(`token/${id}`);
  if (value === null) return null;
  redactor.register(value);
  return channelAccessToken(value);
}
