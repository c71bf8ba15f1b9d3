import { LineOpsError } from '../../../domain/failure/failure.js';
import { shellWord } from '../../../domain/text/shell-word.js';
import { secondsLeft, type TokenRecord, tokenName } from '../../../domain/tokens/token.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import { endUnheldToken, type UnheldToken } from '../../../usecases/tokens/unheld-tokens.js';
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
  return notTaken(
    problem,
    record,
    'stored',
    `${tokenName(record)} is alive, and its string is kept in the secret store`,
    `Get it with: line-ops token get --type ${record.type}${label}${life}${channel}`,
  );
}

async function unheld(problem: LineOpsError, ended: UnheldToken, { terminal }: Session): Promise<LineOpsError> {
  const { record } = ended;
  switch (ended.became) {
    case 'revoked':
      return notTaken(problem, record, 'revoked', `${tokenName(record)} was revoked again`, WRITE_AGAIN);
    case 'endsByItself': {
      const end = endOf(record, await terminal.painter('stderr'));
      return notTaken(
        problem,
        record,
        'lost',
        `nobody has the stateless token ${tokenName(record)}: ${end}`,
        WRITE_AGAIN,
      );
    }
    case 'stored':
      return notTaken(
        problem,
        record,
        'stored',
        `${tokenName(record)} could not be revoked (${ended.problem.message}), and its string is kept in the secret store`,
        `End it with: line-ops token revoke ${record.id}`,
      );
    case 'lost':
      return notTaken(
        problem,
        record,
        'lost',
        `${tokenName(record)} is alive and nobody has its string: it could be neither revoked (${ended.problem.message}) nor kept (${ended.storeProblem.message})`,
        `It takes a place at LINE until its end: ${endOf(record, await terminal.painter('stderr'))}. See: line-ops token list`,
      );
  }
}

const WRITE_AGAIN = 'Mend where stdout goes, and run the command again.';

function notTaken(
  problem: LineOpsError,
  { id }: TokenRecord,
  outcome: 'stored' | 'revoked' | 'lost',
  sentence: string,
  hint: string,
): LineOpsError {
  return new LineOpsError('failure', problem.code, `${problem.message}; ${sentence}`, {
    hint,
    details: { tokenId: id, outcome },
    cause: problem,
  });
}
