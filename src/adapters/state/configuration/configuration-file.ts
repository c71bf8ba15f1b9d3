import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, isQuestionId } from '../../../domain/doctor/answers.js';
import { failure, LineOpsError, reasonOf } from '../../../domain/failure/failure.js';
import { isMissing } from '../../../domain/failure/system-errors.js';
import { isUserId, parseChannelId, parseChannelName, parseSigningKeyId } from '../../../domain/line/ids.js';
import { parseDuration } from '../../../domain/text/duration.js';
import { isJsonObject } from '../../../domain/text/json-object.js';
import type { TriedWebhook } from '../../../domain/webhook/tried.js';
import type { ChannelSettings, Configuration, ConfigurationStore, FormerName, Locks } from '../../../ports/store.js';
import { withLock } from '../../../ports/with-lock.js';
import { makePrivateFolder, stateFailure } from '../folders.js';

/** The form of the document. */
export const VERSION = 1;
const LOCK_WAIT_MS = 5_000;

/** So long back a broadcast is compared with earlier ones, so that nobody gets the same message twice. */
const LEAST_KEPT_MS = 24 * 60 * 60 * 1000;

/** Configuration in `config.json` of the folder: read as a plain file, written through conf. */
export function createConfigurationStore(folder: string, locks: Locks): ConfigurationStore {
  const path = join(folder, 'config.json');
  return {
    async read() {
      return readConfiguration(path);
    },
    async logsBodies() {
      const { log } = readFile(path);
      return isJsonObject(log) && log['bodies'] === true;
    },
    async keepRecipientsMs() {
      const { broadcast } = readFile(path);
      const kept = isJsonObject(broadcast) ? broadcast['keepRecipients'] : undefined;
      if (kept === undefined || kept === null) return null;
      return understood(path, () => {
        if (typeof kept !== 'string') throw new Error('"broadcast.keepRecipients" is no duration, such as "90d"');
        const ms = parseDuration(kept);
        if (LEAST_KEPT_MS <= ms) return ms;
        throw new Error('"broadcast.keepRecipients" is less than 1d: whom a message reached today must be known');
      });
    },
    async change(edit) {
      const busy = () => failure('STATE_BUSY', { which: 'file', path });
      await withLock(locks, { name: 'configuration', waitMs: LOCK_WAIT_MS, busy }, async () => {
        const { current, channels } = await edit(readConfiguration(path));
        try {
          makePrivateFolder(folder);
          sweepLeftovers(folder);
          const { default: Conf } = await import('conf');
          const conf = new Conf({
            cwd: folder,
            configName: 'config',
            projectName: 'line-ops',
            projectSuffix: '',
            configFileMode: 0o600,
          });
          // What else stands in the file stays.
          conf.set({ version: VERSION, current, channels: channels.map((channel) => ({ ...channel })) });
        } catch (cause) {
          throw cause instanceof LineOpsError ? cause : stateFailure({ verb: 'write', path }, cause);
        }
      });
    },
  };
}

/** What conf leaves beside the file when it is killed. The caller holds the lock: nobody else is writing. */
function sweepLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (/^config\.json\.tmp-[0-9a-f]{16}$/.test(name)) rmSync(join(folder, name), { force: true });
}

/** What the file holds; nothing where there is none. */
function readFile(path: string): Readonly<Record<string, unknown>> {
  const text = readText(path) ?? '{}';
  return understood(path, () => {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) throw new Error('it is not a JSON object');
    return value;
  });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw stateFailure({ verb: 'read', path }, cause);
  }
}

function readConfiguration(path: string): Configuration {
  const file = readFile(path);
  return understood(path, () => configurationOf(file, () => failure('CONFIG_TOO_NEW', {})));
}

/** @throws {LineOpsError} `failure` for what cannot be understood. */
function understood<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof LineOpsError && cause.code === 'CONFIG_TOO_NEW') throw cause;
    throw failure('CONFIG_DAMAGED', { which: 'file', path, why: reasonOf(cause) }, { cause });
  }
}

/**
 * The configuration in such a document, wherever it lies; what else stands in it is of a later version, or of another reader.
 *
 * @throws {LineOpsError} what `tooNew` makes of a version that is not known yet; an error in words for what cannot be understood.
 */
export function configurationOf(
  value: Readonly<Record<string, unknown>>,
  tooNew: (version: number) => LineOpsError,
): Configuration {
  const { version } = value;
  if (typeof version === 'number' && VERSION < version) throw tooNew(version);
  const channels = value['channels'] ?? [];
  if (!Array.isArray(channels)) throw new Error('"channels" is not a list');
  const current = value['current'] ?? null;
  return {
    current: typeof current === 'string' ? parseChannelName(current) : null,
    channels: channels.map(channelOf),
  };
}

function channelOf(value: unknown): ChannelSettings {
  if (!isJsonObject(value)) throw new Error('a channel is not a JSON object');
  const {
    name,
    channelId,
    signingKeyId,
    botUserId,
    botName,
    production,
    timeZone,
    formerNames,
    answers,
    triedWebhooks,
  } = value;
  if (typeof name !== 'string' || typeof channelId !== 'string') throw new Error('a channel has no name or channelId');
  return {
    name: parseChannelName(name),
    channelId: parseChannelId(channelId),
    signingKeyId: typeof signingKeyId === 'string' ? parseSigningKeyId(signingKeyId) : null,
    botUserId: typeof botUserId === 'string' && isUserId(botUserId) ? botUserId : null,
    botName: typeof botName === 'string' ? botName : null,
    production: production === true,
    timeZone: typeof timeZone === 'string' ? timeZone : null,
    formerNames: Array.isArray(formerNames) ? formerNames.map(formerNameOf) : [],
    answers: Array.isArray(answers) ? answers.flatMap(answerOf) : [],
    triedWebhooks: Array.isArray(triedWebhooks) ? triedWebhooks.flatMap(triedWebhookOf) : [],
  };
}

function formerNameOf(value: unknown): FormerName {
  if (!isJsonObject(value) || typeof value['name'] !== 'string' || typeof value['until'] !== 'number')
    throw new Error('a former name of a channel has no name or time');
  return { name: parseChannelName(value['name']), until: value['until'] };
}

/** An answer to a question that is asked no more says nothing; none is better than one that was never given. */
function answerOf(value: unknown): readonly Answer[] {
  if (!isJsonObject(value)) return [];
  const { id, says, note, by, at } = value;
  if (typeof id !== 'string' || !isQuestionId(id) || (says !== 'yes' && says !== 'no')) return [];
  if (typeof by !== 'string' || typeof at !== 'number' || !isTime(at)) return [];
  return [{ id, says, note: typeof note === 'string' ? note : null, by, at }];
}

function triedWebhookOf(value: unknown): readonly TriedWebhook[] {
  if (!isJsonObject(value)) return [];
  const { url, at, passed } = value;
  if (typeof url !== 'string' || typeof at !== 'number' || !isTime(at)) return [];
  return [{ url, at, passed: typeof passed === 'boolean' ? passed : null }];
}

function isTime(at: number): boolean {
  return !Number.isNaN(new Date(at).getTime());
}
