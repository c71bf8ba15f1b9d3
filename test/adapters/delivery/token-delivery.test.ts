import {
  chmodSync,
  existsSync,
  linkSync,
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
import { createTokenDelivery } from '../../../src/adapters/delivery/token-delivery.js';
import { channelAccessToken } from '../../../src/domain/line/secret.js';
import type { OutsideTarget } from '../../../src/domain/tokens/delivery-target.js';
import { toldAs } from '../../support/failures.js';

const OLD = channelAccessToken('old-token');
const NEW = channelAccessToken('new-token');
const NO_BOUNDS = { timeoutMs: null, stop: null };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-delivery-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function listen() {
  const heard: string[] = [];
  return { heard, observer: { say: (line: string) => heard.push(line), mask: () => heard.push('mask') } };
}

const modeOf = (path: string) => statSync(path).mode & 0o777;
const envFile = (path: string): OutsideTarget => ({ type: 'env-file', path, variable: 'T' });
const delivery = createTokenDelivery({ PATH: process.env['PATH'] });

describe('an env file', () => {
  it('gets the token, keeps everything else, its mode too, and is put back byte for byte', async () => {
    const path = join(newFolder(), 'app.env');
    const before = Buffer.from('# café 花\nexport T="old-token" # x\nB=2');
    writeFileSync(path, before);
    chmodSync(path, 0o640);
    const target = await delivery.prepare(envFile(path));
    const kept = await delivery.remember(target);

    await delivery.deliver(target, NEW, [OLD], listen().observer, NO_BOUNDS);

    expect(readFileSync(path, 'utf8')).toBe('# café 花\nexport T="new-token" # x\nB=2');
    expect(modeOf(path)).toBe(0o640);
    await delivery.takeBack(target, { before: kept, delivered: NEW, previous: OLD }, listen().observer, NO_BOUNDS);
    expect(readFileSync(path)).toEqual(before);
    expect(modeOf(path)).toBe(0o640);
    expect(readdirSync(join(path, '..'))).toEqual(['app.env']);
  });

  it('that is missing is made for its owner alone, and goes again', async () => {
    const path = join(newFolder(), 'app.env');
    const target = await delivery.prepare(envFile(path));
    expect(await delivery.remember(target)).toBeNull();

    await delivery.deliver(target, NEW, [OLD], listen().observer, NO_BOUNDS);

    expect(readFileSync(path, 'utf8')).toBe('T=new-token\n');
    expect(modeOf(path)).toBe(0o600);
    await delivery.takeBack(target, { before: null, delivered: NEW, previous: OLD }, listen().observer, NO_BOUNDS);
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
      await delivery.deliver(target, NEW, [OLD], listen().observer, NO_BOUNDS);
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

describe('an env file that cannot be replaced without losing something', () => {
  const refuses = (path: string, env: NodeJS.ProcessEnv = process.env) =>
    expect(createTokenDelivery(env).prepare(envFile(path))).rejects;

  it.each([
    ['UTF-16', Buffer.from('\ufeffT=old-token\n', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('T=old-token\n', 'utf16le')],
    ['a byte order mark', Buffer.from('\ufeffT=old-token\n')],
    ['Shift_JIS', Buffer.from([0x23, 0x95, 0x5c, 0x0a])],
    ['ISO-2022-JP', Buffer.from('# \u001b$B4A;z\u001b(B\nT=old-token\n')],
  ])('%s', async (_what, bytes) => {
    const path = join(newFolder(), 'app.env');
    writeFileSync(path, bytes);
    await refuses(path).toMatchObject({ kind: 'usage', code: 'TARGET_NOT_REPLACEABLE' });
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('hard links', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'app.env'), 'T=old-token\n');
    linkSync(join(folder, 'app.env'), join(folder, 'other.env'));
    await refuses(join(folder, 'app.env')).toMatchObject({ code: 'TARGET_NOT_REPLACEABLE' });
  });

  /** A system with these programs alone. */
  function systemWith(programs: Readonly<Record<string, string>>): { readonly PATH: string } {
    const folder = newFolder();
    for (const [name, script] of Object.entries(programs))
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: folder };
  }
  const GNU_LS = 'test "$1" = --version && echo "ls (GNU coreutils) 9.1" && exit';

  it.each([
    ['getfacl lists entries', 0o640, { getfacl: 'echo "user:deploy:r--"' }, false],
    ['getfacl lists none', 0o640, { getfacl: 'exit 0' }, true],
    ['the folder gives new files one', 0o640, { getfacl: 'test "$1" = --default && echo "user:x:rw-"; exit 0' }, false],
    [
      'the folder gives new files one that is of no effect',
      0o600,
      { getfacl: 'test "$1" = --default && echo x; exit 0' },
      true,
    ],
    ['ls marks it', 0o640, { ls: `${GNU_LS}\necho "-rw-r-----+ 1 app app 9 app.env"` }, false],
    ['ls does not mark it', 0o640, { ls: `${GNU_LS}\necho "-rw-r----- 1 app app 9 app.env"` }, true],
    ['an ls that marks nothing, and the group may more', 0o640, { ls: 'echo "-rw-r----- 1 app app 9 app.env"' }, false],
    ['nobody can tell, and the group may no more than all', 0o644, {}, true],
    ['nobody can tell, and it is its owner’s alone', 0o600, {}, true],
  ])('an access list: %s', async (_what, mode, programs, isTaken) => {
    const path = join(newFolder(), 'app.env');
    writeFileSync(path, 'T=old-token\n');
    chmodSync(path, mode);
    const prepared = createTokenDelivery(systemWith(programs)).prepare(envFile(path));
    if (isTaken) await prepared;
    else await expect(prepared).rejects.toMatchObject({ code: 'TARGET_NOT_REPLACEABLE' });
  });
});

describe('an env file that somebody else writes too', () => {
  it('says what it holds, and where a line would keep the old token', async () => {
    const path = join(newFolder(), 'app.env');
    const look = () => delivery.look(envFile(path), OLD);
    expect(await look()).toEqual({ type: 'missing' });
    writeFileSync(path, 'A=1\n');
    expect(await look()).toEqual({ type: 'readable', held: [] });
    writeFileSync(path, 'T=old-token\nT="third"\n');
    const place = await look();
    expect(place.type === 'readable' && place.held.map((held) => held.reveal())).toEqual(['old-token', 'third']);
    writeFileSync(path, 'T=old-token\n# old-token\n');
    expect(await look()).toMatchObject({ type: 'unclear', line: 2 });
    writeFileSync(path, 'A=1; T=old-token\n');
    expect(await look()).toMatchObject({ type: 'unclear', line: 1 });
  });

  it.each(['T=third\n', 'T=old-token\nexport T="third"\n', 'T: old-token\n'])(
    'is left as it is where it holds another token: %j',
    async (text) => {
      const path = join(newFolder(), 'app.env');
      writeFileSync(path, text);
      await expect(delivery.deliver(envFile(path), NEW, [OLD], listen().observer, NO_BOUNDS)).rejects.toMatchObject({
        kind: 'failure',
        code: 'PLACE_CHANGED',
      });
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );

  it('cannot be put back where the new token stands in a line that nobody understands', async () => {
    const path = join(newFolder(), 'app.env');
    writeFileSync(path, 'readonly T=new-token\n');
    const change = { before: 'A=1\n', delivered: NEW, previous: OLD };
    await expect(delivery.takeBack(envFile(path), change, listen().observer, NO_BOUNDS)).rejects.toEqual(
      toldAs({
        code: 'DELIVERY_FAILED',
        message: expect.stringContaining('line 1'),
      }),
    );
  });
});

describe('a command', () => {
  const exec = (command: string): OutsideTarget => ({ type: 'exec', command, folder: null });

  it('gets the token on stdin, in the folder it was named in; what it prints is heard in whole lines', async () => {
    const target = await delivery.prepare(exec('cat; printf err >&2; pwd'));
    const { heard, observer } = listen();

    await delivery.deliver(target, NEW, [], observer, NO_BOUNDS);

    expect(target).toMatchObject({ folder: process.cwd() });
    expect(new Set(heard)).toEqual(new Set(['new-token', 'err', process.cwd()]));
  });

  it('that ends with another status, by a signal, or not in time, has not taken it', async () => {
    for (const [command, status, timedOut] of [
      ['exit 3', 3, false],
      ['kill -9 $$', 137, false],
      ['sleep 60', 143, true],
    ] as const)
      await expect(
        delivery.deliver(exec(command), NEW, [], listen().observer, { timeoutMs: timedOut ? 100 : null, stop: null }),
      ).rejects.toMatchObject({
        code: 'DELIVERY_FAILED',
        details: { status, timedOut },
      });
  });

  it('that does not read its stdin does no harm', async () => {
    const long = channelAccessToken('x'.repeat(1_000_000));
    await delivery.deliver(exec('true'), long, [], listen().observer, NO_BOUNDS);
  });

  it('is given the old token again when that is taken back', async () => {
    const { heard, observer } = listen();
    await delivery.takeBack(exec('cat'), { before: null, delivered: NEW, previous: OLD }, observer, NO_BOUNDS);
    expect(heard).toEqual(['old-token']);
  });

  it('as a check gets the token in its environment', async () => {
    const { heard, observer } = listen();
    const end = await delivery.check('echo "$LINE_CHANNEL_ACCESS_TOKEN"; exit 5', NEW, observer, NO_BOUNDS);
    expect(end).toEqual({ status: 5, endedBy: 'itself' });
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
      const { heard, observer } = listen();

      await workflow.deliver(await workflow.prepare(target), NEW, [], observer, NO_BOUNDS);
      await workflow.deliver(target, NEW, [], observer, NO_BOUNDS);

      expect(heard).toEqual(['mask', 'mask']);
      expect(readFileSync(path, 'utf8')).toMatch(/^A=1\nT<<(ghadelimiter_[0-9a-f-]{36})\nnew-token\n\1\n$/);
      await workflow.takeBack(target, { before: null, delivered: NEW, previous: OLD }, observer, NO_BOUNDS);
      expect(readFileSync(path, 'utf8')).toBe('A=1\n');
    },
  );

  it('is refused outside a workflow', async () => {
    await expect(delivery.prepare({ type: 'github-env', variable: 'T' })).rejects.toMatchObject({
      code: 'NOT_IN_A_WORKFLOW',
    });
  });

  it('that is not there is named with the reason, before a token is issued', async () => {
    const path = join(newFolder(), 'commands');
    const prepared = createTokenDelivery({ GITHUB_ENV: path }).prepare({ type: 'github-env', variable: 'T' });
    await expect(prepared).rejects.toThrow(
      toldAs({ message: `cannot write ${path}, the file of GITHUB_ENV: there is no such file or folder` }),
    );
  });
});
