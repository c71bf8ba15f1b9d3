// How fast the emulator takes multicasts of 500 recipients with its accounting on, and how soon after its command it
// answers. Prints one JSON line; `--seconds <n>` (default 5) and `--connections <n>` (default 8) change the load.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Pool, request } from 'undici';

const BIN = fileURLToPath(new URL('../bin/line-ops.js', import.meta.url));
const FOLLOWERS = 1_000_000;
const RECIPIENTS_PER_REQUEST = 500;
const PREPARED_BODIES = 200;
const READY_RUNS = 5;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, connections: { type: 'string', default: '8' } },
});

/** Starts the emulator as a user does, and measures until the first 200. */
async function startEmulator() {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      BIN,
      'emulator',
      'start',
      '--json',
      '--quiet',
      '--long-lived',
      '--no-rate-limits',
      '--followers',
      String(FOLLOWERS),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.endsWith('\n')) break;
  }
  const { url, env } = JSON.parse(text);
  const { statusCode, body } = await request(`${url}/v2/bot/info`, { headers: authorization(env) });
  await body.dump();
  if (statusCode !== 200) throw new Error(`the first answer is ${statusCode}`);
  return { child, url, env, readyMs: performance.now() - startedAt };
}

async function stop(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

const authorization = (env) => ({ authorization: `Bearer ${env.LINE_CHANNEL_ACCESS_TOKEN}` });

async function followerIds(url, env) {
  const ids = [];
  for (let start = ''; ids.length < RECIPIENTS_PER_REQUEST * PREPARED_BODIES; ) {
    const { body } = await request(`${url}/v2/bot/followers/ids?limit=1000${start}`, { headers: authorization(env) });
    const page = await body.json();
    ids.push(...page.userIds);
    start = `&start=${page.next}`;
  }
  return ids;
}

/** Sends on every connection without a pause; answers with how many requests were accepted in which time. */
async function load(url, env, bodies) {
  const connections = Number(values.connections);
  const pool = new Pool(url, { connections });
  const headers = { ...authorization(env), 'content-type': 'application/json' };
  const until = performance.now() + Number(values.seconds) * 1000;
  const startedAt = performance.now();
  let sent = 0;
  const sender = async () => {
    while (performance.now() < until) {
      const number = sent++;
      const key = { 'x-line-retry-key': `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}` };
      const body = bodies[number % bodies.length];
      const answer = await pool.request({
        path: '/v2/bot/message/multicast',
        method: 'POST',
        headers: { ...headers, ...key },
        body,
      });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`request ${number} was answered ${answer.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, sender));
  const elapsedMs = performance.now() - startedAt;
  await pool.close();
  return { sent, elapsedMs };
}

const readyMs = [];
for (let run = 1; run < READY_RUNS; run++) {
  const { child, readyMs: ms } = await startEmulator();
  readyMs.push(ms);
  await stop(child);
}
const { child, url, env, readyMs: last } = await startEmulator();
readyMs.push(last);
try {
  const ids = await followerIds(url, env);
  const bodies = Array.from({ length: PREPARED_BODIES }, (_, at) =>
    JSON.stringify({
      to: ids.slice(at * RECIPIENTS_PER_REQUEST, (at + 1) * RECIPIENTS_PER_REQUEST),
      messages: [{ type: 'text', text: 'Spring sale: everything 20 % off until Sunday.' }],
    }),
  );
  const { sent, elapsedMs } = await load(url, env, bodies);
  const deliveries = await (await request(`${url}/_emulator/deliveries`)).body.json();
  const result = {
    name: 'emulator',
    requestsPerSecond: Math.round((sent * 1000) / elapsedMs),
    requests: sent,
    recipientsPerRequest: RECIPIENTS_PER_REQUEST,
    counted: deliveries.messages,
    isExact: deliveries.messages === sent * RECIPIENTS_PER_REQUEST,
    readyMs: Math.round(readyMs.sort((a, b) => a - b)[Math.floor(readyMs.length / 2)]),
    readyMsWorst: Math.round(Math.max(...readyMs)),
  };
  console.log(JSON.stringify(result));
  if (!result.isExact) process.exitCode = 1;
} finally {
  await stop(child);
}
