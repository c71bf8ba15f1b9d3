import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LineOpsError } from '../domain/failure.js';
import type { UsageData } from './accounting/usage-book.js';
import { isJsonObject } from './http/line-request.js';
import type { NarrowcastData } from './narrowcast/narrowcast-ledger.js';
import type { AcceptedRequest } from './sending/retry-keys.js';
import type { EmulatorState } from './state.js';
import type { StoredToken } from './tokens/token-store.js';
import type { WebhookSetting } from './webhook/webhook-endpoints.js';

const VERSION = 1;

interface SavedState {
  readonly version: typeof VERSION;
  /** How far the emulator's clock was ahead of the machine's. */
  readonly clockAheadMs: number;
  readonly tokens: readonly StoredToken[];
  readonly retryKeys: readonly (readonly [string, AcceptedRequest])[];
  readonly usage: UsageData;
  readonly narrowcasts: readonly NarrowcastData[];
  readonly webhook: WebhookSetting;
  readonly undeliverable: number;
  /** Messages per follower index: little-endian 32-bit numbers in base64. */
  readonly deliveries: string;
}

/** Replaces the file at once: after a crash it holds the old state or the new one, never half of one. */
export async function saveState(file: string, state: EmulatorState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(toSaved(state)));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/**
 * Takes over the state of an earlier run, if the file is there. Number of followers, quota and the like stay as the
 * options of this run say.
 *
 * @throws {LineOpsError} `usage` when the file is no state of an emulator of this version.
 */
export async function loadState(file: string, state: EmulatorState): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return;
  const saved = readSaved(file, text);
  if (state.settings.clock === null) state.clock.move(saved.clockAheadMs);
  for (const token of saved.tokens) state.tokens.plant(token);
  for (const [retryKey, accepted] of saved.retryKeys) state.retryKeys.remember(retryKey, accepted);
  state.usage.restore(saved.usage);
  state.narrowcasts.restore(saved.narrowcasts);
  state.deliveries.restore(decodeCounts(saved.deliveries), saved.undeliverable);
  state.webhook.endpoint = saved.webhook.endpoint;
  state.webhook.active = saved.webhook.active;
}

function toSaved(state: EmulatorState): SavedState {
  const counts = state.deliveries.counts();
  return {
    version: VERSION,
    clockAheadMs: state.clock.now() - Date.now(),
    tokens: state.tokens.all(),
    retryKeys: state.retryKeys.entries(),
    usage: state.usage.toData(),
    narrowcasts: state.narrowcasts.toData(),
    webhook: state.webhook,
    undeliverable: state.deliveries.summary().undeliverable,
    deliveries: Buffer.from(counts.buffer, counts.byteOffset, counts.byteLength).toString('base64'),
  };
}

function readSaved(file: string, text: string): SavedState {
  const value = parseJson(text);
  // The file is our own: with the right version its shape is what `toSaved` wrote.
  if (isJsonObject(value) && value['version'] === VERSION) return value as unknown as SavedState;
  throw new LineOpsError('usage', 'INVALID_STATE_FILE', `"${file}" is not an emulator state of version ${VERSION}`, {
    hint: 'Give another --state file, or delete this one to start afresh.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function decodeCounts(base64: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / Uint32Array.BYTES_PER_ELEMENT));
}
