import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const LINKS = 'https://example.com/sale & https://example.com/<b>';

let emulator: Emulator;
let cli: CommandLine;

async function platform(followers = 600): Promise<void> {
  emulator = await startEmulator({ followers, longLived: true, narrowcastMs: 30 });
  cli = openCommandLine(emulator.env);
  onTestFinished(async () => {
    cli.remove();
    await emulator.stop();
  });
}

beforeEach(() => platform());

async function send(...options: readonly string[]): Promise<string> {
  const messages = join(cli.home, 'message.json');
  writeFileSync(messages, JSON.stringify({ type: 'text', text: LINKS }));
  const { stdout, stderr } = await cli.run('broadcast', 'send', '--messages', messages, '--yes', '--json', ...options);
  expect(stderr).not.toContain('error');
  return JSON.parse(stdout).id;
}

interface Unit {
  readonly status: string;
  readonly accepted: number;
  readonly uniqueImpression: number | null;
  readonly askedAt: string | null;
}

async function insight(id: string): Promise<{ readonly units: readonly Unit[]; readonly heldOut: number }> {
  const { exitCode, stdout } = await cli.run('broadcast', 'insight', id, '--json');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

describe('broadcast insight of a unit', () => {
  it('goes from nothing yet over counting to final, which is kept and never asked for again', async () => {
    const id = await send('--to', 'followers', '--unit', 'Spring_1', '--hold-out', '10%');

    const first = await insight(id);
    expect(Object.keys(first)).toEqual(['schema', 'id', 'units', 'heldOut']);
    expect(first).toMatchObject({
      schema: 'line-ops/broadcast-insight@1',
      id,
      units: [
        {
          unit: 'Spring_1',
          requestId: null,
          stage: null,
          status: 'counting',
          accepted: 600 - first.heldOut,
          delivered: null,
          uniqueImpression: null,
          uniqueClick: null,
          missing: { uniqueImpression: 'not-yet', uniqueClick: 'not-yet' },
          urls: [],
          sharedWith: [],
        },
      ],
    });
    expect(first.heldOut).toBeGreaterThan(0);

    emulator.moveClock(5 * DAY_MS);
    const counting = await insight(id);
    expect(counting).toMatchObject({
      units: [
        {
          status: 'counting',
          uniqueImpression: expect.any(Number),
          uniqueClick: expect.any(Number),
          missing: { uniqueImpression: null, uniqueClick: null },
          urls: [{ seq: 1, url: 'https://example.com/sale' }, { seq: 1 }],
        },
      ],
    });

    emulator.moveClock(11 * DAY_MS);
    const final = await insight(id);
    expect(final.units[0]?.status).toBe('final');
    expect(final.units[0]?.uniqueImpression).toBeGreaterThanOrEqual(Number(counting.units[0]?.uniqueImpression));

    // Whoever asks now asks nobody.
    await emulator.stop();
    expect(await insight(id)).toEqual(final);
    expect(JSON.parse((await cli.run('broadcast', 'report', id, '--json')).stdout).insight).toMatchObject({
      units: final.units,
      heldOut: final.heldOut,
    });
  });

  it('shows offline what was heard last, with its date', async () => {
    const id = await send('--to', 'followers', '--unit', 'spring');
    emulator.moveClock(3 * DAY_MS);
    const heard = await insight(id);
    await emulator.stop();

    const { exitCode, stdout } = await cli.run('broadcast', 'report', id);

    expect(exitCode).toBe(0);
    expect(stdout).toContain(`opened           ${heard.units[0]?.uniqueImpression} people`);
    expect(stdout).toMatch(/they change for 14 days after the send; LINE was asked\s+\d{4}-\d\d-\d\d/);
    const asked = await cli.run('broadcast', 'insight', id);
    expect(asked.exitCode).toBe(6);
  });

  it('shows what was heard before where LINE answers with a failure, and fails', async () => {
    const id = await send('--to', 'followers', '--unit', 'spring');
    emulator.moveClock(3 * DAY_MS);
    emulator.setFaults(['500-before=1@insight-per-unit']);
    expect(await cli.run('broadcast', 'insight', id, '--json')).toMatchObject({ exitCode: 6, stdout: '' });
    emulator.setFaults([]);
    const heard = await insight(id);

    emulator.setFaults(['500-before=1@insight-per-unit']);
    const { exitCode, stdout } = await cli.run('broadcast', 'insight', id, '--json');

    expect(exitCode).toBe(6);
    expect(JSON.parse(stdout)).toEqual(heard);
  });

  it('asks nothing with --dry-run, and says how much it would ask', async () => {
    const id = await send('--to', 'followers', '--unit', 'spring');
    const { exitCode, stdout, stderr } = await cli.run('broadcast', 'insight', id, '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('LINE was not asked yet');
    expect(stderr).toContain('would ask LINE 1 question, each one of 60 an hour');
    expect((await cli.run('broadcast', 'report', id, '--json')).stdout).toContain('"insight":null');
  });

  it('names the other broadcasts that LINE counts under the same unit, in its own spelling alone', async () => {
    const one = await send('--to', 'followers', '--unit', 'spring');
    const other = await send('--to', 'followers', '--unit', 'spring', '--again');
    await send('--to', 'followers', '--unit', 'Spring', '--again');

    expect(await insight(one)).toMatchObject({ units: [{ sharedWith: [other] }] });
  });

  it('says too few of what fewer than 20 people did in all fourteen days', async () => {
    await platform(15);
    const id = await send('--to', 'followers', '--unit', 'spring');
    emulator.moveClock(15 * DAY_MS);
    expect(await insight(id)).toMatchObject({
      units: [
        { status: 'final', uniqueImpression: null, missing: { uniqueImpression: 'too-few', uniqueClick: 'too-few' } },
      ],
    });
  });

  it('asks no more than 60 times an hour, by what was asked from here', async () => {
    const id = await send('--to', 'followers', '--unit', 'spring');
    const log = join(cli.home, 'logs');
    await insight(id);
    const [file = ''] = readdirSync(log).filter((name) => name.startsWith('requests'));
    const lines = readFileSync(join(log, file), 'utf8');
    const asked = lines.split('\n').find((line) => line.includes('/event/aggregation')) ?? '';
    writeFileSync(join(log, file), `${lines}${`${asked}\n`.repeat(59)}`);

    const { exitCode, stdout, stderr } = await cli.run('broadcast', 'insight', id, '--json');

    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ units: [{ status: 'counting' }] });
    expect(stderr).toContain('INSIGHT_USED_UP');
  });
});

