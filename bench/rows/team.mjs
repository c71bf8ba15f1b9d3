import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BINARY, bundled, runNode } from '../processes.mjs';
import { mostInOneSecond, sentTimes } from '../sent-times.mjs';

const LIMIT_PER_SECOND = 200;
const WORKERS = 4;
const CHANNELS = 300;

/** A PostgreSQL of this machine beside the folder, in the same run; then many channels at once, and a worker that dies. */
export async function measureTeam({ full, folder }) {
  const line = await startLine();
  const server = await startPostgres();
  if (server === null) return [{ what: 'a team (no PostgreSQL here)', ours: '-' }];
  const world = { folder, line, server };
  try {
    return [
      ...(await oneBroadcast({ ...world, seconds: full ? 30 : 10 })),
      ...(await manyChannels({ ...world, batches: full ? 80 : 20 })),
      ...(await takeOver(world)),
    ];
  } finally {
    await server.stop();
    await line.stop();
  }
}

async function oneBroadcast({ folder, line, server, seconds }) {
  const inFolder = await atTheCeiling({ home: join(folder, 'team-folder'), line, server, seconds });
  const inServer = await atTheCeiling({ home: join(folder, 'team-one'), line, server, seconds, url: server.urls[0] });
  const { serverMs } = inServer;
  return [
    {
      what: `one broadcast in PostgreSQL, 100 ms answers, ${seconds} s`,
      ours: `${share(inServer.perSecond)} of 200 requests/s`,
      peer: `in a folder: ${share(inFolder.perSecond)}`,
      ratio: inServer.perSecond / inFolder.perSecond,
      reach: 'at least 97 % of 200/s',
      met: LIMIT_PER_SECOND * 0.97 <= inServer.perSecond,
    },
    {
      what: '  most in any one second, as they left',
      ours: `${inServer.most}`,
      peer: `in a folder: ${inFolder.most}`,
      reach: 'at most 200',
      met: inServer.most <= LIMIT_PER_SECOND,
    },
    {
      what: '  processor of line-ops',
      ours: `${(inServer.core * 100).toFixed(0)} % of a core`,
      peer: `in a folder: ${(inFolder.core * 100).toFixed(0)} %`,
      ratio: inServer.core / inFolder.core,
    },
    {
      what: '  processor of the server, a batch',
      ours: `${serverMs.toFixed(2)} ms`,
      reach: 'at most 1.5 ms',
      met: serverMs <= 1.5,
    },
  ];
}

/** One broadcast, run by hand until the time is over. */
async function atTheCeiling({ home, line, server, seconds, url }) {
  const env = machineEnv(home, line, url);
  const [id] = await seed(env, { channels: 1, batches: LIMIT_PER_SECOND * (seconds + 5), perSecond: 0 });
  const cpuBefore = server.cpuMs();
  const run = await runNode([BINARY, 'broadcast', 'resume', id, '--yes', '--json', '-c', 'c0'], {
    env,
    signalAfterMs: (seconds + 4) * 1000,
  });
  const times = sentTimes(home);
  if (times.length === 0) throw new Error(run.stderr);
  const steady = times.filter((time) => times[0] + 1000 <= time && time < times[0] + 1000 + seconds * 1000);
  return {
    serverMs: (server.cpuMs() - cpuBefore) / times.length,
    perSecond: steady.length / seconds,
    most: mostInOneSecond(times),
    core: run.cpuSeconds / (run.ms / 1000),
  };
}

async function manyChannels({ folder, line, server, batches }) {
  const url = server.urls[1];
  await seed(machineEnv(join(folder, 'team-seed'), line, url), { channels: CHANNELS, batches, perSecond: 0 });
  await line.sent();
  const cpuBefore = server.cpuMs();
  const workers = await Promise.all(
    Array.from({ length: WORKERS }, (_, index) =>
      runNode([BINARY, 'worker', '--drain', '--json'], { env: machineEnv(join(folder, `team-${index}`), line, url) }),
    ),
  );
  const serverMs = server.cpuMs() - cpuBefore;
  const sent = await line.sent();
  if (sent.length === 0) throw new Error(workers[0].stderr);
  const perSecond = (sent.length * 1000) / (sent.at(-1)[1] - sent[0][1]);
  const most = Math.max(...timesByBot(sent).map(mostInOneSecond));
  const workerMs = workers.reduce((sum, { cpuSeconds }) => sum + cpuSeconds * 1000, 0);
  return [
    {
      what: `${WORKERS} workers, ${CHANNELS} channels, ${sent.length} batches`,
      ours: `${Math.round(perSecond)} batches/s`,
      reach: 'at least 2000/s',
      met: 2000 <= perSecond,
    },
    {
      what: '  processor of the server, a batch',
      ours: `${(serverMs / sent.length).toFixed(2)} ms`,
      peer: `of the workers: ${(workerMs / sent.length).toFixed(2)} ms`,
      reach: 'at most 1.5 ms',
      met: serverMs / sent.length <= 1.5,
    },
    {
      what: '  most in any one second for one bot, as they came',
      ours: `${most}`,
      reach: 'at most 200',
      met: most <= LIMIT_PER_SECOND,
    },
  ];
}

