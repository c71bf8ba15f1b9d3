import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../support/binary.js';
import {
  bundledPackages,
  filesOf,
  lockedForUsers,
  packedIn,
  ROOT,
  readJson,
  textsAt,
  unpackedFrom,
} from '../support/packed.js';

const MIB = 2 ** 20;

let folder: string;
let bundled: readonly string[];
let tarballs: readonly [string, string];
let unpacked: string;
let files: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-package-'));
  const { read, contained } = await bundledPackages();
  bundled = contained;
  const places = [join(folder, 'a'), join(folder, 'another', 'deeper', 'place')] as const;
  tarballs = await Promise.all([packedIn(places[0], read), packedIn(places[1], read)]);
  unpacked = unpackedFrom(tarballs[0], join(folder, 'unpacked'));
  files = filesOf(unpacked);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('two builds in two folders are the same, byte for byte', () => {
  const other = filesOf(unpackedFrom(tarballs[1], join(folder, 'other')));
  expect([...files.keys()]).toEqual([...other.keys()]);
  for (const [path, content] of files) expect(other.get(path)?.equals(content), path).toBe(true);
  expect(readFileSync(tarballs[1]).equals(readFileSync(tarballs[0]))).toBe(true);
});

it('names no folder and no machine', () => {
  for (const [path, content] of files) {
    for (const name of [ROOT, folder, hostname()]) {
      // A machine that is called as any word is tells nothing.
      if (name.length > 8) expect(content.includes(name), `${name} in ${path}`).toBe(false);
    }
  }
});

