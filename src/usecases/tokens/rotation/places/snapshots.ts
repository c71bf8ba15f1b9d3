import type { Rotation } from '../../../../domain/tokens/rotation.js';
import type { SecretName } from '../../../../ports/store.js';
import type { ChannelAtLine } from '../../../channels/channel-at-line.js';

/** Where the earlier content of a target is kept until the rotation is over: it may hold secrets. */
const snapshotName = ({ id }: Rotation, index: number): SecretName => `rotation/${id}/${index}`;

/** Keeps what a target holds, once: what a second run finds there may be the new token already. */
export async function keepSnapshot(
  rotation: Rotation,
  index: number,
  read: () => Promise<string | null>,
  { deps }: Pick<ChannelAtLine, 'deps'>,
): Promise<void> {
  const secrets = await deps.secrets();
  const name = snapshotName(rotation, index);
  if ((await secrets.get(name)) === null) await secrets.set({ [name]: JSON.stringify({ before: await read() }) });
}

/** What the target held; null where there was nothing. */
export async function snapshotOf(
  rotation: Rotation,
  index: number,
  { deps }: Pick<ChannelAtLine, 'deps'>,
): Promise<string | null> {
  const kept: unknown = JSON.parse((await (await deps.secrets()).get(snapshotName(rotation, index))) ?? '{}');
  const before = typeof kept === 'object' && kept !== null && 'before' in kept ? kept.before : null;
  return typeof before === 'string' ? before : null;
}

/** Forgets what targets held, also of a delivery that was killed before it began. */
export async function forgetSnapshots(rotation: Rotation, { deps }: Pick<ChannelAtLine, 'deps'>): Promise<void> {
  const names = rotation.plan.targets.flatMap(({ type }, index) =>
    type === 'stdout' ? [] : [snapshotName(rotation, index)],
  );
  if (names.length === 0) return;
  await (await deps.secrets()).set(Object.fromEntries(names.map((name) => [name, null])));
}
