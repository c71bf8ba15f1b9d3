import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exited, openWorld, type World } from '../support/binary.js';
import { hasPseudoTerminal } from '../support/pseudo-terminal.js';
import { sit } from '../support/sitting.js';

const DYING = fileURLToPath(new URL('../support/dying.mjs', import.meta.url));
/** Who may write nothing; only root can run a program as somebody else. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const ENTER = '\r';
const CTRL_C = '\u0003';

const BEFORE = '{"type":"Text","text":"hello"}\n';
const AFTER = '{"type":"text","text":"hello"}\n';
/** More than one write of the system takes, and more than the limit of the full disk. */
const LARGE = BEFORE.replace('hello', 'a'.repeat(2_000_000));

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world[Symbol.asyncDispose]());

const read = (path: string) => readFileSync(path, 'utf8');

describe('message fix --write', () => {
  it.each(['writeSync', 'fsyncSync', 'renameSync'])(
    'leaves the old file whole when it is killed at %s, and nothing beside it after the next run',
    async (step) => {
      const path = world.file(`${step}.json`, BEFORE);
      const others = readdirSync(world.folder);
      const env = { NODE_OPTIONS: `--import=${DYING}`, DIES_AT: `${step}:${step}.json` };
      const { signal, stderr } = await world.run(['message', 'fix', '--write', path], { env });
      expect(signal, stderr).toBe('SIGKILL');
      expect(read(path)).toBe(BEFORE);
      exited(0, await world.run(['message', 'fix', '--write', path]));
      expect(read(path)).toBe(AFTER);
      expect(readdirSync(world.folder)).toEqual(others);
    },
  );

  it('leaves the old file whole where the disk is full', async () => {
    const path = world.file('large.json', LARGE);
    const others = readdirSync(world.folder);
    const { exitCode, stderr } = await world.run(['message', 'fix', '--write', '-q', path], {
      // POSIX counts in blocks of 512 bytes; what passes the limit ends as on a full disk.
      shell: 'trap "" XFSZ; ulimit -f 512; exec "$@"',
    });
    expect([1, 2]).toContain(exitCode);
    expect(stderr).toContain(`error: cannot write ${path}: `);
    expect(read(path) === LARGE).toBe(true);
    expect(readdirSync(world.folder)).toEqual(others);
  });

  it('says so where the folder is not to be written, and mends the other files', async () => {
    const folder = join(world.folder, 'read-only');
    const path = join(folder, 'sale.json');
    mkdirSync(folder);
    writeFileSync(path, BEFORE);
    const open = join(world.folder, 'open');
    mkdirSync(open);
    const other = join(open, 'other.json');
    writeFileSync(other, BEFORE);
    if (isRoot) for (const name of [path, other, open]) chownSync(name, NOBODY, NOBODY);
    chmodSync(folder, 0o555);
    chmodSync(world.folder, 0o755);
    const uid = isRoot ? { uid: NOBODY } : {};
    const { exitCode, stderr } = await world.run(['message', 'fix', '--write', path, other], uid);
    chmodSync(folder, 0o755);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: cannot write ${path}: no permission\nhint: It is as it was.`);
    expect(read(path)).toBe(BEFORE);
    expect(read(other)).toBe(AFTER);
  });

  it('never asks where stdin is closed, and agrees to nothing', async () => {
    const before = '{"type":"text","text":"a","quoteTokn":"q"}';
    const path = world.file('asked.json', before);
    const { stderr } = exited(0, await world.run(['message', 'fix', '--write', path], { env: { CI: '1' } }));
    expect(stderr).toContain('"quoteToken" for "quoteTokn"');
    expect(read(path)).toBe(before);
  });
});

describe.runIf(hasPseudoTerminal)('message fix at a real terminal', () => {
  const bubble =
    '{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"text","text":"Hi","wieght":"bold"}]}}';

  it('asks about a name and the words, and writes them', async () => {
    const path = world.file('bubble.json', bubble);
    const { sees, type, ended } = sit(world, ['message', 'fix', '--write', path]);
    await sees('write "weight" for "wieght"?');
    type(`y${ENTER}`);
    await sees('its alternative text');
    type(`Hello${ENTER}`);
    expect(await ended).toBe(0);
    expect(read(path)).toBe(`{"type":"flex","altText":"Hello","contents":${bubble.replace('wieght', 'weight')}}`);
  });

  it('leaves a question unanswered with Ctrl-C, and the file as it was', async () => {
    const path = world.file('left.json', bubble);
    const { sees, type, ended } = sit(world, ['message', 'fix', '--write', path]);
    await sees('write "weight" for "wieght"?');
    type(CTRL_C);
    expect(await ended).toBe(130);
    expect(read(path)).toBe(bubble);
  });
});