it('is small, and holds nothing that a user has no use for', () => {
  expect(statSync(tarballs[0]).size).toBeLessThan(1.4 * MIB);
  expect([...files.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(6 * MIB);
  const strangers = [...files.keys()].filter((path) =>
    /\.(map|ts|tgz|test\..*)$|metafile|bench|node_modules/.test(path),
  );
  expect(strangers).toEqual([join('dist', 'emulator', 'emulator.d.ts')]);
});

it('publint finds nothing', async () => {
  const { messages, pkg } = await publint({ pkgDir: unpacked, pack: false, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

describe('its module, line-ops/emulator', () => {
  const BOT_TEST = `
    import { type Emulator, type EmulatorChannel, EmulatorError, startEmulator } from 'line-ops/emulator';

    const emulator: Emulator = await startEmulator({
      channels: [{ id: '2000000002', secret: 'second' }],
      faults: ['429=0.1@push', { kind: 'slow', probability: 1, ms: 5 }],
      clock: new Date(0),
      onUnserved: ({ method, path }) => [method.toUpperCase(), path],
    });
    const second: EmulatorChannel = emulator.channel('2000000002');
    second.setWebhook('http://127.0.0.1:3000/webhook');
    const [attempt] = await second.sendEvents([{ type: 'follow' }], { redeliveries: 1 });
    const reached: boolean = attempt?.reason === 'OK';
    const mostSent: number = emulator.deliveries().maxPerRecipient;
    const secret: string | undefined = second.env['LINE_CHANNEL_SECRET'];
    const code = (error: unknown) => (error instanceof EmulatorError ? error.code === 'INVALID_FAULT' : false);
    // @ts-expect-error there is no such option
    await startEmulator({ follower: 1 });
    // @ts-expect-error there is no such kind of fault
    await startEmulator({ faults: [{ kind: 'explode', probability: 1 }] });
    await emulator.stop();
    export const seen = [reached, mostSent, secret, code, emulator.channels.map(({ botUserId }) => botUserId)];
  `;

  it('compiles in a strict project that has no types of Node and checks those of its libraries too', () => {
    const project = join(folder, 'project');
    mkdirSync(join(project, 'node_modules'), { recursive: true });
    symlinkSync(unpacked, join(project, 'node_modules', 'line-ops'));
    writeFileSync(join(project, 'bot.test.mts'), BOT_TEST);
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true },
      ...{ module: 'NodeNext', target: 'ES2023', lib: ['ES2023'], types: [], skipLibCheck: false, noEmit: true },
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['bot.test.mts'] }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'lib', 'tsc.js');
    expect(() => execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })).not.toThrow();
  });

  it('tells in an editor what its source tells', () => {
    const types = String(files.get(join('dist', 'emulator', 'emulator.d.ts')));
    expect(types).not.toMatch(/^import /m);
    for (const name of ['Emulator', 'EmulatorChannel', 'EmulatorOptions', 'DeliverySummary', 'Fault'])
      expect(types, name).toMatch(new RegExp(String.raw`\*/\nexport interface ${name} `));
  });
});

describe('its papers', () => {
  const PERMISSIVE = /^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD)$/;
  /** In undici as a binary, without a package of its own. */
  const WITHOUT_PACKAGE = 'llhttp';

  it('give on the licence of each package whose code is in the program, and none asks for more than that', () => {
    const text = String(files.get(join('dist', 'THIRD-PARTY-LICENSES.txt')));
    const [list = ''] = text.split('\n---');
    const listed = [...list.matchAll(/^ {2}(\S+)( \S+)? \(.*\)$/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual([...bundled, WITHOUT_PACKAGE].sort());
    for (const name of bundled) {
      const { version, license } = readJson(join(ROOT, 'node_modules', name, 'package.json'));
      expect(license, name).toMatch(PERMISSIVE);
      expect(text).toContain(`\n${String(name)} ${String(version)} (${String(license)})\n\n${licenceOf(name)}`);
    }
    expect(text).toContain('Copyright Fedor Indutny');
  });

  it('the bill of materials names what is in the program and what npm installs beside it, and nothing else', () => {
    const components = componentsOf(unpacked);
    const versionless = (names: readonly string[]) => names.map((name) => name.replace(/(?<=.)@.*/, '')).sort();
    expect(versionless(withProperty(components, 'bundled'))).toEqual([...bundled, WITHOUT_PACKAGE].sort());
    const locked = lockedForUsers().map(([path, { version }]) => `${path.replace(/.*node_modules\//, '')}@${version}`);
    expect(withProperty(components, 'installed')).toEqual([...new Set(locked)].sort());
    expect(components.filter((part) => withProperty([part], 'bundled', 'installed').length === 0)).toEqual([]);
  });

  it('every part of the bill has a licence, a digest of what npm fetches, and a place among the dependencies', () => {
    const bill = readJson(join(unpacked, 'dist', 'sbom.cdx.json'));
    const components = componentsOf(unpacked);
    const refs = components.map((part) => String(part['bom-ref']));
    expect(new Set(refs).size).toBe(refs.length);
    for (const part of components.filter(({ name }) => name !== WITHOUT_PACKAGE)) {
      expect(part).toMatchObject({ type: 'library', purl: part['bom-ref'], hashes: [{ alg: 'SHA-512' }] });
      expect(JSON.stringify(part['licenses']), String(part['name'])).toMatch(/"(id|expression)":"[^"]+"/);
    }
    const known = new Set([...refs, 'pkg:npm/line-ops@0.1.0']);
    const reached = new Set<string>();
    for (const entry of objectsAt(bill, 'dependencies')) {
      expect(known).toContain(entry['ref']);
      for (const needed of textsAt(entry, 'dependsOn')) {
        expect(known).toContain(needed);
        reached.add(needed);
      }
    }
    expect(refs.filter((ref) => !reached.has(ref) && ref !== WITHOUT_PACKAGE)).toEqual([]);
  });
});

it('no script runs when it is installed', () => {
  const { scripts } = readJson(join(unpacked, 'package.json'));
  expect(Object.keys(isObject(scripts) ? scripts : {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(pre|post)?install$/)]),
  );
});

it('is what git holds: nothing of the package is made by hand beside the build', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  const made = [...files.keys()].filter((path) => !path.startsWith('dist'));
  expect(made.filter((path) => !tracked.includes(path))).toEqual([]);
});

function licenceOf(name: string): string {
  const names = ['LICENSE', 'license', 'LICENSE.txt', 'LICENSE-MIT.txt', 'LICENSE.md', 'license.md', 'LICENCE'];
  const at = names.map((file) => join(ROOT, 'node_modules', name, file)).find((path) => existsSync(path));
  if (at === undefined) throw new Error(`${name} has no licence text`);
  return readFileSync(at, 'utf8').replaceAll('\r\n', '\n').trim();
}

function componentsOf(packageFolder: string): readonly JsonObject[] {
  return objectsAt(readJson(join(packageFolder, 'dist', 'sbom.cdx.json')), 'components');
}

function objectsAt(document: JsonObject, key: string): readonly JsonObject[] {
  const value = document[key];
  if (!Array.isArray(value) || !value.every(isObject)) throw new Error(`no list of objects in ${key}`);
  return value;
}

/** The names, with versions, of the components that have one of the properties. */
function withProperty(components: readonly JsonObject[], ...wanted: readonly string[]): readonly string[] {
  return components
    .filter((part) =>
      objectsAt(part, 'properties').some(
        ({ name, value }) => value === 'true' && wanted.includes(String(name).replace('line-ops:', '')),
      ),
    )
    .map(({ name, version }) => (version === undefined ? String(name) : `${String(name)}@${String(version)}`))
    .sort();
}
