import { isToBeToldOfKeeping } from '../../../usecases/broadcast/memory/forget-recipients.js';
import type { Session } from '../../session.js';

/** Says once in the life of a state that whom broadcasts were for is kept for ever, and how to change that. */
export async function sayKeptForEver({ deps, globals, terminal }: Session): Promise<void> {
  // What is stored is sent whether this can be found out or not; prune says what is wrong.
  if (globals.quiet || !(await isToBeToldOfKeeping(deps).catch(() => false))) return;
  terminal.note(
    'Whom broadcasts are for is kept here for ever, until: line-ops broadcast prune --older-than 90d; or set "broadcast": {"keepRecipients": "90d"} in config.json. This is said once.',
  );
}
