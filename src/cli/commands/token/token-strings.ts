import { LineOpsError } from '../../../domain/failure.js';
import { type ChannelAccessToken, channelAccessToken } from '../../../domain/secret.js';
import type { Context } from '../../context.js';

/** LINE gives no length; its tokens have a few hundred characters. */
const MAX_STDIN_BYTES = 256 * 1024;

/** Token strings from stdin, one a line, each once; blank lines do not count. @throws {LineOpsError} `usage` when there is none, or one cannot be a token. */
export async function readTokenStrings(context: Context): Promise<readonly ChannelAccessToken[]> {
  const lines = (await context.terminal.readStdin(MAX_STDIN_BYTES)).split('\n').map((line) => line.trim());
  const tokens = [...new Set(lines)].filter((line) => line !== '').map((line) => tokenFrom(context, line));
  if (tokens.length === 0)
    throw new LineOpsError('usage', 'NO_TOKEN_STRING', 'stdin holds no token string', {
      hint: 'Pipe it in, one token a line.',
    });
  return tokens;
}

/** The one token string of stdin, or of a hidden prompt where a person can be asked. */
export async function readTokenString(
  context: Context,
  { ask }: { readonly ask: boolean },
): Promise<ChannelAccessToken> {
  if (ask && context.terminal.canAsk)
    return tokenFrom(context, (await context.terminal.askSecret('Channel access token')).trim());
  const [token, second] = await readTokenStrings(context);
  if (token !== undefined && second === undefined) return token;
  throw new LineOpsError('usage', 'SEVERAL_TOKEN_STRINGS', 'stdin holds more than one token string', {
    hint: 'Pipe in one at a time.',
  });
}

function tokenFrom({ deps }: Context, text: string): ChannelAccessToken {
  deps.redactor.register(text);
  if (/^[\x21-\x7e]+$/.test(text)) return channelAccessToken(text);
  throw new LineOpsError('usage', 'INVALID_TOKEN_STRING', 'that is not a token string', {
    hint: 'A token is one word of letters, digits and a few signs; check what is piped in.',
  });
}
