import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** A layer may import the layers listed, and itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ['domain'],
  usecases: ['domain', 'ports'],
  // One adapter starts the emulator; everything else of it stays out of reach.
  adapters: ['domain', 'ports', 'emulator'],
  cli: ['domain', 'ports', 'usecases'],
  // A witness of the client: what it shares with it is said in docs/decisions/0004-what-the-emulator-shares.md.
  emulator: ['domain'],
};

describe.each(Object.keys(MAY_IMPORT))('%s', (layer) => {
  it('imports only the layers below it', () => {
    const wrong = filesOf(layer).flatMap((file) =>
      importsOf(file)
        .filter((other) => other !== layer && !MAY_IMPORT[layer]?.includes(other))
        .map((other) => `${file} imports ${other}`),
    );
    expect(wrong).toEqual([]);
  });
});

it('lets a single adapter know the emulator', () => {
  expect(filesOf('adapters').filter((file) => importsOf(file).includes('emulator'))).toEqual([
    join('src', 'adapters', 'emulator', 'start-platform.ts'),
  ]);
});

it.each<[rule: string, layers: readonly string[], forbidden: RegExp]>([
  [
    'the domain knows no clock, no chance, no process and no waiting',
    ['domain'],
    /Date\.now|new Date\(\)|Math\.random|randomUUID|process\.|\bawait\b|from 'node:/,
  ],
  [
    'use cases take time and chance from outside',
    ['usecases'],
    /Date\.now|new Date\(\)|Math\.random|randomUUID|process\./,
  ],
  ['commands never look at the process or its streams', ['cli'], /process\.|isTTY/],
  ['nothing prints by itself', Object.keys(MAY_IMPORT), /\bconsole\./],
  ['nothing ends the process by itself', Object.keys(MAY_IMPORT), /process\.exit\(/],
])('%s', (_rule, layers, forbidden) => {
  const wrong = layers.flatMap(filesOf).filter((file) => forbidden.test(withoutComments(readFileSync(file, 'utf8'))));
  expect(wrong).toEqual([]);
});

function filesOf(layer: string): readonly string[] {
  return readdirSync(join('src', layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', layer, name));
}

function importsOf(file: string): readonly string[] {
  const specifiers = [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.map((specifier) => normalize(join(dirname(file), specifier)).split(sep)[1] ?? '');
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
