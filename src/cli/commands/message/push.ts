import type { Command } from 'commander';
import { LineOpsError } from '../../../domain/failure.js';
import { parseRetryKey, parseUserId, type RetryKey, type UserId } from '../../../domain/ids.js';
import type { Deps } from '../../../ports/deps.js';
import { requireSameBot } from '../../../usecases/broadcast/bot-identity.js';
import { type Channel, channelLabel } from '../../../usecases/channel.js';
import { readMessageDocument } from '../../../usecases/messages/message-document.js';
import { type PushReport, pushBody, sendPush } from '../../../usecases/messages/push.js';
import { confirmSend } from '../../confirm-send.js';
import { type Context, type Given, runs } from '../../context.js';
import { dryRunView } from '../../dry-run.js';
import { addChangeOptions } from '../../globals.js';
import { by } from '../../input.js';
import { plural, show, type View } from '../../output.js';
import { openSession } from '../../session.js';
import { prettyFindings } from './report-formats.js';

interface Options {
  readonly to: UserId;
  readonly retryKey?: RetryKey;
  readonly confirmChannel?: string;
}

export function addMessagePush(noun: Command, deps: Deps): void {
  runs<Options>(
    addChangeOptions(
      noun
        .command('push')
        .description('send one message to one person, for example to try it before a broadcast')
        .argument('<file>', 'JSON or YAML with the messages; - for JSON on stdin')
        .requiredOption('--to <userId>', 'who gets it', by(parseUserId))
        .option(
          '--retry-key <uuid>',
          'repeat an earlier push whose fate is unknown, within 24 hours of its first try',
          by(parseRetryKey),
        )
        .option('--confirm-channel <name>', 'confirms a send from a production channel, in scripts'),
    ),
    deps,
    push,
  );
}

async function push(context: Context, { args: [file = '-'], options }: Given<Options>): Promise<void> {
  const { deps, terminal, globals } = context;
  const { to } = options;
  const document = await readMessageDocument(file, 'push', await deps.messageFiles(), 'user');
  const found = document.findings.map((finding) => ({ file, finding, sourceLine: '' }));
  if (found.length > 0) terminal.noteLines(prettyFindings(found, await terminal.painter('stderr')));
  const errors = found.filter(({ finding }) => finding.severity === 'error').length;
  if (errors > 0) {
    throw new LineOpsError('findings', 'MESSAGES_INVALID', `${file} has ${plural(errors, 'error')}; nothing was sent`, {
      hint: `See: line-ops message validate --for push ${file}`,
    });
  }
  const retryKey = options.retryKey ?? parseRetryKey(deps.random.uuid());
  const request = { to, body: pushBody(document.value, to), retryKey, isRepeat: options.retryKey !== undefined };

  const { api, tokens, channel } = await openSession(context);
  if (!globals.dryRun) await agree(context, channel, document.messageCount, options);
  if (channel.botUserId !== null) requireSameBot(channel.botUserId, (await api.botInfo(await tokens.current())).userId);
  if (globals.dryRun) {
    return show(
      context,
      dryRunView([
        { method: 'POST', path: '/v2/bot/message/push', headers: { 'X-Line-Retry-Key': retryKey }, body: request.body },
      ]),
    );
  }
  // Said before anything leaves: whatever ends this process, the push can be repeated without a second message.
  terminal.note(`Sending with retry key ${retryKey}`);
  const stop = new AbortController();
  const release = deps.interruption.onFirst((signal) => stop.abort(signal));
  const report = await sendPush(request, {
    api,
    tokens,
    clock: deps.clock,
    random: deps.random,
    stop: stop.signal,
    onRetry: (why) => terminal.note(`${why}; trying again with the same retry key`),
  }).finally(release);
  await show(context, pushView(to, retryKey, report));
}

/**
 * The command names one person: where nobody can be asked, that is the confirmation. Only a production channel wants its
 * name too.
 */
async function agree(
  context: Context,
  channel: Channel,
  messageCount: number,
  { to, confirmChannel }: Options,
): Promise<void> {
  const { terminal, globals } = context;
  const agreed = { ...context, globals: { ...globals, yes: globals.yes || !terminal.canAsk } };
  const question = `Send ${plural(messageCount, 'message object')} from ${channelLabel(channel)} to ${to}?`;
  await confirmSend(agreed, channel, question, confirmChannel ?? null);
}

function pushView(to: UserId, retryKey: RetryKey, { requestId, acceptedRequestId, attempts }: PushReport): View {
  return {
    schema: 'line-ops/message-push@1',
    json: { to, accepted: true, requestId, acceptedRequestId, retryKey, attempts },
    text: (paint) =>
      paint.table(
        [],
        [
          ['accepted', `${paint.good('yes')}; LINE does not say whether it arrived`],
          ['to', to],
          ['request ID', acceptedRequestId ?? requestId ?? '(none)'],
          ['retry key', retryKey],
          ['attempts', String(attempts)],
        ],
      ),
  };
}
