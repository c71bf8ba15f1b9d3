import { STANDINGS, type Standing, standingOf } from '../../domain/broadcast/schedule/standing.js';
import type { ChannelId } from '../../domain/line/ids.js';
import type { Rotation } from '../../domain/tokens/rotation.js';
import type { TokenInventory } from '../../domain/tokens/token-inventory.js';
import type { RoomTaken } from '../../ports/broadcast/forgetting.js';
import type { Deps } from '../../ports/deps.js';
import { type BroadcastStatus, listBroadcasts } from '../broadcast/audit/broadcast-status.js';
import { type Keeping, readKeeping } from '../broadcast/memory/forget-recipients.js';
import { type Channel, requireChannelId } from '../channels/channel.js';
import { elsewhereOf } from '../tokens/rotation/home.js';
import { readLedgerInventory } from '../tokens/token-inventory.js';
import type { Answered, Reading } from './in-time.js';

/** A broadcast that is not over. */
export interface OpenBroadcast extends BroadcastStatus {
  readonly standing: Standing;
}

/** A rotation that has not ended. */
interface OpenRotation {
  readonly rotation: Rotation;
  /** The machine that began it, where that is another one of the team. */
  readonly elsewhere: string | null;
}

/** What the state alone knows of a channel; nothing is written by looking. */
export interface StatusHere {
  readonly channel: Channel;
  readonly tokens: Answered<TokenInventory>;
  /** Oldest first; another process may be at one. */
  readonly rotations: Answered<readonly OpenRotation[]>;
  /** Of this channel and of the others, the most urgent first, then the newest. */
  readonly broadcasts: Answered<{ readonly own: readonly OpenBroadcast[]; readonly others: readonly OpenBroadcast[] }>;
}

/** Looks at what is kept here of the channel: one part that cannot be read keeps nobody from the others. */
export async function lookHere(channel: Channel, deps: Deps, reading: Reading): Promise<StatusHere> {
  const id = () => requireChannelId(channel);
  return {
    channel,
    tokens: await reading(() => readLedgerInventory(channel, deps)),
    rotations: await reading(async () => openRotations(id(), deps)),
    broadcasts: await reading(async () => openBroadcasts(channel.id, deps)),
  };
}

async function openRotations(channelId: ChannelId, deps: Deps): Promise<readonly OpenRotation[]> {
  const rotations = await (await deps.rotationJournal()).unfinished(channelId);
  return Promise.all(rotations.map(async (rotation) => ({ rotation, elsewhere: await elsewhereOf(rotation, deps) })));
}

/** How much is kept, and for how long. */
export interface Kept extends Keeping {
  /** Of the state file, or of our tables in a server. */
  readonly bytes: number;
  readonly liesIn: RoomTaken['liesIn'];
}

export function lookAtKept(deps: Deps, reading: Reading): Promise<Answered<Kept>> {
  return reading(async () => {
    const memory = await deps.forgetting();
    return { ...(await readKeeping(deps)), bytes: await memory.storedBytes(), liesIn: memory.liesIn };
  });
}

async function openBroadcasts(
  channelId: ChannelId | null,
  deps: Deps,
): Promise<{ readonly own: readonly OpenBroadcast[]; readonly others: readonly OpenBroadcast[] }> {
  const now = deps.clock.now();
  const open = (await listBroadcasts(deps)).flatMap((status) => {
    const { broadcast, isHeld } = status;
    const standing = standingOf(broadcast, isHeld, now);
    // A push that was not sent is nobody's to begin: its command is typed again.
    if (standing === null || (broadcast.settings.via === 'push' && standing !== 'in-doubt')) return [];
    return [{ ...status, standing }];
  });
  const sorted = open.toSorted((one, other) => STANDINGS.indexOf(one.standing) - STANDINGS.indexOf(other.standing));
  const isOwn = ({ broadcast }: OpenBroadcast) => broadcast.settings.channelId === channelId;
  return { own: sorted.filter(isOwn), others: sorted.filter((one) => !isOwn(one)) };
}
