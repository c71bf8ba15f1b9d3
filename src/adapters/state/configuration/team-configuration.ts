import { failure, LineOpsError, reasonOf } from '../../../domain/failure/failure.js';
import type { ChannelName } from '../../../domain/line/ids.js';
import { isJsonObject } from '../../../domain/text/json-object.js';
import type { ChannelSettings, Configuration, ConfigurationStore, Locks } from '../../../ports/store.js';
import { withLock } from '../../../ports/with-lock.js';
import type { StateServer } from '../postgres/server.js';
import type { StateEngine } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';
import { firstRow, run, type Steps } from '../sql/steps.js';
import { configurationOf, VERSION } from './configuration-file.js';

/** Longer than it takes until the lease of a process that died has lapsed. */
const LOCK_WAIT_MS = 20_000;

/** The state of the team. */
interface TeamState {
  readonly engine: StateEngine;
  readonly server: Pick<StateServer, 'name'>;
  readonly locks: Locks;
}

type Document = Readonly<Record<string, unknown>>;

/**
 * The channels belong to the team and lie in the server. Which of them is the current one is each person's own choice,
 * and stays in the file of this machine; so do `log` and `broadcast.keepRecipients`, which are written there by hand:
 * the log is this machine's, and recipients are forgotten by the machine whose `prune` says so.
 *
 * @param own the configuration file of this machine.
 * @param team is asked for when the channels are: what is this machine's own is known also where the server is away.
 */
export function createTeamConfiguration(own: ConfigurationStore, team: () => Promise<TeamState>): ConfigurationStore {
  const read = async (): Promise<Configuration> => {
    const { current } = await own.read();
    const { engine, server } = await team();
    const channels = channelsIn(await engine.read(() => storedDocument(server.name)), server.name);
    return { channels, current: current === null ? null : chosen(current, channels) };
  };
  return {
    read,
    async change(edit) {
      const { engine, server, locks } = await team();
      const busy = () => failure('STATE_BUSY', { which: 'file', path: `the channels in ${server.name}` });
      await withLock(locks, { name: 'configuration', waitMs: LOCK_WAIT_MS, busy }, async () => {
        const before = await read();
        const { current, channels } = await edit(before);
        if (!isSame(channels, before.channels))
          await engine.write(() => storing(server.name, channels), { under: 'configuration' });
        if (current !== before.current) await own.change((file) => ({ ...file, current }));
      });
    },
    logsBodies: () => own.logsBodies(),
    keepRecipientsMs: () => own.keepRecipientsMs(),
  };
}

function channelsIn(document: Document, server: string): readonly ChannelSettings[] {
  const tooNew = (version: number) => failure('STATE_SERVER_TOO_NEW', { server, version, known: VERSION });
  return understood(server, () => configurationOf(document, tooNew).channels);
}

/** Somebody of the team may have renamed the channel, or removed it: then there is no choice. */
function chosen(current: ChannelName, channels: readonly ChannelSettings[]): ChannelName | null {
  const named = channels.find(({ name }) => name === current);
  const renamed = channels.find(({ formerNames }) => formerNames.some(({ name }) => name === current));
  return (named ?? renamed)?.name ?? null;
}

function* storedDocument(server: string): Steps<Document> {
  const row = yield* firstRow('SELECT document FROM configuration WHERE one = 1');
  if (row === undefined) return {};
  const text = readRow(row).text('document');
  return understood(server, () => {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) throw new Error('it is not a JSON object');
    return value;
  });
}

/** What else stands in the document, and in its channels, stays: the versions of a team differ. */
function* storing(server: string, channels: readonly ChannelSettings[]): Steps<void> {
  const document = yield* storedDocument(server);
  const stored = Array.isArray(document['channels']) ? document['channels'].filter(isJsonObject) : [];
  const completed = channels.map((channel) => ({ ...storedOf(channel, stored), ...channel }));
  const text = JSON.stringify({ ...document, version: VERSION, channels: completed });
  yield* run(
    'INSERT INTO configuration (one, document) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET document = excluded.document',
    text,
  );
}

/** The same channel as it is stored, under its name or the one before. */
function storedOf({ name, channelId, formerNames }: ChannelSettings, stored: readonly Document[]): Document {
  const ofChannel = stored.filter((one) => one['channelId'] === channelId);
  const isCalled = (called: ChannelName | undefined) => (one: Document) => one['name'] === called;
  return ofChannel.find(isCalled(name)) ?? ofChannel.find(isCalled(formerNames.at(-1)?.name)) ?? {};
}

function isSame(channels: readonly ChannelSettings[], others: readonly ChannelSettings[]): boolean {
  return JSON.stringify(channels) === JSON.stringify(others);
}

/** @throws {LineOpsError} `failure` for what cannot be understood. */
function understood<Result>(server: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof LineOpsError && cause.code === 'STATE_SERVER_TOO_NEW') throw cause;
    throw failure('CONFIG_DAMAGED', { which: 'server', server, why: reasonOf(cause) }, { cause });
  }
}
