import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { UsageData } from '../accounting/usage-book.js';
import { type AudiencesData, NO_AUDIENCES } from '../audience/audience-book.js';
import { EmulatorError } from '../emulator-error.js';
import { isJsonObject } from '../http/line-request.js';
import type { InsightData } from '../insight/insight-book.js';
import type { NarrowcastData } from '../narrowcast/narrowcast-ledger.js';
import type { ReplyToken } from '../sending/reply-tokens.js';
import type { SigningKeysData } from '../tokens/signing-keys.js';
import type { StoredToken } from '../tokens/token-store.js';
import type { WebhookSetting } from '../webhook/webhook-setting.js';
import { makeFolderOf } from './folder-above.js';
import type { EmulatorState } from './state.js';

const VERSION = 1;

interface SavedState {
  readonly version: typeof VERSION;
  /** How far the emulator's clock was ahead of the machine's. */
  readonly clockAheadMs: number;
  readonly tokens: readonly StoredToken[];
  /** Earlier files have none. */
  readonly signingKeys?: SigningKeysData;
  /** Packed, in base64. */
  readonly retryKeys: string;
  readonly replyTokens: readonly (readonly [string, ReplyToken])[];
  readonly usage: UsageData;
  readonly narrowcasts: readonly NarrowcastData[];
  readonly webhook: WebhookSetting;
  readonly undeliverable: number;
  /** Messages per follower index: little-endian 32-bit numbers in base64. */
  readonly deliveries: string;
  /** Users who are no followers, in the same way. */
  readonly strangers: string;
  /** Users of another provider, in the same way; earlier files have none. */
  readonly foreign?: string;
  /** Earlier files have none. */
  readonly insight?: InsightData;
  /** Earlier files have none. */
  readonly audiences?: AudiencesData;
}

/**
 * Replaces the file at once: after a crash it holds the old state or the new one, never half of one. The caller is the
 * only one that writes it, so that what a killed emulator left beside it can be swept away.
 */
export async function saveState(file: string, state: EmulatorState): Promise<void> {
  makeFolderOf(file);
  const target = await realpath(file).catch(() => file);
  const folder = dirname(target);
  const prefix = `.${basename(target).slice(0, 60)}.saving-`;
  const left = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  const temporary = join(folder, `${prefix}${randomBytes(12).toString('hex')}`);
  try {
    await writeSynced(temporary, exportState(state));
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the new name durable; Windows cannot open folders and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/**
 * Takes over the state that a file holds. Number of followers, quota and the like stay as the options of this run say.
 * Answers whether the file was there.
 *
 * @throws {EmulatorError} when the file is no state of an emulator of this version.
 */
export async function loadState(file: string, state: EmulatorState): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return false;
  if (importState(text, state)) return true;
  throw new EmulatorError(
    'INVALID_STATE_FILE',
    `"${file}" is not an emulator state of version ${VERSION}`,
    'Give another file, or delete this one to start afresh.',
  );
}

/** The state as one JSON document. */
export function exportState(state: EmulatorState): string {
  const { counts, strangers, undeliverable } = state.deliveries.toData();
  const saved: SavedState = {
    version: VERSION,
    clockAheadMs: state.clock.now() - Date.now(),
    tokens: state.tokens.all(),
    signingKeys: state.signingKeys.toData(),
    retryKeys: state.retryKeys.toData(),
    replyTokens: state.replyTokens.entries(),
    usage: state.usage.toData(),
    narrowcasts: state.narrowcasts.toData(),
    webhook: state.webhook,
    undeliverable,
    deliveries: encodeNumbers(counts),
    strangers: encodeNumbers(strangers),
    foreign: encodeNumbers(state.foreign.toData()),
    insight: state.insight.toData(),
    audiences: state.audiences.toData(),
  };
  return JSON.stringify(saved);
}

/** Takes an exported state into a fresh one; false when the text is none of this version, and the state must not be used then. */
export function importState(text: string, state: EmulatorState): boolean {
  const saved = readSaved(text);
  if (saved === null) return false;
  try {
    takeOver(saved, state);
    return true;
  } catch {
    return false;
  }
}

function takeOver(saved: SavedState, state: EmulatorState): void {
  if (state.settings.clock === null) state.clock.move(saved.clockAheadMs);
  for (const token of saved.tokens) state.tokens.plant(token);
  state.signingKeys.restore(saved.signingKeys ?? []);
  state.retryKeys.restore(saved.retryKeys);
  for (const [replyToken, token] of saved.replyTokens) state.replyTokens.restore(replyToken, token);
  state.usage.restore(saved.usage);
  state.narrowcasts.restore(saved.narrowcasts);
  const { undeliverable } = saved;
  const [counts, strangers] = [decodeNumbers(saved.deliveries), decodeNumbers(saved.strangers)];
  state.deliveries.restore({ counts, strangers, undeliverable });
  state.foreign.restore(decodeNumbers(saved.foreign ?? ''));
  state.insight.restore(saved.insight ?? { requests: [], units: [] });
  state.audiences.restore(saved.audiences ?? NO_AUDIENCES);
  state.webhook.endpoint = saved.webhook.endpoint;
  state.webhook.active = saved.webhook.active;
}

function readSaved(text: string): SavedState | null {
  try {
    const value: unknown = JSON.parse(text);
    return isSavedState(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether it has the shape that `exportState` writes. What the lists hold is checked by whoever takes it over. */
function isSavedState(value: unknown): value is SavedState {
  return (
    isJsonObject(value) &&
    value['version'] === VERSION &&
    ['clockAheadMs', 'undeliverable'].every((name) => typeof value[name] === 'number') &&
    ['retryKeys', 'deliveries', 'strangers'].every((name) => typeof value[name] === 'string') &&
    ['tokens', 'replyTokens', 'narrowcasts'].every((name) => Array.isArray(value[name])) &&
    ['usage', 'webhook'].every((name) => isJsonObject(value[name]))
  );
}

function encodeNumbers(numbers: Uint32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

function decodeNumbers(base64: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / Uint32Array.BYTES_PER_ELEMENT));
}
