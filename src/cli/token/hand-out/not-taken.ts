import type { HandOutEnd } from '../../../domain/failure/facts.js';
import { LineOpsError, within } from '../../../domain/failure/failure.js';
import { shellWord } from '../../../domain/text/shell-word.js';
import { secondsLeft, type TokenRecord, tokenName } from '../../../domain/tokens/token.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import { endUnheldToken, type UnheldToken } from '../../../usecases/tokens/ending/unheld-tokens.js';
import type { Session } from '../../session.js';
import { endOf } from '../selection/token-view.js';
import { DEFAULT_MINIMUM_LIFE_MS, type HandedOut, type HandOutFormat, handOut } from './hand-out.js';

/**
 * Hands the token out. Where stdout does not take it, no token is left alive that nobody can use or end: it is in the
 * secret store, or it is revoked.
 *
 * @throws {LineOpsError} `failure` STDOUT_NOT_TAKEN, saying where the token is now, or that it was revoked.
 */
export async function handOutOrKeep(
  session: Session,
  atLine: ChannelAtLine,
  format: HandOutFormat,
  token: HandedOut,
): Promise<void> {
  try {
    await handOut(session, format, token);
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.code !== 'STDOUT_NOT_TAKEN') throw error;
    const { record } = token;
    throw record.stored
      ? stillStored(error, record, session)
      : await unheld(error, await endUnheldToken(record, token.token, atLine), session);
  }
}

function stillStored(problem: LineOpsError, record: TokenRecord, { globals, deps }: Session): LineOpsError {
  const channel = globals.channel === null ? '' : ` --channel ${globals.channel}`;
  const label = record.label === null ? '' : ` --label ${shellWord(record.label)}`;
  const seconds = secondsLeft(record, deps.clock.now());
  // One that ends sooner than "token get" asks for would not be given.
  const life = seconds === null || DEFAULT_MINIMUM_LIFE_MS / 1000 < seconds ? '' : ' --min-ttl 0s';
  const options = `--type ${record.type}${label}${life}${channel}`;
  return notTaken(problem, record, { became: 'kept', name: tokenName(record), options });
}

async function unheld(problem: LineOpsError, ended: UnheldToken, { terminal }: Session): Promise<LineOpsError> {
  const { record } = ended;
  const { id } = record;
  const name = tokenName(record);
  const endWords = async () => endOf(record, await terminal.painter('stderr'));
  switch (ended.became) {
    case 'revoked':
      return notTaken(problem, record, { became: 'revoked', name });
    case 'endsByItself':
      return notTaken(problem, record, { became: 'endsByItself', name, end: await endWords() });
    case 'stored':
      return notTaken(problem, record, { became: 'stored', name, id, problem: ended.problem });
    case 'lost': {
      const { problem: notRevoked, storeProblem } = ended;
      return notTaken(problem, record, {
        became: 'lost',
        name,
        end: await endWords(),
        problem: notRevoked,
        storeProblem,
      });
    }
  }
}

const OUTCOMES = {
  kept: 'stored',
  revoked: 'revoked',
  endsByItself: 'lost',
  stored: 'stored',
  lost: 'lost',
} as const satisfies Record<HandOutEnd['became'], string>;

function notTaken(problem: LineOpsError, { id }: TokenRecord, end: HandOutEnd): LineOpsError {
  const details = { tokenId: id, outcome: OUTCOMES[end.became] };
  return within(problem, 'tokenNotTaken', end, { kind: 'failure', requestId: null, details });
}
