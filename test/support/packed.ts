import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bareDriver } from '../../build/bare-driver.mjs';
import { isObject, type JsonObject, readObject } from './binary.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const MANIFEST = readJson(join(ROOT, 'package.json'));

const SCRIPTS: Readonly<Record<string, unknown>> = isObject(MANIFEST['scripts']) ? MANIFEST['scripts'] : {};

/** What a build reads, beside what the package ships as it is. */
const SOURCES = ['src', 'build', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** The packages that a build reads, and those of which any file goes into the program. */
export async function bundledPackages(): Promise<{ read: readonly string[]; contained: readonly string[] }> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/main.ts', 'src/emulator/emulator.ts'],
    external: ['@photostructure/sqlite', '@napi-rs/keyring'],
    plugins: [bareDriver],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return {
    read: packagesOf(Object.keys(metafile.inputs)),
    contained: packagesOf(Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs))),
  };
}

function packagesOf(paths: readonly string[]): readonly string[] {
  const names = paths.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** Builds and packs the sources of this checkout in a folder of their own, and answers the path of the tarball. */
export async function packedIn(folder: string, read: readonly string[]): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const shipped = textsAt(MANIFEST, 'files').filter((name) => name !== 'dist');
  for (const name of [...SOURCES, ...shipped]) {
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const modules = join(folder, 'node_modules');
  for (const name of read) cpSync(join(ROOT, 'node_modules', name), join(modules, name), { recursive: true });
  for (const tool of ['.bin', 'esbuild', '@esbuild', 'typescript', '@typescript'])
    symlinkSync(join(ROOT, 'node_modules', tool), join(modules, tool));
  // By itself: npm takes longer to start than the build takes.
  await promisify(execFile)('sh', ['-c', String(SCRIPTS['build'])], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(modules, '.bin')}:${process.env['PATH']}` },
  });
  return packedFrom(folder, folder);
}

/** Packs what is built in a folder, and answers the path of the tarball. */
export async function packedFrom(folder: string, into: string): Promise<string> {
  await npm(folder, 'pack', '--ignore-scripts', '--pack-destination', into);
  return join(into, `line-ops-${String(MANIFEST['version'])}.tgz`);
}

/**
 * Installs the tarball into an empty folder as `npm install --omit=dev` would, with install scripts off and without a network:
 * the versions are those of our lock file, which npm has in its cache since this checkout was installed.
 */
export async function installedFrom(tarball: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const dependencies = { 'line-ops': `file:${tarball}` };
  const { version, bin, engines, dependencies: needs, optionalDependencies } = MANIFEST;
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const packages = {
    '': { dependencies },
    'node_modules/line-ops': {
      ...{ version, bin, engines, dependencies: needs, optionalDependencies },
      resolved: dependencies['line-ops'],
      integrity,
    },
    ...Object.fromEntries(lockedForUsers()),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
  await npm(folder, 'ci', '--offline', '--ignore-scripts', '--no-audit', '--no-fund');
  return join(folder, 'node_modules', 'line-ops');
}

/** What the lock file holds for a user: path and entry. */
export function lockedForUsers(): readonly (readonly [path: string, entry: JsonObject])[] {
  const { packages } = readJson(join(ROOT, 'package-lock.json'));
  if (!isObject(packages)) throw new Error('the lock file has no packages');
  return Object.entries(packages).flatMap(([path, entry]) =>
    path !== '' && isObject(entry) && entry['dev'] !== true && entry['devOptional'] !== true ? [[path, entry]] : [],
  );
}

export function unpackedFrom(tarball: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  return join(folder, 'package');
}

/** Every file below the folder by its path there, with its content. */
export function filesOf(folder: string): ReadonlyMap<string, Buffer> {
  return new Map(
    pathsBelow(folder)
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path))]),
  );
}

/** What a write into the folder would change. */
export function stampsOf(folder: string): readonly string[] {
  return pathsBelow(folder).map((path) => {
    const { mode, size, mtimeMs } = statSync(join(folder, path));
    return `${path} ${mode} ${size} ${mtimeMs}`;
  });
}

function pathsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

export function readJson(path: string): JsonObject {
  return readObject(readFileSync(path, 'utf8'));
}

export function textsAt(document: JsonObject, key: string): readonly string[] {
  const value = document[key];
  return Array.isArray(value) ? value.map(String) : [];
}

async function npm(folder: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)('npm', args, { cwd: folder });
}
