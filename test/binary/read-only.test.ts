import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { exited, MULTICAST, openWorld, type World } from '../support/binary.js';

/** Who may write nothing; only root can run a program as somebody else. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let world: World;
let folder: string;
let broadcast: string;
const emptyHome = () => join(folder, 'nothing-here');
const fullHome = () => join(folder, 'home');
const named = (name: string) => join(folder, name);

beforeAll(async () => {
  world = await openWorld({ followers: 3, quota: 1000 });
  folder = mkdtempSync(join(tmpdir(), 'line-ops-read-only-'));
  writeFileSync(named('m.json'), '{"type":"text","text":"hello"}');
  writeFileSync(named('ids.txt'), `${followerId(0)}\n${followerId(1)}\n`);
  exited(0, await world.run(['channel', 'add', 'shop']));
  exited(0, await world.run(['token', 'issue', '--type', 'short-lived', '--label', 'kept', '--channel', 'shop']));
  const created = await world.json(['broadcast', 'create', '--messages', named('m.json'), '--to', named('ids.txt')]);
  broadcast = String(created['id']);
  cpSync(world.home, fullHome(), { recursive: true });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o555 : 0o444);
  chmodSync(folder, 0o555);
  if (isRoot) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
  for (const secret of ['secrets.json']) chmodSync(join(fullHome(), 'secrets', secret), 0o400);
  chmodSync(join(fullHome(), 'secrets'), 0o500);
});

afterAll(async () => {
  for (const path of [
    folder,
    fullHome(),
    named('journal'),
    ...['secrets', 'locks', 'logs'].map((name) => join(fullHome(), name)),
  ])
    if (statSync(path, { throwIfNoEntry: false })) chmodSync(path, 0o755);
  rmSync(folder, { recursive: true, force: true });
  await world[Symbol.asyncDispose]();
});

const run = (home: string, args: readonly string[]) =>
  world.run(args, {
    env: { LINE_OPS_HOME: home, LINE_OPS_JOURNAL: named('journal') },
    ...(isRoot ? { uid: NOBODY } : {}),
  });

const READS: readonly (readonly [args: readonly string[], says: string])[] = [
  [['quota'], '1,000'],
  [['token', 'list', '--offline'], 'Known here'],
  [['token', 'list'], 'Known here'],
  [['token', 'check'], ''],
  [['channel', 'list'], ''],
  [['channel', 'show'], 'Emulated bot'],
  [['webhook', 'show'], 'endpoint'],
  [['broadcast', 'list'], ''],
  [['user', 'show', followerId(0), '--offline'], 'this state'],
  [['broadcast', 'prune', '--older-than', '90d', '--dry-run'], 'No broadcast that ended'],
  [['log', 'list'], ''],
];

describe.concurrent('what only reads works where nothing can be written', () => {
  it.each(READS)('%j, with a state and without one', async (args, says) => {
    for (const home of [fullHome(), emptyHome()]) {
      const { stdout } = exited(0, await run(home, args));
      expect(stdout).toContain(says);
    }
  });

  it.each(['/dev/null', '/proc/1'])(
    'a home below which nothing can be made, as %s, is one without a state',
    async (home) => {
      for (const env of [{ LINE_OPS_HOME: home }, { LINE_OPS_HOME: undefined, HOME: home }])
        expect(exited(0, await world.run(['broadcast', 'list'], { env })).stdout).toBe('No broadcasts.\n');
    },
  );

  it('reads what is there', async () => {
    expect((await run(fullHome(), ['token', 'list', '--offline', '--channel', 'shop'])).stdout).toContain('kept');
    for (const verb of ['show', 'report', 'verify'])
      expect(exited(0, await run(fullHome(), ['broadcast', verb, broadcast])).stdout).toContain(broadcast);
    const plan = ['broadcast', 'plan', '--messages', named('m.json'), '--to', named('ids.txt')];
    expect(exited(0, await run(fullHome(), plan)).stdout).toContain('2 unique of 2');
    expect(exited(0, await run(emptyHome(), plan)).stdout).toContain('2 unique of 2');
    expect(exited(0, await run(emptyHome(), ['message', 'validate', named('m.json')])).stdout).toContain('ok');
  });
});

it.runIf(isRoot)('a user whom the system does not know, and who has no home, can read all the same', async () => {
  for (const HOME of [undefined, '/nonexistent']) {
    const options = { env: { LINE_OPS_HOME: undefined, HOME }, uid: 12_345 };
    expect(exited(0, await world.run(['quota'], options)).stdout).toContain('1,000');
    expect((await world.run(['--help'], options)).exitCode).toBe(0);
  }
});

describe.runIf(isRoot)('where nobody has said where state goes, and there is no home folder', () => {
  it.each([
    [['token', 'issue', '--type', 'v2.1']],
    [['token', 'get']],
    [['user', 'list']],
    [['channel', 'add', 'other']],
    [['broadcast', 'create', '--messages', 'm.json', '--to', 'ids.txt']],
    [['message', 'push', '--to', followerId(0), 'm.json', '--yes']],
  ])('%j says what to set, and asks LINE for nothing that stays', async (args) => {
    const words = args.map((word) => (/^(m\.json|ids\.txt)$/.test(word) ? named(word) : word));
    // A stateless token of the run's own is nobody's to keep.
    const kept = async () => (await world.tokens()).filter(({ type }) => type !== 'stateless');
    const before = await kept();
    for (const HOME of [undefined, '/nonexistent']) {
      const { stderr } = exited(2, await world.run(words, { env: { LINE_OPS_HOME: undefined, HOME }, uid: 12_345 }));
      expect(stderr).toMatch(/^error: .*home folder/m);
      expect(stderr).toContain('hint: Set LINE_OPS_HOME');
    }
    expect(await kept()).toEqual(before);
    expect(world.delivered().messages).toBe(0);
  });
});

describe.concurrent('what writes says that it cannot, before LINE is asked for anything', () => {
  it.each([
    [['token', 'issue']],
    [['message', 'push', '--to', followerId(0), 'm.json']],
    [['broadcast', 'send', '--yes', '--messages', 'm.json', '--to', 'ids.txt']],
    [['channel', 'add', 'other']],
    [['key', 'generate', '--channel', 'shop', '--yes']],
  ])('%j', async (args) => {
    for (const home of [fullHome(), emptyHome()]) {
      const words = args.map((word) => (/^(m\.json|ids\.txt)$/.test(word) ? named(word) : word));
      const { stderr } = await run(home, words);
      expect(stderr).toMatch(/^error: .*(no permission|read-only|no channel is named)/m);
      expect(stderr).not.toContain('bug');
      expect(stderr).not.toMatch(/\bE[A-Z]{4,}\b/);
    }
    expect(world.requestsTo(MULTICAST)).toBe(0);
    expect(world.requestsTo('/v2/bot/message/push')).toBe(0);
  });
});
