import { failure } from '../../../domain/failure/failure.js';
import { readChannelAccessToken } from '../../../domain/line/credential-text.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { Session } from '../../session.js';

/** LINE gives no length; its tokens have a few hundred characters. */
const MAX_STDIN_BYTES = 256 * 1024;

/** Token strings from stdin, one a line, each once; blank lines do not count. @throws {LineOpsError} `usage` when there is none, or one cannot be a token. */
export async function readTokenStrings(session: Session): Promise<readonly ChannelAccessToken[]> {
  const lines = (await session.terminal.readStdin(MAX_STDIN_BYTES)).split('\n');
  const all = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [tokenFrom(session, line, lines.length <= 2 ? 'stdin' : `line ${index + 1} of stdin`)],
  );
  const tokens = [...new Map(all.map((token) => [token.reveal(), token])).values()];
  if (tokens.length === 0) throw failure('NO_TOKEN_STRING', {});
  return tokens;
}

/** The one token string of stdin, or of a hidden prompt where a person can be asked. */
export async function readTokenString(
  session: Session,
  { ask }: { readonly ask: boolean },
): Promise<ChannelAccessToken> {
  if (ask && session.terminal.canAsk)
    return tokenFrom(session, await session.terminal.askSecret('Channel access token'), 'what was typed');
  const [token, second] = await readTokenStrings(session);
  if (token !== undefined && second === undefined) return token;
  throw failure('SEVERAL_TOKEN_STRINGS', {});
}

function tokenFrom({ deps }: Session, text: string, where: string): ChannelAccessToken {
  // Before it is read: it may be a secret all the same.
  deps.redactor.register(text);
  const token = readChannelAccessToken(text, where);
  deps.redactor.register(token.reveal());
  return token;
}
