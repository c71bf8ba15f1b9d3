import { readChannelSecret } from '../../../domain/line/credential-text.js';
import type { ChannelSecret } from '../../../domain/line/secret.js';
import type { Session } from '../../session.js';
import { flag } from '../../verb.js';

/** A channel secret takes 32 characters; what is longer was not meant. */
const MAX_SECRET_BYTES = 1024;

/** While a secret is being changed, webhooks may come signed with either. */
export const PREVIOUS_SECRET = {
  previousSecretStdin: flag('also try the secret on stdin, while a secret is being changed'),
};

export async function readPreviousSecret({
  terminal,
  deps,
}: Pick<Session, 'terminal' | 'deps'>): Promise<ChannelSecret> {
  const secret = readChannelSecret(await terminal.readStdin(MAX_SECRET_BYTES), 'stdin');
  deps.redactor.register(secret.reveal());
  return secret;
}
