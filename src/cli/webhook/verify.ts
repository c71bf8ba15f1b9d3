import type { Command } from 'commander';
import { LineOpsError } from '../../domain/failure/failure.js';
import { readChannelSecret, unwrapped } from '../../domain/line/credential-text.js';
import type { Deps } from '../../ports/deps.js';
import { clientCredentials, resolveChannel } from '../../usecases/channels/channel.js';
import { verifySignature } from '../../usecases/webhook/verify-signature.js';
import { type Context, type Given, runs } from '../context.js';
import { show } from '../output/view.js';

/** A channel secret takes 32 characters; what is longer was not meant. */
const MAX_SECRET_BYTES = 1024;

interface Options {
  readonly signature: string;
  readonly bodyFile: string;
  readonly previousSecretStdin?: boolean;
}

export function addWebhookVerify(noun: Command, deps: Deps): void {
  runs(
    noun
      .command('verify')
      .description('check one webhook signature against the channel secret, and name the likely cause when it is wrong')
      .requiredOption('--signature <base64>', 'value of the header x-line-signature')
      .requiredOption('--body-file <file>', 'the raw body of the request; - for stdin')
      .option('--previous-secret-stdin', 'also try the secret on stdin, while a secret is being changed'),
    deps,
    verify,
  );
}

async function verify(context: Context, { options }: Given<Options>): Promise<void> {
  const { deps, terminal, globals } = context;
  const takesPrevious = options.previousSecretStdin === true;
  if (takesPrevious && options.bodyFile === '-') {
    throw new LineOpsError('usage', 'CONFLICTING_OPTIONS', 'stdin cannot hold both the body and the previous secret', {
      hint: 'Name a file with --body-file.',
    });
  }
  const channel = await resolveChannel(globals.channel, deps);
  const { secret: current } = await clientCredentials(channel, deps);
  const previous = takesPrevious ? readChannelSecret(await terminal.readStdin(MAX_SECRET_BYTES), 'stdin') : null;
  if (previous !== null) deps.redactor.register(previous.reveal());
  const body = await (await deps.messageFiles()).bytes(options.bodyFile);
  const verdict = verifySignature(
    { signature: unwrapped(options.signature), body },
    { current, previous, botUserId: channel.botUserId },
  );
  const { explanation, hint, cause } = verdict.valid ? { explanation: null, hint: null, cause: null } : verdict;
  await show(context, {
    schema: 'line-ops/webhook-verify@1',
    json: { valid: verdict.valid, secret: verdict.valid ? verdict.secret : null, cause, explanation, hint },
    text: (paint) =>
      verdict.valid
        ? `${paint.good('valid')}: signed with the ${verdict.secret} channel secret`
        : `${paint.bad('not valid')}: ${verdict.explanation}`,
  });
  if (!verdict.valid)
    throw new LineOpsError('findings', 'SIGNATURE_INVALID', `the signature is not valid: ${verdict.explanation}`, {
      hint: verdict.hint,
    });
}
