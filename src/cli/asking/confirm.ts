import { failure, failureAs } from '../../domain/failure/failure.js';
import type { Session } from '../session.js';

/**
 * For commands that ask LINE before they ask the operator: where nobody can agree later, no request is made either.
 *
 * @throws {LineOpsError} `usage` where nobody can be asked and `--yes` was not given.
 */
export function requireConfirmable({ terminal, globals }: Pick<Session, 'terminal' | 'globals'>): void {
  if (globals.yes || terminal.canAsk) return;
  throw failure('CONFIRMATION_NEEDED', { which: 'any' });
}

/**
 * Asks before something is changed that cannot be taken back. `--yes` agrees; where nobody can be asked that is the
 * only way.
 *
 * @throws {LineOpsError} `usage` where nobody can be asked, `cancelled` when the answer is no.
 */
export async function confirmOrStop(session: Pick<Session, 'terminal' | 'globals'>, question: string): Promise<void> {
  requireConfirmable(session);
  if (session.globals.yes) return;
  if (!(await session.terminal.confirm(question))) throw failureAs('cancelled', 'CANCELLED', { which: 'saidNo' });
}
