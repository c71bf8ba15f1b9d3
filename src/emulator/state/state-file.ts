import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { UsageData } from '../accounting/usage-book.js';
import { type AudiencesData, NO_AUDIENCES } from '../audience/audience-book.js';
import { type BotSetting, changedBot } from '../bot/bot-setting.js';
import type { FollowersData } from '../bot/followers.js';
import type { PeopleData } from '../bot/people.js';
import type { LinkToken } from '../chat/link-tokens.js';
import type { LoadingAnimation } from '../chat/loading-book.js';
import { isWritten } from '../clock.js';
import type { ReceivedData } from '../content/received-book.js';
import { type Channels, createChannels, firstOf, type Platform } from '../control/platform.js';
import type { Coupon } from '../coupons/coupon-book.js';
import { EmulatorError } from '../emulator-error.js';
import type { GroupsData } from '../groups/group-book.js';
import { isJsonObject } from '../http/line-request.js';
import type { InsightData } from '../insight/insight-book.js';
import type { NarrowcastData } from '../narrowcast/narrowcast-ledger.js';
import type { RichMenusData } from '../richmenu/menus/rich-menu-book.js';
import type { ReplyToken } from '../sending/reply-tokens.js';
import type { SentData } from '../sent/sent-book.js';
import type { SigningKeysData } from '../tokens/signing-keys.js';
import type { StoredToken } from '../tokens/token-store.js';
import type { WebhookSetting } from '../webhook/webhook-setting.js';
import { makeFolderOf } from './folder-above.js';
import type { EmulatorState } from './state.js';

const VERSION = 1;

/** What is kept of a channel. */
interface SavedChannel {
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
  /** Messages to those who came after the start, by user ID: in the same way; earlier files have none. */
  readonly laterDeliveries?: string;
  /** Users who are no followers, in the same way. */
  readonly strangers: string;
  /** Users of another provider, in the same way; earlier files have none. */
  readonly foreign?: string;
  /** Earlier files have none. */
  readonly insight?: InsightData;
  /** Earlier files have none. */
  readonly audiences?: AudiencesData;
  /** Earlier files have none. */
  readonly menus?: RichMenusData;
  /** Who came after the start, and who changed; earlier files have none. */
  readonly people?: FollowersData;
  /** Earlier files have none. */
  readonly sent?: SentData;
  /** Earlier files have none. */
  readonly received?: ReceivedData;
  /** Earlier files have none. */
  readonly profiles?: PeopleData;
  /** Earlier files have none. */
  readonly groups?: GroupsData;
  /** Earlier files have none. */
  readonly bot?: BotSetting;
  /** Earlier files have none. */
  readonly loading?: readonly LoadingAnimation[];
  /** Earlier files have none. */
  readonly linkTokens?: readonly LinkToken[];
  /** Earlier files have none. */
  readonly coupons?: readonly Coupon[];
}

/** The first channel stands in the open, as it did when there was no other. */
interface SavedState extends SavedChannel {
  readonly version: typeof VERSION;
  /** How far the emulator's clock was ahead of the machine's. */
  readonly clockAheadMs: number;
  /** The other channels by channel ID. */
  readonly others?: Readonly<Record<string, SavedChannel>>;
}

/**
 * Replaces the file at once: after a crash it holds the old state or the new one, never half of one. The caller is the
 * only one that writes it, so that what a killed emulator left beside it can be swept away.
 */
