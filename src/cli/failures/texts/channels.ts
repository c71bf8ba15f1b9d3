import type { CHANNELS_FAILURES } from '../../../domain/failure/codes/channels.js';
import { shown } from '../../../domain/text/shown.js';
import { count, plural } from '../../output/view.js';
import { misused, ownWords } from '../misused.js';
import { type Catalogue, each } from '../text.js';

const NOT_AT_LINE = 'LINE forbids tests of its platform; name a bot server of your own.';

export const CHANNELS_TEXTS = {
  CHANNEL_NOT_CHOSEN: ({ count, name }) => ({
    message: `${count} channels are configured and none is chosen`,
    hint: `Add --channel <name>, or choose one with: line-ops channel use ${name}`,
  }),
  NO_CHANNEL: each({
    one: () => ({
      message: 'no channel is configured',
      hint: 'Run "line-ops channel add <name>", or set LINE_CHANNEL_ID and LINE_CHANNEL_SECRET.',
    }),
    all: () => ({
      message: 'no channel is configured',
      hint: 'Run "line-ops channel add <name>"; the channel of the environment needs no --all-channels.',
    }),
  }),
  CHANNEL_ID_MISSING: () => ({
    message: 'this needs the channel ID, and only a channel access token was given',
    hint: 'Set LINE_CHANNEL_ID and LINE_CHANNEL_SECRET, or add the channel with: line-ops channel add <name>',
  }),
  CHANNEL_SECRET_MISSING: ({ channel, name }) => ({
    message: `the channel secret of ${channel} is not known`,
    hint: name === null ? 'Set LINE_CHANNEL_SECRET.' : `Add it with: line-ops channel add ${name}`,
  }),
  KEY_ID_MISMATCH: ({ where, kid, whose, keyId }) => ({
    message: `"kid" of ${where} is ${kid}, and ${whose} is ${keyId}`,
    hint: 'Give the key and the key ID that the console shows beside its public half.',
  }),
  ASSERTION_KEY_FILE: ({ path }) => ({
    message: `cannot read the assertion key file ${path}`,
    hint: 'Check LINE_ASSERTION_KEY_FILE.',
  }),
  ASSERTION_KEY_MISSING: each({
    noIdentity: ({ channel }) => ({
      message: `${channel} has no assertion signing key with a key ID`,
      hint: 'Run "line-ops key generate", register the public key in the console, then "line-ops key set-id <key ID>"; or set LINE_ASSERTION_KEY_FILE and LINE_ASSERTION_KEY_ID.',
    }),
    noKey: () => ({
      message: 'the channel has no assertion signing key here',
      hint: 'Make one with: line-ops key generate',
    }),
  }),
  BROADCAST_RUNNING: ({ id, name }) => ({
    message: `${id} of ${name} is being sent`,
    hint: `Wait until it has ended, or stop it first with: line-ops broadcast pause ${id}`,
  }),
  KEY_ID_REFUSED: ({ signingKeyId }) => ({
    message: `LINE does not take the stored key under the key ID "${signingKeyId}"; nothing was recorded`,
    hint: 'Compare it with the key ID that the console shows beside the registered public key.',
  }),
  WEBHOOK_NOT_SET: () => ({
    message: 'no webhook endpoint is set on the channel',
    hint: 'Set one with "line-ops webhook set <url>", or test a URL without setting it: line-ops webhook test <url>',
  }),
  MISSING_OPTION: each({
    parsed: misused,
    assertionKey: () => ({
      message: '--assertion-key-id was given without its key',
      hint: 'Add --assertion-key-file <file>.',
    }),
    channelId: () => ({
      message: 'the channel ID is missing',
      hint: 'Add --channel-id <digits>, or set LINE_CHANNEL_ID.',
    }),
    channelSecret: () => ({
      message: 'the channel secret is missing',
      hint: 'Pipe it in with --channel-secret-stdin, or set LINE_CHANNEL_SECRET.',
    }),
    tlsFile: ({ option }) => ({
      message: `${option} is missing`,
      hint: 'TLS takes both --tls-cert <pem> and --tls-key <pem>.',
    }),
    forwardTo: () => ({
      message: '--forward-unverified was given without --forward-to',
      hint: 'Add --forward-to <url>, or leave it out.',
    }),
  }),
  MISSING_ARGUMENT: each({
    parsed: misused,
    verb: ({ path }) => ({
      message: `"${path}" needs a verb`,
      hint: `See: ${path} --help`,
    }),
    revoke: () => ({ message: 'no token to revoke was given', hint: 'IDs are shown by: line-ops token list' }),
    channelName: () => ({
      message: 'the name of the channel is missing',
      hint: 'Give it a name of your own: line-ops channel add <name>',
    }),
    tokenToRevoke: () => ({
      message: 'the ledger has no live token that can be revoked',
      hint: 'A string that line-ops never saw is revoked with: line-ops token revoke --stdin',
    }),
    botServer: () => ({
      message: 'the URL of the bot server is missing',
      hint: 'Name it: line-ops webhook send http://localhost:3000/webhook',
    }),
    tokenToVerify: () => ({
      message: 'no token to verify was given',
      hint: 'Name a token ID of "line-ops token list", or pipe a token in with --stdin.',
    }),
  }),
  CHANNEL_NOT_NAMED: each({
    key: ({ channel }) => ({
      message: `${channel} comes from the environment: there is no place to keep a key for it`,
      hint: 'Add --out <file>, or add the channel with: line-ops channel add <name>',
    }),
    keyId: ({ signingKeyId }) => ({
      message: 'the channel of the environment takes its key ID from the environment',
      hint: `Set LINE_ASSERTION_KEY_ID=${signingKeyId}`,
    }),
  }),
  SIGNATURE_INVALID: ({ explanation, hint }) => ({ message: `the signature is not valid: ${explanation}`, hint }),
  UNKNOWN_CHANNEL: ({ name, configured }) => ({
    message: `no channel is named "${name}"`,
    hint:
      configured.length === 0 ? `Add it with: line-ops channel add ${name}` : `Configured: ${configured.join(', ')}`,
  }),
  INVALID_WEBHOOK_URL: each({
    ofEmulator: ownWords,
    ofRules: ({ problems, mostCharacters }) => ({
      message: `the URL ${problems.join('; it ')}`,
      hint: `A webhook URL starts with https://, names a public host, and has at most ${mostCharacters} characters.`,
    }),
  }),
  WEBHOOK_URL_REFUSED: ({ problem }, tell) => ({
    message: tell(problem).message,
    hint: 'LINE also says this when the host name does not resolve: check that it does in public DNS.',
  }),
  CHANNEL_EXISTS: each({
    added: ({ name, holderId, channelId, lost }) => ({
      message: `${name} is channel ${holderId} already, not ${channelId}`,
      hint: `Take another name, or add --replace; lost is then: ${lost.join('; ')}`,
    }),
    renamed: ({ to, channelId }) => ({
      message: `${to} is channel ${channelId} already`,
      hint: 'Take another name, or see: line-ops channel list',
    }),
  }),
  WEBHOOK_TEST_SKIPPED: () => ({
    message: 'stopped before the test; the new endpoint stays set',
    hint: 'Test it with: line-ops webhook test',
  }),
  EXAMINATION_FAILED: ({ name, titles, isFailure }) => ({
    message: `${name} ${isFailure ? 'failed' : 'leaves doubts, which --strict does not allow'}: ${titles.join(', ')}`,
    hint: 'Each result says what was found, what to change, and the official page.',
  }),
  INVALID_BOT_URL: each({
    form: ({ option, text }) => ({
      message: `${option} takes the http or https URL of a bot server, not "${shown(text)}"`,
      hint: 'Write it as http://127.0.0.1:3000/webhook, without a user name.',
    }),
    user: ({ option }) => ({
      message: `${option} holds a user name or password, which LINE would not send`,
      hint: 'Leave it out: a bot server knows LINE by the signature of each request.',
    }),
    line: ({ option, text }) => ({ message: `${option} names ${shown(text)}, a host of LINE`, hint: NOT_AT_LINE }),
    address: ({ host, of }) => ({ message: `${shown(host)} has the same address as ${of}`, hint: NOT_AT_LINE }),
  }),
  TLS_FILES_NOT_USABLE: ({ certFile, keyFile, why }) => ({
    message: `${certFile} and ${keyFile} cannot be used for TLS: ${why}`,
    hint: 'Give the certificate with its chain and the private key that belongs to it, both in PEM and without a passphrase.',
  }),
  ADDRESS_NOT_AVAILABLE: ({ host, why }) => ({
    message: `cannot listen at ${shown(host)}: ${why}`,
    hint: 'Give an address of this machine with --host, or leave it out for 127.0.0.1.',
  }),
  NOT_A_RECORD: ({ path }) => ({
    message: `${path} holds something else than webhooks of "webhook listen --record"`,
    hint: 'Name another file; nothing was written to it.',
  }),
  NOTHING_TO_REPLAY: ({ path, webhooks, unsigned }) => ({
    message:
      webhooks === 0
        ? `${path} holds no recorded webhook`
        : `none of the ${plural(webhooks, 'webhook')} in ${path} is to be sent${unsigned === 0 ? '' : `, and ${count(unsigned)} without a right signature only with --keep-signature`}`,
    hint:
      webhooks === 0 ? 'Record some with: line-ops webhook listen --record <file>' : 'Check --event-id and --since.',
  }),
  REPLAY_NOT_ACCEPTED: ({ sent, refused, unanswered }) => ({
    message: `${count(refused + unanswered)} of ${plural(sent, 'webhook')} got no 2xx${unanswered === 0 ? '' : `, ${count(unanswered)} no answer at all`}`,
    hint: 'LINE counts only 2xx within 2 seconds as received.',
  }),
  WEBHOOK_TEST_FAILED: ({ what, explanation, hint }) => ({
    message: `${what}: ${explanation}`,
    ...(hint === null ? {} : { hint }),
  }),
  CALLBACKS_WRONG: ({ errors }) => ({
    message: `the callback URLs have ${plural(errors, 'error')}`,
    hint: 'Each finding names the line and the rule; with --json also the official page.',
  }),
  ID_TOKEN_WRONG: ({ failed }) => ({
    message: `the ID token must not be believed: ${failed.join(', ')}`,
    hint: 'Whoever brought it is not proven to be who it says.',
  }),
} satisfies Catalogue<keyof typeof CHANNELS_FAILURES>;
