import { failure } from '../../domain/failure/failure.js';
import { isLoopback } from '../../domain/host/hosts.js';
import type { StopSignal } from '../../ports/host.js';
import { type Listening, type ListenPlan, listenForWebhooks } from '../../usecases/webhook/listen/listen.js';
import { type SigningChannel, signingChannel } from '../../usecases/webhook/signing-secret.js';
import { noticeTo } from '../channel/channel-at-line.js';
import { wholeNumber } from '../input.js';
import { ExitStatus } from '../program/exit.js';
import type { Session } from '../session.js';
import { flag, grouped, type OptionValues, option, optionOr, verb } from '../verb.js';
import { botUrl } from './traffic/bot-url.js';
import { PREVIOUS_SECRET, readPreviousSecret } from './traffic/previous-secret.js';
import { createReporter } from './traffic/reporter.js';

/** What is on its way to the bot when it is stopped gets this long. */
const LET_FORWARD_MS = 1_000;

const OPTIONS = {
  ...grouped('Where it listens', {
    port: optionOr(0, '<n>', 'TCP port; 0 takes a free one', wholeNumber('--port', { min: 0, max: 65_535 })),
    host: optionOr('127.0.0.1', '<address>', 'listen there; only this machine reaches the default'),
    tlsCert: option('<pem>', 'serve https with this certificate and its chain'),
    tlsKey: option('<pem>', 'the private key of the certificate'),
  }),
  ...grouped('What becomes of webhooks', {
    forwardTo: option('<url>', 'pass webhooks on to this bot server, byte for byte', botUrl('--forward-to')),
    forwardUnverified: flag('also pass on what has no right signature'),
    record: option('<file>', 'keep webhooks in this file, for "webhook replay"'),
  }),
  ...PREVIOUS_SECRET,
};

export const webhookListen = verb({
  path: 'webhook listen',
  summary: 'receive webhooks on this machine: verify, show, log, keep and pass them on',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'webhook listen --port 8080', does: 'what a tunnel brings' },
    { line: 'webhook listen --forward-to http://127.0.0.1:3000', does: 'watch a bot at work' },
    { line: 'webhook listen --record webhooks.jsonl --json', does: 'for programs, and for replay' },
  ],
  changes: 'nothing',
  needs: 'channel',
  schemas: ['line-ops/webhook-listen@1', 'line-ops/received-webhook@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/'],
  run: (session, { options }) => listen(session, options),
});

async function listen(session: Session, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, terminal, globals } = session;
  requireWhole(options);
  const signer = await signingChannel(globals.channel, deps);
  const previous = options.previousSecretStdin === true ? await readPreviousSecret(session) : null;
  const stopped = new Promise<StopSignal>((resolve) => deps.interruption.onFirst(resolve));
  const plan = planOf(options, signer);
  const reporter = await createReporter(session, plan);
  const secrets = { current: signer.secret, previous, botUserId: signer.channel?.botUserId ?? null };
  const listening = await listenForWebhooks(plan, secrets, await deps.webhookTraffic(noticeTo(terminal)), reporter);
  if (globals.json) terminal.answer(`${JSON.stringify({ schema: 'line-ops/webhook-listen@1', url: listening.url })}\n`);
  if (!isLoopback(options.host.includes(':') ? `[${options.host}]` : options.host))
    terminal.warn(`warning: whoever reaches ${options.host} can send requests here; only a right signature is taken`);
  terminal.note(`Listening at ${listening.url}, any path. Ctrl-C stops it.`);
  const signal = await stopped;
  await end(session, listening, reporter);
  if (signal === 'SIGTERM') throw new ExitStatus(143);
}

/** @throws {LineOpsError} `usage` for options that need another one. */
function requireWhole({ tlsCert, tlsKey, forwardTo, forwardUnverified }: OptionValues<typeof OPTIONS>): void {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw failure('MISSING_OPTION', { which: 'tlsFile', option: tlsCert === undefined ? '--tls-cert' : '--tls-key' });
  if (forwardUnverified === true && forwardTo === undefined) throw failure('MISSING_OPTION', { which: 'forwardTo' });
}

function planOf(
  { host, port, tlsCert, tlsKey, forwardTo, forwardUnverified, record }: OptionValues<typeof OPTIONS>,
  { channel }: SigningChannel,
): ListenPlan {
  return {
    host,
    port,
    tls: tlsCert === undefined || tlsKey === undefined ? null : { certFile: tlsCert, keyFile: tlsKey },
    forwardTo: forwardTo ?? null,
    forwardsUnverified: forwardUnverified === true,
    recordTo: record ?? null,
    channel: channel?.name ?? channel?.id ?? null,
  };
}

async function end(
  { deps, terminal }: Session,
  listening: Listening,
  reporter: { settled(): Promise<void>; summary(): string },
): Promise<void> {
  await listening.stop();
  const enough = new AbortController();
  await Promise.race([listening.forwarded(), deps.clock.sleep(LET_FORWARD_MS, enough.signal)]);
  enough.abort();
  listening.abandonForwards();
  await reporter.settled();
  terminal.note(reporter.summary());
}
