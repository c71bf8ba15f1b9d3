import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BINARY, runNode, runSdkLoop, startEmulator, writeUserIds } from '../processes.mjs';
import { mostInOneSecond, sentTimes } from '../sent-times.mjs';

const LIMIT_PER_SECOND = 200;

/** As fast as LINE permits, against answers that take 100 ms: how much of the ceiling is used, and at what cost. */
export async function measureCeiling({ full, folder }) {
  const seconds = full ? 30 : 10;
  const list = join(folder, 'ceiling.txt');
  const messages = join(folder, 'message.json');
  await writeUserIds(list, LIMIT_PER_SECOND * 500 * (seconds + 3));
  writeFileSync(messages, '{"type":"text","text":"hello"}');
  const home = join(folder, 'ceiling');
  const emulator = await startEmulator(['--latency', '100', '--long-lived'], home);
  const env = { ...emulator.env, LINE_OPS_HOME: home, LINE_CHANNEL_ACCESS_TOKEN: '' };
  try {
    const created = await runNode([BINARY, 'broadcast', 'create', '--messages', messages, '--to', list, '--json'], {
      env,
    });
    const { id } = JSON.parse(created.stdout);
    const run = await runNode([BINARY, 'broadcast', 'resume', id, '--yes', '--json'], {
      env,
      signalAfterMs: (seconds + 2) * 1000,
    });
    const token = emulator.env.LINE_CHANNEL_ACCESS_TOKEN;
    const one = await runSdkLoop(emulator.url, token, 1, 10 * seconds);
    const thirty = await runSdkLoop(emulator.url, token, 30, LIMIT_PER_SECOND * seconds);
    const times = sentTimes(home);
    const steady = times.filter((time) => times[0] + 1000 <= time && time < times[0] + 1000 + seconds * 1000);
    const perSecond = steady.length / seconds;
    const [most, tooMany] = [mostInOneSecond(times), (run.stderr.match(/429/g) ?? []).length];
    const core = run.cpuSeconds / (run.ms / 1000);
    return [
      {
        what: `at the ceiling, 100 ms answers, ${seconds} s`,
        ours: `${share(perSecond)} of 200 requests/s`,
        peer: `the SDK, one by one: ${sdkText(one)}`,
        ratio: perSecond / one.perSecond,
        reach: 'at least 98 % of 200/s',
        met: LIMIT_PER_SECOND * 0.98 <= perSecond,
      },
      {
        what: '  beside 30 at a time',
        ours: `${share(perSecond)} of 200 requests/s`,
        peer: `the SDK: ${sdkText(thirty)}`,
        ratio: perSecond / thirty.perSecond,
      },
      {
        what: '  most in any one second, as they left',
        ours: `${most}`,
        reach: 'at most 200',
        met: most <= LIMIT_PER_SECOND,
      },
      { what: '  answered 429', ours: `${tooMany}`, peer: `${thirty.tooMany}`, reach: '0', met: tooMany === 0 },
      {
        what: '  processor',
        ours: `${(core * 100).toFixed(0)} % of a core`,
        peer: `${(thirty.coreShare * 100).toFixed(0)} % of a core`,
        ratio: core / thirty.coreShare,
        reach: 'at most 30 % of a core',
        met: core <= 0.3,
      },
      { what: '  memory', ours: `${Math.round(run.peakMiB)} MiB`, reach: 'at most 150 MiB', met: run.peakMiB <= 150 },
    ];
  } finally {
    await emulator.stop();
  }
}

function share(perSecond) {
  return `${((perSecond / LIMIT_PER_SECOND) * 100).toFixed(1)} %`;
}

/** An SDK loop drops what is answered 429. */
function sdkText({ perSecond, tooMany }) {
  return `${share(perSecond)}, ${tooMany} lost`;
}
