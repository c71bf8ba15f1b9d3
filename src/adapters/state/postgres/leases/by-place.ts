import type { LockName, Locks } from '../../../../ports/store.js';

/** They are about files of this machine: another one has its own. */
const OF_THIS_MACHINE: readonly string[] = ['friends', 'rotation-files'] satisfies LockName[];

/** The team's locks, but those of this machine where they are about its files. */
export function locksByPlace({ team, machine }: { readonly team: Locks; readonly machine: Locks }): Locks {
  const isOfThisMachine = (name: string) => OF_THIS_MACHINE.includes(name);
  return {
    acquire: (name, waitMs) => (isOfThisMachine(name) ? machine : team).acquire(name, waitMs),
    async areHeld(names) {
      const [here, there] = await Promise.all([
        machine.areHeld(names.filter(isOfThisMachine)),
        team.areHeld(names.filter((name) => !isOfThisMachine(name))),
      ]);
      return new Map([...there, ...here]);
    },
    async allHeld() {
      const [here, there] = await Promise.all([machine.allHeld(), team.allHeld()]);
      return [...there, ...here.filter(({ name }) => isOfThisMachine(name))];
    },
  };
}
