// How fast the emulator takes multicasts of 500 recipients with its accounting on, what a request costs its process in
// CPU time, and how soon after its command it answers. Prints one JSON line; `--seconds <n>` (default 5) and
// `--connections <n>` (default 8, at most 200) change the load.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { request } from 'undici';

const BIN = fileURLToPath(new URL('../bin/line-ops.js', import.meta.url));
const FOLLOWERS = 1_000_000;
const RECIPIENTS_PER_REQUEST = 500;
const PREPARED_BODIES = 200;
const READY_RUNS = 5;

const RETRY_KEY_START = 'x-line-retry-key: 00000000-0000-4000-8000-';
const RETRY_KEY_DIGITS = 12;
const ACCEPTED_START = 'HTTP/1.1 200 OK\r\n';
const ACCEPTED_END = '\r\n\r\n{}';

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

/**
 * Sends on every connection without a pause, one request at a time; answers with how many were accepted in which time.
 * The client shares the cores with the emulator, so it does as little as it can: requests made ready beforehand, of which
 * only the retry key changes, and answers of which only the first line and the length are looked at.
 */
async function load(url, env, bodies) {
  const connections = Number(values.connections);
  const until = performance.now() + Number(values.seconds) * 1000;
  const startedAt = performance.now();
  let sent = 0;
  const nextNumber = () => (performance.now() < until ? sent++ : null);
  const { hostname, port } = new URL(url);
  await Promise.all(
    Array.from({ length: connections }, (_, connection) => {
      // A request belongs to one connection, so that its key does not change while it is being written.
      const own = bodies.filter((_, at) => at % connections === connection);
      return sendAll(connect(Number(port), hostname), requestsOf(own, hostname, env), nextNumber);
    }),
  );
  return { sent, elapsedMs: performance.now() - startedAt };
}

function requestsOf(bodies, hostname, env) {
  return bodies.map((body) => {
    const head = [
      'POST /v2/bot/message/multicast HTTP/1.1',
      `host: ${hostname}`,
      'connection: keep-alive',
      `authorization: ${authorization(env).authorization}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `${RETRY_KEY_START}${'0'.repeat(RETRY_KEY_DIGITS)}\r\n\r\n`,
    ].join('\r\n');
    const bytes = Buffer.from(head + body);
    return { bytes, digitsAt: bytes.indexOf(RETRY_KEY_START) + RETRY_KEY_START.length };
  });
}

function sendAll(socket, requests, nextNumber) {
  return new Promise((resolve, reject) => {
    let turn = 0;
    let received = '';
    const sendNext = () => {
      const number = nextNumber();
      if (number === null) {
        socket.end();
        resolve();
        return;
      }
      const { bytes, digitsAt } = requests[turn++ % requests.length];
      bytes.latin1Write(number.toString(16).padStart(RETRY_KEY_DIGITS, '0'), digitsAt, RETRY_KEY_DIGITS);
      socket.write(bytes);
    };
    socket.setNoDelay(true);
    socket.once('connect', sendNext);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the emulator closed a connection')));
    socket.on('data', (chunk) => {
      received += chunk.latin1Slice();
      const isAccepted = received.startsWith(ACCEPTED_START);
      if (!isAccepted && ACCEPTED_START.length <= received.length) {
        reject(new Error(`a request was answered ${received.split('\r\n', 1)[0]}`));
      } else if (isAccepted && received.endsWith(ACCEPTED_END)) {
        received = '';
        sendNext();
      }
    });
  });
}

/** The CPU time that a process has used so far in all its threads, in milliseconds; null where the system does not say. */
function cpuMs(pid) {
  try {
    // User and system time in hundredths of a second; the name in parentheses before them may hold spaces.
    const [utime, stime] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
    return (Number(utime) + Number(stime)) * 10;
  } catch {
    return null;
  }
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
  const [cpuBefore, ownBefore] = [cpuMs(child.pid), cpuMs('self')];
  const { sent, elapsedMs } = await load(url, env, bodies);
  const [cpuAfter, ownAfter] = [cpuMs(child.pid), cpuMs('self')];
  const perRequest = (before, after) => (before === null ? null : Math.round(((after - before) * 1000) / sent));
  const deliveries = await (await request(`${url}/_emulator/deliveries`)).body.json();
  const result = {
    name: 'emulator',
    requestsPerSecond: Math.round((sent * 1000) / elapsedMs),
    requests: sent,
    cpuMicrosPerRequest: perRequest(cpuBefore, cpuAfter),
    clientCpuMicrosPerRequest: perRequest(ownBefore, ownAfter),
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
