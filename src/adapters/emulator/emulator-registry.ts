import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { failure } from '../../domain/failure/failure.js';
import { jsonObjectIn } from '../../domain/text/json-object.js';
import type { EmulatorRegistry, ListedEmulator } from '../../ports/emulator.js';
import type { Clock } from '../../ports/host.js';
import { replaceFile } from '../files/atomic-file.js';
import { makePrivateFolder } from '../state/folders.js';

const FOLDER = 'emulators';
const ANSWER_WITHIN_MS = 2000;
const GONE_WITHIN_MS = 10_000;
const POLL_MS = 20;

interface Entry {
  readonly pid: number;
  readonly url: string;
  /** What the emulator calls itself: a process ID or a port may belong to something else by now. */
  readonly id: string;
  readonly startedAt: number;
}

/** Lists a running emulator of this process in the state folder. The answer takes it away again; it may be called twice. */
export function listEmulator(dataFolder: string, { pid, url, id }: Omit<Entry, 'startedAt'>): () => void {
  const folder = join(dataFolder, FOLDER);
  makePrivateFolder(folder);
  const file = join(folder, `${pid}-${new URL(url).port}.json`);
  const entry: Entry = { pid, url, id, startedAt: Date.now() };
  // Whole at once: nobody reads half of it.
  replaceFile(file, JSON.stringify(entry));
  return () => rmSync(file, { force: true });
}

/** The emulators listed in a state folder. They are asked and ended over HTTP, never by a signal to a process ID. */
export function createEmulatorRegistry(dataFolder: string, clock: Clock): EmulatorRegistry {
  const folder = join(dataFolder, FOLDER);
  return {
    async list() {
      const found = await Promise.all(entryFiles(folder).map((file) => examine(join(folder, file))));
      return found
        .filter((entry) => entry !== null)
        .sort((a, b) => a.startedAt - b.startedAt)
        .map((entry) => listed(entry, clock));
    },
  };
}

function entryFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The entry, if its emulator is alive and calls itself as the entry does; else the file goes. */
async function examine(file: string): Promise<Entry | null> {
  const entry = readEntry(file);
  if (entry !== null && (await isAlive(entry))) return entry;
  rmSync(file, { force: true });
  return null;
}

async function isAlive({ url, id }: Entry): Promise<boolean> {
  const answer = await ask('GET', `${url}/_emulator/`, null);
  if (answer.type === 'silence') return true; // It is there and busy: not ours to take off the list.
  return answer.type === 'answer' && answer.body['id'] === id;
}

function listed(entry: Entry, clock: Clock): ListedEmulator {
  const { pid, url, id, startedAt } = entry;
  return {
    pid,
    url,
    startedAt,
    async stop() {
      const deadline = clock.now() + GONE_WITHIN_MS;
      await ask('POST', `${url}/_emulator/stop`, JSON.stringify({ id }));
      while (await isAlive(entry)) {
        if (deadline <= clock.now()) {
          throw failure('EMULATOR_NOT_STOPPED', { url, pid });
        }
        await clock.sleep(POLL_MS);
      }
    },
  };
}

function readEntry(file: string): Entry | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { pid, url, id, startedAt } = value as Readonly<Record<string, unknown>>;
    const isEntry =
      typeof pid === 'number' && typeof url === 'string' && typeof id === 'string' && typeof startedAt === 'number';
    return isEntry && /^http:\/\/127\.0\.0\.1:\d+$/.test(url) ? { pid, url, id, startedAt } : null;
  } catch {
    return null;
  }
}

type Asked =
  | { readonly type: 'answer'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly type: 'silence' }
  | { readonly type: 'gone' };

/** Asks over a connection of its own. Never throws. */
function ask(method: string, url: string, body: string | null): Promise<Asked> {
  return new Promise((resolve) => {
    const call = request(url, { method, agent: false, timeout: ANSWER_WITHIN_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ type: 'answer', body: jsonObjectIn(Buffer.concat(chunks).toString('utf8')) ?? {} }),
      );
      response.on('error', () => resolve({ type: 'gone' }));
    });
    call.on('timeout', () => {
      resolve({ type: 'silence' });
      call.destroy();
    });
    call.on('error', () => resolve({ type: 'gone' }));
    call.end(body ?? undefined);
  });
}
