import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { type Rotation, tokenToName } from '../../../domain/tokens/rotation.js';
import type { Deps } from '../../../ports/deps.js';

// The places of a rotation are files and commands of the machine that began it: no other one of the team can go on with it.

/** The machine that a rotation which begins here is of; null where the state is of this machine alone. */
export async function homeOfNew({ env, surroundings }: Pick<Deps, 'env' | 'surroundings'>): Promise<string | null> {
  return env['LINE_OPS_STATE_URL'] ? (await surroundings()).hostName() : null;
}

/** The machine that began it, where that is another one. */
export async function elsewhereOf(
  { host }: Rotation,
  { surroundings }: Pick<Deps, 'surroundings'>,
): Promise<string | null> {
  return host === null || host === (await surroundings()).hostName() ? null : host;
}

/** The refusal to go on with it from here. */
export function beganElsewhere(rotation: Rotation, host: string): LineOpsError {
  const { oldId, newId, state } = rotation;
  return failure(
    'ROTATION_ELSEWHERE',
    { host, oldId, newId, state, token: tokenToName(rotation) },
    { details: { host, oldId, newId, state } },
  );
}
