import { whoActs } from '../../domain/broadcast/act.js';
import type { Deps } from '../../ports/deps.js';

/** Who has this command line run, as the ledger keeps it. */
export async function whoIsThis({ env, surroundings }: Pick<Deps, 'env' | 'surroundings'>): Promise<string | null> {
  const around = await surroundings();
  return whoActs(env, { user: around.userName(), host: around.hostName() });
}
