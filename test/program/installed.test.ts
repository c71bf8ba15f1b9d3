import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exited, openWorld, readObject, type World } from '../support/binary.js';
import { installedFrom, lockedForUsers, MANIFEST, packedFrom, ROOT, stampsOf } from '../support/packed.js';
import { NODE, nodeForEverybody, openToEverybody } from '../support/program.js';

/** Somebody whom the system does not know; only root can run a program as somebody else. */
const STRANGER = 54_321;
const isRoot = process.getuid?.() === 0;

/** The one of this run, and those that .ci/run has installed. */
const NODES = [
  NODE,
  ...['node-22', 'node-24'].map((name) => join(ROOT, '.ci', 'node-versions', 'node_modules', name, 'bin', 'node')),
].filter((node) => existsSync(node));

let world: World;
let folder: string;
let installed: string;
let before: readonly string[];

beforeAll(async () => {
  world = await openWorld();
  folder = mkdtempSync(join(tmpdir(), 'line-ops-installed-'));
  installed = await installedFrom(await packedFrom(ROOT, folder), join(folder, 'user'));
  openToEverybody(join(folder, 'user'));
  chmodSync(folder, 0o755);
  for (const path of [...readdirSync(join(folder, 'user'), { recursive: true, encoding: 'utf8' }), '.'])
    chmodSync(join(folder, 'user', path), statSync(join(folder, 'user', path)).mode & 0o555);
  mkdirSync(join(folder, 'home'));
  if (isRoot) chownSync(join(folder, 'home'), STRANGER, STRANGER);
  before = stampsOf(join(folder, 'user'));
});

afterAll(async () => {
  if (!isRoot) execFileSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
  await world[Symbol.asyncDispose]();
});

it('takes at most 50 MB and 70 packages', () => {
  const modules = join(folder, 'user', 'node_modules');
  const packages = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|node_modules\/)(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path),
  );
  expect(packages.length).toBeLessThanOrEqual(70);
  expect(packages.length).toBeLessThanOrEqual(lockedForUsers().length + 1);
  const [kilobytes] = execFileSync('du', ['-sk', modules], { encoding: 'utf8' }).split('\t');
  expect(Number(kilobytes) / 1024).toBeLessThanOrEqual(50);
});

describe.each(NODES)('installed from the tarball, in a folder that is read-only, on %s', (node) => {
  const run = (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) => {
    const program = join(installed, 'bin', 'line-ops.js');
    return world.runAs([nodeForEverybody(node, folder), program], args, {
      env: { HOME: undefined, LINE_OPS_HOME: undefined, LINE_OPS_JOURNAL: undefined, ...env },
      ...(isRoot ? { uid: STRANGER } : {}),
    });
  };
  /** Any request would fail. */
  const offline = { LINE_OPS_API_URL: 'http://127.0.0.1:9', LINE_OPS_DATA_API_URL: 'http://127.0.0.1:9' };

  it('works without a home, without a network, and writes nothing into itself', async () => {
    const home = join(folder, 'home', String(NODES.indexOf(node)));
    writeFileSync(join(folder, 'm.json'), '{"type":"text","text":"hello"}');
    expect(exited(0, await run(['--version'])).stdout).toBe(`${String(MANIFEST['version'])}\n`);
    expect(exited(0, await run(['--help'])).stdout).toContain('broadcast');
    expect(exited(0, await run(['message', 'validate', join(folder, 'm.json')])).stdout).toContain('ok');
    expect(exited(0, await run(['token', 'list', '--offline'], offline)).stdout).toContain('Known here');
    expect(exited(0, await run(['token', 'list', '--offline'], { ...offline, LINE_OPS_HOME: home })).stdout).toContain(
      'Known here',
    );
    expect(exited(2, await run(['token', 'get', '--type', 'v2.1'])).stderr).toContain('Set LINE_OPS_HOME');
    exited(0, await run(['token', 'issue', '--type', 'v2.1', '--label', 'kept'], { LINE_OPS_HOME: home }));
    expect(exited(0, await run(['token', 'list', '--offline'], { ...offline, LINE_OPS_HOME: home })).stdout).toContain(
      'kept',
    );
    expect(exited(0, await run(['completion', 'bash'])).stdout).toContain('__complete');
    expect(exited(0, await run(['__complete', 'bash', ' ', 'line-ops token rev'])).stdout).toContain('revoke');
    const demo = readObject(exited(0, await run(['demo', '--json'])).stdout);
    expect(demo).toMatchObject({ ok: true, failedSteps: [] });
    expect(stampsOf(join(folder, 'user'))).toEqual(before);
  });
});