export async function saveState(file: string, channels: Channels): Promise<void> {
  makeFolderOf(file);
  const target = await realpath(file).catch(() => file);
  const folder = dirname(target);
  const prefix = `.${basename(target).slice(0, 60)}.saving-`;
  const left = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  const temporary = join(folder, `${prefix}${randomBytes(12).toString('hex')}`);
  try {
    await writeSynced(temporary, exportState(channels));
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
export async function loadState(file: string, platform: Pick<Platform, 'channels'>): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return false;
  if (importState(platform, text)) return true;
  throw new EmulatorError(
    'INVALID_STATE_FILE',
    `"${file}" is not an emulator state of version ${VERSION}`,
    'Give another file, or delete this one to start afresh.',
  );
}

/** The state as one JSON document. */
export function exportState(channels: Channels): string {
  const first = firstOf(channels);
  const others = [...channels.values()].filter((state) => state !== first);
  const saved: SavedState = {
    version: VERSION,
    clockAheadMs: first.clock.now() - Date.now(),
    ...savedChannel(first),
    ...(others.length === 0
      ? {}
      : { others: Object.fromEntries(others.map((state) => [state.channel.id, savedChannel(state)])) }),
  };
  return JSON.stringify(saved);
}

function savedChannel(state: EmulatorState): SavedChannel {
  const { counts, later, strangers, undeliverable } = state.deliveries.toData();
  return {
    tokens: state.tokens.all(),
    signingKeys: state.signingKeys.toData(),
    retryKeys: state.retryKeys.toData(),
    replyTokens: state.replyTokens.entries(),
    usage: state.usage.toData(),
    narrowcasts: state.narrowcasts.toData(),
    webhook: state.webhook,
    undeliverable,
    deliveries: encodeNumbers(counts),
    laterDeliveries: encodeNumbers(later),
    strangers: encodeNumbers(strangers),
    foreign: encodeNumbers(state.foreign.toData()),
    insight: state.insight.toData(),
    audiences: state.audiences.toData(),
    menus: state.menus.toData(),
    people: state.followers.toData(),
    sent: state.sent.toData(),
    received: state.received.toData(),
    profiles: state.people.toData(),
    groups: state.groups.toData(),
    bot: state.bot,
    loading: state.loading.toData(),
    linkTokens: state.linkTokens.toData(),
    coupons: state.coupons.toData(),
  };
}

/** Replaces the channels' states by an exported one; false, and nothing done, when the text is none of this version. */
export function importState(platform: Pick<Platform, 'channels'>, text: string): boolean {
  const saved = readSaved(text);
  if (saved === null) return false;
  const { settings } = firstOf(platform.channels);
  const identities = [...platform.channels.values()].map(({ channel }) => channel);
  const channels = createChannels(identities, settings);
  const first = firstOf(channels);
  try {
    if (settings.clock === null) first.clock.move(saved.clockAheadMs);
    if (!isWritten(first.clock.now())) return false;
    takeOver(saved, first);
    for (const [channelId, other] of Object.entries(saved.others ?? {})) {
      const state = channels.get(channelId);
      // A channel that this run was not started with is left out.
      if (state !== undefined && state !== first) takeOver(other, state);
    }
  } catch {
    return false;
  }
  platform.channels = channels;
  return true;
}

function takeOver(saved: SavedChannel, state: EmulatorState): void {
  takeOverPeople(saved, state);
  for (const token of saved.tokens) state.tokens.plant(token);
  state.signingKeys.restore(saved.signingKeys ?? []);
  state.retryKeys.restore(saved.retryKeys);
  for (const [replyToken, token] of saved.replyTokens) state.replyTokens.restore(replyToken, token);
  state.usage.restore(saved.usage);
  state.narrowcasts.restore(saved.narrowcasts);
  state.deliveries.restore({
    counts: decodeNumbers(saved.deliveries),
    later: decodeNumbers(saved.laterDeliveries ?? ''),
    strangers: decodeNumbers(saved.strangers),
    undeliverable: saved.undeliverable,
  });
  state.foreign.restore(decodeNumbers(saved.foreign ?? ''));
  state.insight.restore(saved.insight ?? { requests: [], units: [] });
  state.audiences.restore(saved.audiences ?? NO_AUDIENCES);
  const { endpoint, active } = saved.webhook;
  if (endpoint !== null && !URL.canParse(endpoint)) throw new RangeError('no webhook endpoint');
  state.webhook.endpoint = endpoint;
  state.webhook.active = active;
  takeOverChats(saved, state);
}

/** What earlier files have none of. */
function takeOverChats(saved: SavedChannel, state: EmulatorState): void {
  if (saved.menus !== undefined) state.menus.restore(saved.menus);
  state.sent.restore(saved.sent ?? []);
  state.received.restore(saved.received ?? []);
  state.loading.restore(saved.loading ?? []);
  state.linkTokens.restore(saved.linkTokens ?? []);
  state.coupons.restore(saved.coupons ?? []);
}

function takeOverPeople({ people, profiles, groups = [], bot }: SavedChannel, state: EmulatorState): void {
  if (people !== undefined) state.followers.restore(people);
  if (profiles !== undefined) state.people.restore(profiles);
  state.groups.restore(groups);
  const changed = changedBot(state.bot, { ...bot });
  if (changed === null) throw new RangeError('no account');
  Object.assign(state.bot, changed);
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
    typeof value['clockAheadMs'] === 'number' &&
    isSavedChannel(value) &&
    (value['others'] === undefined ||
      (isJsonObject(value['others']) && Object.values(value['others']).every(isSavedChannel)))
  );
}

function isSavedChannel(value: unknown): value is SavedChannel {
  return (
    isJsonObject(value) &&
    typeof value['undeliverable'] === 'number' &&
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