function timesByBot(sent) {
  const byBot = new Map();
  for (const [bot, at] of sent) byBot.set(bot, [...(byBot.get(bot) ?? []), at]);
  return [...byBot.values()];
}

/** Two workers, one of which is killed in the middle of its broadcasts: how long these stand still. */
async function takeOver({ folder, line, server }) {
  const url = server.urls[2];
  const machines = ['taken', 'taker'].map((name) => machineEnv(join(folder, `team-${name}`), line, url));
  await seed(machines[0], { channels: 3, batches: 1_000, perSecond: 10 });
  await line.sent();
  const dying = start(machines[0], ['worker']);
  await untilSent(line);
  const takers = start(machines[1], ['worker']);
  await pause(3_000);
  const bots = new Set((await line.sent()).map(([bot]) => bot));
  dying.kill('SIGKILL');
  const killedAt = Date.now();
  await pause(1_000);
  // What was on its way when it died.
  await line.sent();
  let sent = [];
  while (sent.length === 0 && Date.now() - killedAt < 60_000) {
    await pause(250);
    sent = (await line.sent()).filter(([bot]) => bots.has(bot));
  }
  takers.kill('SIGKILL');
  const seconds = sent.length === 0 ? null : (sent[0][2] - killedAt) / 1000;
  return [
    {
      what: '  a dead worker is taken over after',
      ours: seconds === null ? 'not within a minute' : `${seconds.toFixed(1)} s`,
      reach: 'at most 20 s',
      met: seconds !== null && seconds <= 20,
    },
  ];
}

async function untilSent(line) {
  for (let tries = 0; (await line.sent()).length === 0; tries += 1) {
    if (120 < tries) throw new Error('no worker sends');
    await pause(250);
  }
}

function machineEnv(home, line, url) {
  return {
    LINE_OPS_HOME: home,
    LINE_OPS_JOURNAL: join(home, 'journal'),
    LINE_OPS_SECRET_STORE: 'file',
    LINE_OPS_SECRET_KEY: 'a key that the whole team shares',
    LINE_OPS_API_URL: line.url,
    LINE_OPS_DATA_API_URL: line.url,
    LINE_CHANNEL_ID: '',
    LINE_CHANNEL_ACCESS_TOKEN: '',
    LINE_OPS_STATE_URL: url ?? '',
  };
}

async function seed(env, { channels, batches, perSecond }) {
  const run = await runNode([bundled('team-seed'), `${channels}`, `${batches}`, `${perSecond}`], { env });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

function start(env, args) {
  return spawn(process.execPath, [BINARY, ...args], { env: { ...process.env, ...env }, stdio: 'ignore' });
}

async function startLine() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../line-loop.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = (await firstLine(child)).trim();
  return {
    url,
    /** What came since the last look, in order. */
    sent: async () => (await fetch(`${url}/sent`)).json(),
    stop: () => ended(child, () => child.kill('SIGTERM')),
  };
}

/** Null where there is none. */
async function startPostgres() {
  const child = spawn(process.execPath, [bundled('team-server')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const text = await firstLine(child);
  if (text === null) return null;
  const { pid, urls } = JSON.parse(text);
  return { urls, cpuMs: () => cpuMsOf(pid), stop: () => ended(child, () => child.stdin.end()) };
}

/** What all processes of the server have used, those that have ended too, in milliseconds. */
function cpuMsOf(server) {
  const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').trim().split(' ');
  const [user, system, endedUser, endedSystem] = ticksOf(server);
  const living = children.map((pid) => ticksOf(pid).slice(0, 2));
  return 10 * [user, system, endedUser, endedSystem, ...living.flat()].reduce((sum, ticks) => sum + ticks, 0);
}

/** User and system time of a process, and of its children that have ended, in hundredths of a second. */
function ticksOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 15).map(Number);
  } catch {
    // It has just ended, and is counted with the server.
    return [0, 0, 0, 0];
  }
}

function firstLine(child) {
  return new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    });
    child.once('close', () => resolve(null));
  });
}

async function ended(child, end) {
  const closed = new Promise((resolve) => child.once('close', resolve));
  end();
  await closed;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function share(perSecond) {
  return `${((perSecond / LIMIT_PER_SECOND) * 100).toFixed(1)} %`;
}
