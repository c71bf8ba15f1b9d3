import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shellFor } from '../../../src/adapters/delivery/shell-command.js';
import { createTokenDelivery } from '../../../src/adapters/delivery/token-delivery.js';
import { channelAccessToken } from '../../../src/domain/secret.js';
import type { OutsideTarget } from '../../../src/domain/tokens/delivery-target.js';

const OLD = channelAccessToken('old-token');
const NEW = channelAccessToken('new-token');

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-delivery-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function listen() {
  const heard: string[] = [];
  return { heard, voice: { say: (line: string) => heard.push(line), mask: () => heard.push('mask') } };
}

const modeOf = (path: string) => statSync(path).mode & 0o777;
const envFile = (path: string): OutsideTarget => ({ type: 'env-file', path, variable: 'T' });
const delivery = createTokenDelivery({ PATH: process.env['PATH'] });

describe('an env file', () => {
  it('gets the token, keeps everything else, its mode too, and is put back byte for byte', async () => {
    const path = join(newFolder(), 'app.env');
    const before = Buffer.from('# caf\xe9 \xff\nexport T="old-token" # x\nB=2', 'latin1');
    writeFileSync(path, before);
    chmodSync(path, 0o640);
    const target = await delivery.prepare(envFile(path));
    const kept = await delivery.remember(target);

    await delivery.deliver(target, NEW, listen().voice);

    expect(readFileSync(path)).toEqual(Buffer.from('# caf\xe9 \xff\nexport T="new-token" # x\nB=2', 'latin1'));
    expect(modeOf(path)).toBe(0o640);
    await delivery.takeBack(target, { before: kept, delivered: NEW, previous: OLD }, listen().voice);
    expect(readFileSync(path)).toEqual(before);
    expect(modeOf(path)).toBe(0o640);
    expect(readdirSync(join(path, '..'))).toEqual(['app.env']);
  });

  it('that is missing is made for its owner alone, and goes again', async () => {
    const path = join(newFolder(), 'app.env');
    const target = await delivery.prepare(envFile(path));
    expect(await delivery.remember(target)).toBeNull();

    await delivery.deliver(target, NEW, listen().voice);

    expect(readFileSync(path, 'utf8')).toBe('T=new-token\n');
    expect(modeOf(path)).toBe(0o600);
    await delivery.takeBack(target, { before: null, delivered: NEW, previous: OLD }, listen().voice);
    expect(existsSync(path)).toBe(false);
  });

  it('is found behind symbolic links, which stay', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'app.env'), 'T=old-token\n');
    symlinkSync('real/app.env', join(folder, 'one'));
    symlinkSync('one', join(folder, 'two'));
    symlinkSync('real/new.env', join(folder, 'dangling'));

    for (const link of ['two', 'dangling']) {
      const target = await delivery.prepare(envFile(join(folder, link)));
      await delivery.deliver(target, NEW, listen().voice);
    }

    expect(lstatSync(join(folder, 'two')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real', 'app.env'), 'utf8')).toBe('T=new-token\n');
    expect(readFileSync(join(folder, 'real', 'new.env'), 'utf8')).toBe('T=new-token\n');
  });

  it.each([
    ['a folder', (folder: string) => folder],
    ['a file in a folder that does not exist', (folder: string) => join(folder, 'no', 'app.env')],
    [
      'links in a circle',
      (folder: string) => {
        symlinkSync('b', join(folder, 'a'));
        symlinkSync('a', join(folder, 'b'));
        return join(folder, 'a');
      },
    ],
  ])('cannot be %s: refused before anything is issued', async (_what, pathIn) => {
    await expect(delivery.prepare(envFile(pathIn(newFolder())))).rejects.toMatchObject({
      kind: 'usage',
      code: 'TARGET_NOT_WRITABLE',
    });
  });
});

describe('a command', () => {
  it('gets the token on stdin, in the folder it was named in; what it prints is heard in whole lines', async () => {
    const target = await delivery.prepare({ type: 'exec', command: 'cat; printf err >&2; pwd', folder: null });
    const { heard, voice } = listen();

    await delivery.deliver(target, NEW, voice);

    expect(target).toMatchObject({ folder: process.cwd() });
    expect(new Set(heard)).toEqual(new Set(['new-token', 'err', process.cwd()]));
  });

  it('that ends with another status, or by a signal, has not taken it', async () => {
    for (const [command, status] of [
      ['exit 3', 3],
      ['kill -9 $$', 137],
    ] as const)
      await expect(
        delivery.deliver({ type: 'exec', command, folder: null }, NEW, listen().voice),
      ).rejects.toMatchObject({
        code: 'DELIVERY_FAILED',
        details: { status },
      });
  });

  it('is not started when we are killed before the token is there', () => {
    const folder = newFolder();
    const [program, ...args] = shellFor('cat > stored', true);
    const given = (input: string) => spawnSync(program, args, { cwd: folder, input }).status;
    expect(given('')).not.toBe(0);
    expect(given('new-to')).not.toBe(0);
    expect(existsSync(join(folder, 'stored'))).toBe(false);
    expect(given('new-token\n')).toBe(0);
    expect(readFileSync(join(folder, 'stored'), 'utf8')).toBe('new-token\n');
  });

  it('that does not read its stdin does no harm', async () => {
    const long = channelAccessToken('x'.repeat(1_000_000));
    await delivery.deliver({ type: 'exec', command: 'true', folder: null }, long, listen().voice);
  });

  it('is given the old token again when that is taken back', async () => {
    const { heard, voice } = listen();
    await delivery.takeBack(
      { type: 'exec', command: 'cat', folder: null },
      { before: null, delivered: NEW, previous: OLD },
      voice,
    );
    expect(heard).toEqual(['old-token']);
  });

  it('as a check gets the token in its environment', async () => {
    const { heard, voice } = listen();
    expect(await delivery.check('echo "$LINE_CHANNEL_ACCESS_TOKEN"; exit 5', NEW, voice)).toBe(5);
    expect(heard).toEqual(['new-token']);
  });
});

describe('a workflow file', () => {
  it.each([
    ['GITHUB_ENV', { type: 'github-env', variable: 'T' }],
    ['GITHUB_OUTPUT', { type: 'github-output', name: 'T' }],
  ] as const)(
    'of %s gets the token after it is masked, once, between lines that nobody can foresee',
    async (variable, target) => {
      const path = join(newFolder(), 'commands');
      writeFileSync(path, 'A=1');
      const workflow = createTokenDelivery({ [variable]: path });
      const { heard, voice } = listen();

      await workflow.deliver(await workflow.prepare(target), NEW, voice);
      await workflow.deliver(target, NEW, voice);

      expect(heard).toEqual(['mask', 'mask']);
      expect(readFileSync(path, 'utf8')).toMatch(/^A=1\nT<<(ghadelimiter_[0-9a-f-]{36})\nnew-token\n\1\n$/);
      await workflow.takeBack(target, { before: null, delivered: NEW, previous: OLD }, voice);
      expect(readFileSync(path, 'utf8')).toBe('A=1\n');
    },
  );

  it('is refused outside a workflow', async () => {
    await expect(delivery.prepare({ type: 'github-env', variable: 'T' })).rejects.toMatchObject({
      code: 'NOT_IN_A_WORKFLOW',
    });
  });
});
