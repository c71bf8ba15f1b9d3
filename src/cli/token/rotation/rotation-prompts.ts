import { failure, failureAs } from '../../../domain/failure/failure.js';
import { formatDuration, parseDuration } from '../../../domain/text/duration.js';
import { type DeliveryTarget, parseDeliveryTarget, TOKEN_VARIABLE } from '../../../domain/tokens/delivery-target.js';
import {
  DEFAULT_COMMAND_TIMEOUT_MS,
  type RotatableType,
  type Rotation,
  type RotationChoice,
  tokenToName,
} from '../../../domain/tokens/rotation.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import { signingIdentityOf } from '../../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import type { RotationWish } from '../../../usecases/tokens/rotation/start-rotation.js';
import { rotatableTokens } from '../../../usecases/tokens/stored-tokens.js';
import { askUntilValid } from '../../asking/ask.js';
import type { Session } from '../../session.js';
import { askLife, chooseToken, TYPE_IS_FOR } from '../selection/token-choices.js';
import type { RotateOptions } from './rotation-options.js';

/** What a person wants, asked step by step; what was given as an option is not asked again. */
export async function askWish(
  session: Session,
  atLine: ChannelAtLine,
  options: RotateOptions,
): Promise<{ readonly choice: RotationChoice; readonly wish: RotationWish }> {
  const tokens = await rotatableTokens(atLine);
  const old = tokens.length === 0 ? null : await chooseToken(session, 'Which token is to be replaced?', tokens);
  if (old === null) session.terminal.note('No live token is in the ledger: the new one is the first.');
  const type = options.type ?? (await askType(session, atLine, old));
  const lifetimeSeconds = options.expiresIn ?? (type === 'v2.1' ? await askLife(session) : null);
  const targets = options.to ?? [await askTarget(session)];
  const verifyCommand = options.verifyCmd ?? (await askCheck(session));
  const ending =
    old === null || options.keepOld || options.grace !== undefined
      ? { graceMs: options.grace ?? 0, keepOld: options.keepOld === true }
      : await askEnding(session);
  return {
    choice: old === null ? { by: 'only' } : { by: 'id', id: old.id },
    wish: {
      type,
      lifetimeSeconds,
      label: null,
      targets,
      verifyCommand,
      commandTimeoutMs: options.commandTimeout ?? DEFAULT_COMMAND_TIMEOUT_MS,
      ...ending,
    },
  };
}

async function askType(
  { terminal }: Session,
  { channel, deps }: ChannelAtLine,
  old: TokenRecord | null,
): Promise<RotatableType> {
  if ((await signingIdentityOf(channel, deps)) === null) return 'short-lived';
  const types: readonly RotatableType[] =
    old?.type === 'short-lived' ? ['short-lived', 'v2.1'] : ['v2.1', 'short-lived'];
  return terminal.choose(
    'What kind is the new one?',
    types.map((type) => ({ name: type, value: type, description: TYPE_IS_FOR[type] })),
  );
}

async function askTarget({ terminal }: Session): Promise<DeliveryTarget> {
  const kind = await terminal.choose<'stdout' | 'env-file' | 'exec'>('Where does it go?', [
    { name: 'into an env file', value: 'env-file', description: 'the other lines, the mode and the quotes stay' },
    { name: 'to a command', value: 'exec', description: 'which gets it on stdin' },
    { name: 'onto this screen', value: 'stdout' },
  ]);
  switch (kind) {
    case 'stdout':
      return { type: 'stdout' };
    case 'env-file':
      return askUntilValid(terminal, 'Path of the file, or <path>:VARIABLE', (text) =>
        parseDeliveryTarget(`env-file:${text}`),
      );
    case 'exec':
      return askUntilValid(terminal, 'Command', (text) => parseDeliveryTarget(`exec:${text}`));
  }
}

/** A command, or null where the person gives none. */
async function askCheck({ terminal }: Session): Promise<string | null> {
  terminal.note(`A check gets the new token in ${TOKEN_VARIABLE}.`);
  const command = (await terminal.ask('Command that checks it (empty for none)')).trim();
  return command === '' ? null : command;
}

const GRACES = ['10m', '1m', '1h'] as const;

/** Whoever answers with Enter alone gives the users of the old token time. */
async function askEnding({ terminal }: Session): Promise<Pick<RotationWish, 'graceMs' | 'keepOld'>> {
  return terminal.choose('When is the old one revoked?', [
    ...GRACES.map((grace) => ({
      name: `after ${formatDuration(parseDuration(grace))}`,
      value: { graceMs: parseDuration(grace), keepOld: false },
      description: 'this command waits; Ctrl-C is safe, and --resume goes on',
    })),
    { name: 'not at all', value: { graceMs: 0, keepOld: true }, description: 'revoke it later: token revoke <id>' },
    {
      name: 'at once',
      value: { graceMs: 0, keepOld: false },
      description: 'whoever has not read the new one by then is cut off',
    },
  ]);
}

/**
 * What becomes of a rotation that a run left behind.
 *
 * @throws {LineOpsError} `usage`, naming both options, where nobody can be asked.
 */
export async function askWhatToDo({ terminal, globals }: Session, rotation: Rotation): Promise<'resume' | 'rollback'> {
  const { oldId, newId, state } = rotation;
  const message = `a rotation was interrupted: ${oldId ?? 'no token'} → ${newId}, ${state}`;
  if (!terminal.canAsk || globals.yes) {
    throw failure(
      'ROTATION_UNFINISHED',
      { which: 'asked', oldId, newId, state, token: tokenToName(rotation) },
      { details: { oldId, newId, state } },
    );
  }
  terminal.warn(`${message}. Nothing is lost: see "line-ops token list".`);
  const answer = await terminal.choose<'resume' | 'rollback' | 'leave'>('What becomes of it?', [
    { name: 'finish it', value: 'resume' },
    { name: 'put everything back', value: 'rollback' },
    { name: 'leave it for now', value: 'leave' },
  ]);
  if (answer !== 'leave') return answer;
  throw failureAs('cancelled', 'CANCELLED', { which: 'saidNo' });
}
