import { isoTime, show } from '../output/view.js';
import { verb } from '../verb.js';

export const emulatorList = verb({
  path: 'emulator list',
  summary: 'show the emulators that run',
  args: {},
  options: {},
  examples: [{ line: 'emulator list', does: 'their URLs and processes, and since when they run' }],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/emulator-list@1'],
  exits: {},
  docs: [],
  async run(session) {
    const emulators = await (await session.deps.emulators()).list();
    await show(session, {
      schema: 'line-ops/emulator-list@1',
      json: { emulators: emulators.map(({ pid, url, startedAt }) => ({ pid, url, startedAt: isoTime(startedAt) })) },
      text: (paint) =>
        emulators.length === 0
          ? 'No emulator runs.'
          : paint.table(
              ['URL', 'PROCESS', { title: 'SINCE', goes: 1 }],
              emulators.map(({ pid, url, startedAt }) => [url, String(pid), paint.time(startedAt)]),
            ),
    });
  },
});