describe('broadcast insight without a unit', () => {
  it('says of a multicast that LINE keeps none, and what to do next time', async () => {
    const id = await send('--to', 'followers');
    expect(await insight(id)).toMatchObject({
      units: [{ unit: null, status: 'none', accepted: 600, missing: { uniqueImpression: 'no-unit' }, askedAt: null }],
    });
    const { exitCode, stdout } = await cli.run('broadcast', 'insight', id);
    expect(exitCode).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain('next time add --unit <name>');
  });

  it('is by request for each stage to friends', async () => {
    const id = await send('--to', 'friends', '--stages', '50%,rest');
    emulator.moveClock(4 * DAY_MS);
    const { units } = await insight(id);
    expect(units).toMatchObject([
      { unit: null, stage: 1, delivered: 300, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { unit: null, stage: 2, delivered: 300 },
    ]);
    expect(units.every(({ uniqueImpression }) => (uniqueImpression ?? 0) > 20)).toBe(true);
  });

  it('says of a request that LINE does not know, where its numbers would be', async () => {
    const id = await send('--to', 'friends');
    await fetch(`${emulator.url}/_emulator/reset`, { method: 'POST' });
    const { exitCode, stdout } = await cli.run('broadcast', 'insight', id);
    expect(exitCode === 0 ? stdout : '').toContain('LINE does not know this request (404)');
  });
});

it('the page of a report has the numbers and their bars, and nothing of a URL is markup', async () => {
  const id = await send('--to', 'followers', '--unit', 'spring');
  emulator.moveClock(15 * DAY_MS);
  await insight(id);
  const page = join(cli.home, 'page.html');

  await cli.run('broadcast', 'report', id, '--html', page);

  const html = readFileSync(page, 'utf8');
  expect(html).toContain('Opened and followed, as LINE counts it');
  expect(html).toMatch(/<svg [^>]*aria-label="accepted 600, opened \d+, followed a link \d+"/);
  expect(html).toContain('https://example.com/sale');
  expect(html).not.toContain('/<b>');
});
