import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock, systemRandomness, systemStopwatch } from '../../../../src/adapters/host/host.js';
import { createAttemptJournal } from '../../../../src/adapters/journal/attempt-journal.js';
import { createTeamJournal } from '../../../../src/adapters/journal/team-journal.js';
import { createConfigurationStore } from '../../../../src/adapters/state/configuration/configuration-file.js';
import { createTeamConfiguration } from '../../../../src/adapters/state/configuration/team-configuration.js';
import { createLocks } from '../../../../src/adapters/state/locks.js';
import { postgresEngine } from '../../../../src/adapters/state/postgres/engine.js';
import { Leases } from '../../../../src/adapters/state/postgres/leases/leases.js';
import { parseChannelName, parseRetryKey } from '../../../../src/domain/line/ids.js';
import { channelCalled } from '../../../support/channel-settings.js';
import { freshDatabase, sharedServer } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

/** One state, and machines at it. */
async function team() {
  const url = await freshDatabase();
  const { sql } = await sharedServer();
  const machine = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'line-ops-team-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const server = await stateServerAt(url);
    const leases = new Leases({
      server,
      renewals: server,
      clock: systemClock,
      stopwatch: systemStopwatch,
      random: systemRandomness,
      process: { pid: 4321, host: folder },
    });
    onTestFinished(() => leases.close());
    const engine = postgresEngine(server, (names, session) => leases.prove(names, session));
    const file = createConfigurationStore(folder, createLocks(folder, systemClock));
    const own = createAttemptJournal(folder, systemClock, systemRandomness, { isLedgerShared: true });
    return {
      file,
      configuration: createTeamConfiguration(file, async () => ({ engine, server, locks: leases })),
      ownJournal: own,
      journal: createTeamJournal({ own, engine, clock: systemClock, random: systemRandomness }),
    };
  };
  return { machine, sql: (text: string) => sql(text, url) };
}

describeWithPostgres('the channels of a team', () => {
  it('keep what each of many machines adds at the same time', async () => {
    const { machine } = await team();
    const machines = await Promise.all(Array.from({ length: 4 }, machine));
    await Promise.all(
      machines.map(({ configuration }, index) =>
        configuration.change((before) => ({
          ...before,
          channels: [...before.channels, channelCalled(`shop-${index}`)],
        })),
      ),
    );
    const { channels } = await (await machine()).configuration.read();
    expect(channels.map(({ name }) => name).toSorted()).toEqual(['shop-0', 'shop-1', 'shop-2', 'shop-3']);
  });

  it('are chosen by each for himself, also where somebody else renames or removes one', async () => {
    const { machine } = await team();
    const [one, other] = [await machine(), await machine()];
    await one.configuration.change(() => ({ current: parseChannelName('shop'), channels: [channelCalled('shop')] }));
    expect(await one.configuration.read()).toMatchObject({ current: 'shop' });
    expect(await other.configuration.read()).toMatchObject({ current: null, channels: [{ name: 'shop' }] });
    expect(await one.file.read()).toEqual({ current: 'shop', channels: [] });

    const formerNames = [{ name: parseChannelName('shop'), until: 1 }];
    await other.configuration.change((before) => ({ ...before, channels: [channelCalled('store', { formerNames })] }));
    expect(await one.configuration.read()).toMatchObject({ current: 'store' });
    await other.configuration.change((before) => ({ ...before, channels: [] }));
    expect(await one.configuration.read()).toEqual({ current: null, channels: [] });
  });

  it('keep what a newer version wrote beside them, and are refused where its form is not known', async () => {
    const { machine, sql } = await team();
    const { configuration } = await machine();
    await configuration.change(() => ({ current: null, channels: [channelCalled('shop')] }));
    await sql(`UPDATE line_ops.configuration SET document = jsonb_set(
      jsonb_set(document::jsonb, '{channels,0,colour}', '"green"'), '{motto}', '"new"')::text`);
    await configuration.change(({ channels }) => ({
      current: null,
      channels: [...channels.map((one) => ({ ...one, production: true })), channelCalled('other')],
    }));
    const [row] = await sql('SELECT document FROM line_ops.configuration');
    expect(JSON.parse(String(row?.['document']))).toMatchObject({
      motto: 'new',
      channels: [{ name: 'shop', colour: 'green', production: true }, { name: 'other' }],
    });

    await sql("UPDATE line_ops.configuration SET document = jsonb_set(document::jsonb, '{version}', '99')::text");
    const before = await sql('SELECT * FROM line_ops.configuration');
    await expect(configuration.read()).rejects.toMatchObject({ kind: 'usage', code: 'STATE_SERVER_TOO_NEW' });
    await expect(configuration.change((same) => same)).rejects.toMatchObject({ code: 'STATE_SERVER_TOO_NEW' });
    expect(await sql('SELECT * FROM line_ops.configuration')).toEqual(before);
    await sql("UPDATE line_ops.configuration SET document = '['");
    await expect(configuration.read()).rejects.toMatchObject({ code: 'CONFIG_DAMAGED' });
    // What is this machine's own needs none of them.
    expect(await configuration.logsBodies()).toBe(false);
  });
});

