import { type Broadcast, isBeingRun } from '../../domain/broadcast/broadcast.js';
import { failure } from '../../domain/failure/failure.js';
import type { ChannelId, ChannelName } from '../../domain/line/ids.js';
import { countsAgainstLimit, type TokenRecord } from '../../domain/tokens/token.js';
import type { Deps } from '../../ports/deps.js';
import type { ChannelSettings, Configuration, SecretName } from '../../ports/store.js';
import { listBroadcasts } from '../broadcast/audit/broadcast-status.js';
import { requireConfigured } from '../channels/find-channel.js';
import { assertionKeyOf, pendingKeyOf, secretOf, tokenStringOf } from '../channels/secret-names.js';

/** What removing a channel forgets, and what it leaves alive. */
export interface Removal {
  readonly settings: ChannelSettings;
  /** Another name for the same channel: its secrets stay. */
  readonly sharedWith: ChannelName | null;
  readonly storedStrings: readonly TokenRecord[];
  /** Tokens that stay alive at LINE; without their strings nobody here can revoke them. */
  readonly live: readonly TokenRecord[];
  /** Broadcasts that are not at their end: nobody here can go on with them without the channel. */
  readonly unfinished: readonly Broadcast[];
}

/**
 * Finds out what `removeChannel` would forget; changes nothing.
 *
 * @throws {LineOpsError} `usage` while a rotation is unfinished, which nobody could finish without the secrets, and while
 *   a broadcast is being sent.
 */
export async function planRemoval(settings: ChannelSettings, deps: Deps): Promise<Removal> {
  return removalFrom(await (await deps.configuration()).read(), settings, deps);
}

async function removalFrom({ channels }: Configuration, settings: ChannelSettings, deps: Deps): Promise<Removal> {
  const sharedWith =
    channels.find(({ name, channelId }) => channelId === settings.channelId && name !== settings.name)?.name ?? null;
  if (sharedWith === null) await requireNoRotation(settings, deps);
  const unfinished = sharedWith === null ? await unfinishedBroadcasts(settings, deps) : [];
  const records = await (await deps.tokenLedger()).list(settings.channelId);
  const now = deps.clock.now();
  return {
    settings,
    sharedWith,
    storedStrings: records.filter(({ stored }) => stored),
    live: records.filter((record) => countsAgainstLimit(record, now)),
    unfinished,
  };
}

async function unfinishedBroadcasts({ name, channelId }: ChannelSettings, deps: Deps): Promise<readonly Broadcast[]> {
  const all = (await listBroadcasts(deps)).map(({ broadcast }) => broadcast);
  const unfinished = all.filter(
    ({ settings, state }) => settings.channelId === channelId && state !== 'completed' && state !== 'cancelled',
  );
  const running = unfinished.find(({ state }) => isBeingRun(state));
  if (running === undefined) return unfinished;
  const { id } = running.settings;
  throw failure('BROADCAST_RUNNING', { id, name }, { details: { id } });
}

async function requireNoRotation(
  { name, channelId }: ChannelSettings,
  { rotationJournal }: Pick<Deps, 'rotationJournal'>,
): Promise<void> {
  const [unfinished] = await (await rotationJournal()).unfinished(channelId);
  if (unfinished === undefined) return;
  throw failure(
    'ROTATION_UNFINISHED',
    { which: 'ofChannel', name },
    { details: { newId: unfinished.newId, state: unfinished.state } },
  );
}

/**
 * Forgets the secrets, then the settings: after a crash in between, the channel is still there to be removed. Nobody
 * renames it or gives it a second name meanwhile, and all that `planRemoval` looks at is looked at again: somebody may
 * have thought about it for long.
 *
 * @returns what was removed.
 * @throws {LineOpsError} as `planRemoval`, and `usage` where the channel has that name no more.
 */
export async function removeChannel({ settings }: Removal, deps: Deps): Promise<Removal> {
  let removed: Removal | null = null;
  await (await deps.configuration()).change(async (before) => {
    requireConfigured(settings.name, before, settings.channelId);
    removed = await removalFrom(before, settings, deps);
    if (removed.sharedWith === null) await forgetEverySecret(settings.channelId, deps);
    return {
      current: before.current === settings.name ? null : before.current,
      channels: before.channels.filter(({ name }) => name !== settings.name),
    };
  });
  if (removed === null) throw new Error('the configuration was changed without being read');
  return removed;
}

/** Forgets the secrets of a channel that no name stands for any more; nobody gives it one meanwhile. */
export async function forgetSecretsOf(
  channelId: ChannelId,
  deps: Pick<Deps, 'configuration' | 'secrets' | 'tokenLedger'>,
): Promise<void> {
  await (await deps.configuration()).change(async (configuration) => {
    const isNamed = configuration.channels.some((channel) => channel.channelId === channelId);
    if (!isNamed) await forgetEverySecret(channelId, deps);
    return configuration;
  });
}

/** The rows of its tokens stay in the ledger: they are alive at LINE, and counted when the channel comes back. */
async function forgetEverySecret(
  channelId: ChannelId,
  { secrets, tokenLedger }: Pick<Deps, 'secrets' | 'tokenLedger'>,
): Promise<void> {
  const ledger = await tokenLedger();
  const records = await ledger.list(channelId);
  const names: readonly SecretName[] = [
    secretOf(channelId),
    assertionKeyOf(channelId),
    pendingKeyOf(channelId),
    ...records.map(({ id }) => tokenStringOf(id)),
  ];
  await (await secrets()).set(Object.fromEntries(names.map((name) => [name, null])));
  for (const record of records) if (record.stored) await ledger.put({ ...record, stored: false });
}
