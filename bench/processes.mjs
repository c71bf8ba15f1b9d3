import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const BINARY = fileURLToPath(new URL('../bin/line-ops.js', import.meta.url));

/** Runs a Node program to its end; the answer holds its output, its time, its CPU time and its largest memory. */
export async function runNode(args, { env = {}, signalAfterMs = null, onStderr = () => {} } = {}) {
  const startedAt = performance.now();
  const journal = env.LINE_OPS_HOME === undefined ? {} : { LINE_OPS_JOURNAL: join(env.LINE_OPS_HOME, 'journal') };
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...journal, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watch = watchProcess(child.pid);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    onStderr(String(chunk), performance.now() - startedAt);
  });
  const timer = signalAfterMs === null ? null : setTimeout(() => child.kill('SIGINT'), signalAfterMs);
  const status = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { status, stdout, stderr, ms: performance.now() - startedAt, ...watch.stop() };
}

/** Reads /proc now and then: the largest resident size in MiB, and CPU seconds. Nothing where there is no /proc. */
function watchProcess(pid) {
  let peakMiB = 0;
  let cpuSeconds = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      peakMiB = Math.max(peakMiB, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      cpuSeconds = (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      // The process has just ended, or this system has no /proc.
    }
  };
  const timer = setInterval(look, 50);
  return {
    stop() {
      clearInterval(timer);
      return { peakMiB, cpuSeconds };
    },
  };
}

/** A loop with the official SDK as a process of its own: accepted requests per second, 429s, and its share of a core. */
export async function runSdkLoop(url, token, atOnce, requests) {
  const run = await runNode([fileURLToPath(new URL('sdk-loop.mjs', import.meta.url)), url, token, atOnce, requests]);
  if (run.status !== 0) throw new Error(run.stderr);
  return { ...JSON.parse(run.stdout), coreShare: run.cpuSeconds / (run.ms / 1000) };
}

/** Makes a program of a file of this folder, inside the project, so that packages are found, and outside of what is packed. */
export function bundled(name) {
  const program = join(ROOT, 'node_modules', '.cache', 'line-ops-bench', `${name}.mjs`);
  execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [
    join(ROOT, `bench/${name}.ts`),
    '--bundle',
    '--format=esm',
    '--platform=node',
    '--target=node20',
    '--external:@photostructure/sqlite',
    '--log-level=warning',
    `--outfile=${program}`,
    "--banner:js=import{createRequire as __r}from'node:module';const require=__r(import.meta.url);",
  ]);
  return program;
}

/** Starts the emulator as a process of its own and answers its environment. */
export async function startEmulator(args, home) {
  const child = spawn(process.execPath, [BINARY, 'emulator', 'start', '--json', ...args], {
    env: { ...process.env, LINE_OPS_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const text = await new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('\n')) resolve(output);
    });
    child.once('close', () => reject(new Error('the emulator did not start')));
  });
  const { url, env } = JSON.parse(text);
  return {
    url,
    env: { ...env, LINE_OPS_SECRET_STORE: 'file' },
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('close', resolve));
    },
  };
}

/** Writes that many different user IDs, one a line, from the n-th on. */
export async function writeUserIds(path, count, from = 0) {
  const stream = createWriteStream(path);
  let lines = '';
  for (let index = from; index < from + count; index += 1) {
    lines += `U${createHash('md5').update(String(index)).digest('hex')}\n`;
    if (lines.length > 1_000_000) {
      if (!stream.write(lines)) await new Promise((resolve) => stream.once('drain', resolve));
      lines = '';
    }
  }
  stream.end(lines);
  await finished(stream);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
