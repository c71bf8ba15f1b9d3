import type { Deps } from '../../ports/deps.js';
import type { LockInUse } from '../../ports/store.js';
import type { ServerFacts, WholeState } from '../../ports/team/whole-state.js';
import type { Answered, Reading } from './in-time.js';

/** The server that a team shares its state in, and what it tells of itself. */
export interface ServerLook {
  readonly facts: ServerFacts | null;
  /** Who works on what. */
  readonly held: readonly LockInUse[];
}

/** Null where the state lies in a folder. Nobody is asked yet. @throws {LineOpsError} STATE_URL_INVALID. */
export async function sharedState({ env, wholeState }: Pick<Deps, 'env' | 'wholeState'>): Promise<WholeState | null> {
  return env['LINE_OPS_STATE_URL'] ? wholeState() : null;
}

export function lookAtServer(whole: WholeState, reading: Reading): Promise<Answered<ServerLook>> {
  return reading(async () => ({ facts: (await whole.facts()).server, held: await whole.held() }));
}
