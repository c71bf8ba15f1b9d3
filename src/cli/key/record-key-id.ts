import type { SigningKeyId } from '../../domain/line/ids.js';
import { proveKeyId, recordProvenKey } from '../../usecases/channel-setup/signing-key.js';
import { changePlanView } from '../output/change-plan.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import type { NamedChannel } from './named-channel.js';

/** Records the key ID once LINE has taken the key under it, and shows that. */
export async function recordKeyId(session: Session, channel: NamedChannel, signingKeyId: SigningKeyId): Promise<void> {
  const { deps, globals } = session;
  const { api } = await session.atLine();
  const proven = await proveKeyId(channel.id, signingKeyId, api, deps);
  const { isNew, activeTokens } = proven;
  if (globals.dryRun) {
    const changes = [
      `configuration: key ID of ${channel.name} is ${signingKeyId}, which LINE takes`,
      ...(isNew ? ['secret store: the new key takes the place of the one in use'] : []),
    ];
    return show(session, changePlanView({ requests: [], changes }));
  }
  await recordProvenKey(channel, proven, deps);
  await show(session, {
    schema: 'line-ops/key@1',
    json: { channelId: channel.id, signingKeyId, activeTokens },
    text: (paint) =>
      `${paint.good('proven')}  LINE takes the key of ${channel.name} under ${signingKeyId}; ${plural(activeTokens, 'v2.1 token')} alive.`,
  });
}
