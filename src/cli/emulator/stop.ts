import { failure } from '../../domain/failure/failure.js';
import type { EmulatorRegistry, ListedEmulator } from '../../ports/emulator.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { completing, flag, optionalArgument, verb } from '../verb.js';

export const emulatorStop = verb({
  path: 'emulator stop',
  summary: 'end an emulator that "start" serves, as Ctrl-C would',
  args: { emulator: completing(optionalArgument('its URL or process ID; not needed where only one runs'), 'emulator') },
  options: { all: flag('end all of them') },
  examples: [
    { line: 'emulator stop', does: 'the only one that runs' },
    { line: 'emulator stop http://127.0.0.1:8080', does: 'the one at this URL' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/emulator-stop@1'],
  exits: {},
  docs: [],
  run: async (session, { args: { emulator }, options: { all } }) =>
    stop(session, { emulator: emulator ?? null, all: all === true }, await session.deps.emulators()),
});

/** Ends the emulator that is named by URL or process ID, the only one there is, or all of them. */
export async function stop(
  session: Pick<Session, 'terminal' | 'globals'>,
  { emulator, all }: { readonly emulator: string | null; readonly all: boolean },
  registry: EmulatorRegistry,
): Promise<void> {
  const chosen = choose(await registry.list(), emulator, all);
  if (session.globals.dryRun) {
    const changes = chosen.map(({ pid, url }) => `the emulator ${url} (process ${pid}) is stopped`);
    return show(session, changePlanView({ requests: [], changes }));
  }
  await Promise.all(chosen.map((emulator) => emulator.stop()));
  await show(session, {
    schema: 'line-ops/emulator-stop@1',
    json: { stopped: chosen.map(({ pid, url }) => ({ pid, url })) },
    text: () =>
      chosen.length === 0
        ? 'No emulator runs.'
        : chosen.map(({ pid, url }) => `Stopped ${url} (process ${pid}).`).join('\n'),
  });
  sayNext(session, 'emulator stop', {});
}

function choose(running: readonly ListedEmulator[], wanted: string | null, all: boolean): readonly ListedEmulator[] {
  if (all && wanted !== null) {
    throw failure('CONFLICTING_OPTIONS', { which: 'emulators' });
  }
  if (all) return running;
  if (wanted !== null) {
    const named = running.filter((emulator) => isNamed(emulator, wanted));
    if (0 < named.length) return named;
    throw failure('NO_SUCH_EMULATOR', { wanted, running });
  }
  if (running.length <= 1) return running;
  throw failure('SEVERAL_EMULATORS', { running });
}

function isNamed({ pid, url }: ListedEmulator, wanted: string): boolean {
  return wanted === String(pid) || wanted.replace(/\/+$/, '').replace('//localhost:', '//127.0.0.1:') === url;
}
