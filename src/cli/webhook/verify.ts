import { failure } from '../../domain/failure/failure.js';
import { unwrapped } from '../../domain/line/credential-text.js';
import { otherChannels, signingChannel } from '../../usecases/webhook/signing-secret.js';
import { verifySignature } from '../../usecases/webhook/verify-signature.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { type OptionValues, requiredOption, verb } from '../verb.js';
import { PREVIOUS_SECRET, readPreviousSecret } from './traffic/previous-secret.js';

const OPTIONS = {
  signature: requiredOption('<base64>', 'value of the header x-line-signature'),
  bodyFile: requiredOption('<file>', 'the raw body of the request; - for stdin'),
  ...PREVIOUS_SECRET,
};

export const webhookVerify = verb({
  path: 'webhook verify',
  summary: 'check one webhook signature against the channel secret, and name the likely cause when it is wrong',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'webhook verify --signature "$SIGNATURE" --body-file body.json', does: 'a request that was kept' },
  ],
  changes: 'nothing',
  needs: 'channel',
  schemas: ['line-ops/webhook-verify@1'],
  exits: { findings: 'the signature is wrong' },
  docs: ['https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/'],
  run: verify,
});

async function verify(
  session: Session,
  { options }: { readonly options: OptionValues<typeof OPTIONS> },
): Promise<void> {
  const { deps, globals } = session;
  const takesPrevious = options.previousSecretStdin === true;
  if (takesPrevious && options.bodyFile === '-') {
    throw failure('CONFLICTING_OPTIONS', { which: 'stdin' });
  }
  const { secret: current, channel } = await signingChannel(globals.channel, deps);
  const previous = takesPrevious ? await readPreviousSecret(session) : null;
  const body = await (await deps.messageFiles()).bytes(options.bodyFile);
  const verdict = verifySignature(
    { signature: unwrapped(options.signature), body },
    { current, previous, botUserId: channel?.botUserId ?? null },
    await otherChannels(channel, deps),
  );
  const { explanation, hint, cause } = verdict.valid ? { explanation: null, hint: null, cause: null } : verdict;
  await show(session, {
    schema: 'line-ops/webhook-verify@1',
    json: { valid: verdict.valid, secret: verdict.valid ? verdict.secret : null, cause, explanation, hint },
    text: (paint) =>
      verdict.valid
        ? `${paint.good('valid')}: signed with the ${verdict.secret} channel secret`
        : `${paint.bad('not valid')}: ${verdict.explanation}`,
  });
  if (!verdict.valid) throw failure('SIGNATURE_INVALID', { explanation: verdict.explanation, hint: verdict.hint });
}