describeWithPostgres('what a team has attempted', () => {
  const KEY = parseRetryKey('11111111-2222-4333-8444-555555555555');
  const attempt = (batch: number) => ({ batch, retryKey: KEY, at: 1_700_000_000_000, lineAheadMs: null });

  it('is known to every machine where no ledger holds it, until it is taken back', async () => {
    const { machine } = await team();
    const [one, other] = [await machine(), await machine()];
    const subject = { fileName: 'api-key', id: 'api-key', isInLedger: false };
    const [ours, theirs] = [await one.journal.open(subject, () => true), await other.journal.open(subject, () => true)];
    await Promise.all([ours.begin(null), theirs.begin(null)]);
    expect((await other.journal.read(subject, () => true)).hasAttempts).toBe(false);

    // Of two who note at once, one at least learns of the other.
    const heard = await Promise.all([ours.note(attempt(1)), theirs.note(attempt(2))]);
    expect(heard.flat().length).toBeGreaterThan(0);
    expect(await ours.look(KEY)).toEqual([attempt(2)]);
    expect(await theirs.look(KEY)).toEqual([attempt(1)]);
    await theirs.takeBack(KEY, null);
    expect(await ours.look(KEY)).toEqual([]);
    const { hasAttempts, attemptsAt } = await (await machine()).journal.read(subject, () => true);
    expect(hasAttempts).toBe(true);
    expect(attemptsAt(KEY)).toEqual([attempt(1)]);
    await Promise.all([ours.close(), theirs.close()]);
  });

  it('is written nowhere but on the machine where the ledger holds it: nothing is missing on another one', async () => {
    const { machine, sql } = await team();
    const [one, other] = [await machine(), await machine()];
    const subject = { fileName: 'b-20260115-aaaaaa', id: 'b-20260115-aaaaaa', isInLedger: true };
    const opened = await one.journal.open(subject, () => true);
    await opened.begin(null);
    await opened.note(attempt(1));
    await opened.close();
    expect(await sql('SELECT * FROM line_ops.journal_line')).toEqual([]);
    expect(await other.journal.read(subject, () => true)).toMatchObject({ isKept: false, isLedgerShared: true });
  });

  it('does not leave where the server cannot take the note, and is not noted as left here either', async () => {
    const { machine, sql } = await team();
    const { journal, ownJournal } = await machine();
    const subject = { fileName: 'api-key', id: 'api-key', isInLedger: false };
    const opened = await journal.open(subject, () => true);
    await opened.begin(null);
    await sql('DROP TABLE line_ops.journal_line');
    await expect(opened.note(attempt(1))).rejects.toThrow();
    expect((await ownJournal.read(subject, () => true)).hasAttempts).toBe(false);
    await opened.close();
  });
});
