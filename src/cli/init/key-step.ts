import { readSigningKeyId } from '../../domain/line/credential-text.js';
import type { ChannelName } from '../../domain/line/ids.js';
import type { AssertionSigningKey } from '../../domain/line/secret.js';
import { readStoredKeys } from '../../usecases/channel-setup/signing-key.js';
import { signingIdentityOf } from '../../usecases/channels/channel.js';
import { listKeyIds } from '../../usecases/tokens/token-inventory.js';
import { askUntilValid } from '../asking/ask.js';
import { makeKey } from '../key/generate.js';
import { type NamedChannel, namedChannel } from '../key/named-channel.js';
import { recordKeyId } from '../key/record-key-id.js';
import { plural } from '../output/view.js';
import type { Session } from '../session.js';
import { isToBeTriedAgain, prove } from './proof.js';

/** A signing key that LINE knows, where one is wanted. One that was made before is never made again. */
export async function keyStep(session: Session, name: ChannelName): Promise<void> {
  const { deps } = session;
  const channel = await namedChannel(session);
  const { pending, current } = await readStoredKeys(channel.id, deps);
  const identity = await signingIdentityOf(await session.channel(), deps);
  if (identity !== null && pending === null) {
    const keyIds = (await listKeyIds(await session.atLine())) ?? [];
    return prove(
      session,
      `LINE takes the signing key under ${identity.signingKeyId}; ${plural(keyIds.length, 'v2.1 token')} alive`,
    );
  }
  const waiting = pending ?? (identity === null ? current : null);
  if (waiting !== null) session.terminal.note(`A signing key was made for ${name} before, and waits for its key ID.`);
  else if (!(await wantsKey(session))) return session.terminal.note('None then: the channel secret alone works.');
  // Another terminal may have made one since the question.
  else if ((await readStoredKeys(channel.id, deps)).pending === null) await makeKey(session, { channel, out: null });
  const key = waiting ?? (await readStoredKeys(channel.id, deps)).pending;
  if (key !== null) await register(session, channel, key);
}

function wantsKey({ terminal }: Session): Promise<boolean> {
  return terminal.choose('Make a signing key?', [
    {
      name: 'yes: tokens of up to 30 days, listed and counted',
      value: true,
      description: 'its public half is registered in the console',
    },
    {
      name: 'no: the channel secret alone, with tokens of 15 minutes',
      value: false,
      description: 'a key can be made later',
    },
  ]);
}

/** Shows the public half, takes the key ID that the console answers, and has LINE prove the pair. */
async function register(session: Session, channel: NamedChannel, key: AssertionSigningKey): Promise<void> {
  const { deps, terminal } = session;
  session.terminal.note('In the same tab "Basic settings", choose "Register a public key", and paste this line:');
  await terminal.handOver(`\n${JSON.stringify((await deps.assertionSigner()).publicHalf(key))}\n\n`);
  for (;;) {
    const keyId = await askUntilValid(terminal, 'Key ID that the console answers (empty: later)', (text) =>
      text === '' ? null : readSigningKeyId(text, 'what was typed'),
    );
    if (keyId === null)
      return session.terminal.note('Later then: the key is kept, and the channel secret alone works until then.');
    try {
      return await recordKeyId(session, channel, keyId);
    } catch (error) {
      if (!(await isToBeTriedAgain(session, error))) throw error;
    }
  }
}
