import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import type { RetryKey } from '../../domain/line/ids.js';
import { shellWord } from '../../domain/text/shell-word.js';
import type { AnyRequest } from '../../ports/line-api.js';
import { sendUnderKey } from '../../usecases/api/send-under-key.js';
import { sameBot } from '../../usecases/broadcast/planning/bot-identity.js';
import { requireConfirmable } from '../asking/confirm.js';
import { requireChannelName } from '../asking/confirm-send.js';
import type { Session } from '../session.js';
import { agree } from './agree.js';
import { createAnswerWriter } from './answer.js';
import { awaited } from './awaited.js';
import type { ApiOptions } from './request.js';

/** One request under a retry key; in doubt the same command line is told again. */
export async function sendMessages(
  session: Session,
  request: AnyRequest,
  retryKey: RetryKey,
  typed: string,
  options: ApiOptions,
): Promise<void> {
  const { terminal } = session;
  const channel = await session.channel();
  const { confirmChannel = null } = options;
  // Where nobody can agree later, the bot is not asked for either.
  if (confirmChannel !== null || (channel.production && !terminal.canAsk)) requireChannelName(channel, confirmChannel);
  else if (!channel.production) requireConfirmable(session);
  const atLine = await session.atLine();
  const bot = await sameBot(channel.botUserId, atLine.api, atLine.tokens);
  await agree(session, request, { bot, retryKey }, options);
  const { signal, release } = awaited(session);
  const writer = createAnswerWriter(session, request);
  try {
    const end = await sendUnderKey({ request, retryKey, bot }, writer, atLine, signal);
    if (end.type === 'unknown') throw unknown(end, session, request, typed, options);
    if (end.type === 'acceptedBefore')
      terminal.note(
        `LINE accepted it when it was made before (request ID ${end.acceptedRequestId}); nothing was sent now.`,
      );
    await writer.end();
  } catch (error) {
    await writer.endBehind(error);
    throw error;
  } finally {
    release();
  }
}

function unknown(
  { why, cause }: { readonly why: string; readonly cause: unknown },
  { globals }: Session,
  { path }: AnyRequest,
  typed: string,
  { data, dataHost, retryKey, confirmChannel }: ApiOptions,
): LineOpsError {
  const words = [
    ...['line-ops', 'api', 'POST', typed],
    ...(data === undefined ? [] : ['--data', data]),
    ...(dataHost ? ['--data-host'] : []),
    ...(retryKey === undefined ? [] : ['--retry-key', retryKey]),
    ...(globals.channel === null ? [] : ['--channel', globals.channel]),
    ...(confirmChannel === undefined ? [] : ['--confirm-channel', confirmChannel]),
    ...(globals.yes ? ['--yes'] : []),
    ...(globals.json ? ['--json'] : []),
  ];
  const command = words.map(shellWord).join(' ');
  const facts = { path, why, command, takesStdin: data === '-' };
  return failure('API_SEND_UNKNOWN', facts, { details: { retryKey, command }, cause });
}
