import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { markdownLines } from '../support/papers/lines.js';
import { untypable } from '../support/papers/typing.js';

const PICTURE = join('docs', 'pictures', 'terminal.svg');
const DRAW = join('docs', 'pictures', 'draw.mjs');

/** It takes util-linux's, whose options others do not have. */
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

it.runIf(hasScript)('the picture of the README shows what its commands print', () => {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-picture-'));
  try {
    const drawn = join(folder, 'terminal.svg');
    execFileSync(process.execPath, [DRAW, drawn], { stdio: 'pipe' });
    // UPDATE_PAPERS=1 draws it anew after a change of what is printed.
    if (process.env['UPDATE_PAPERS'] === '1') copyFileSync(drawn, PICTURE);
    expect(rowsOf(PICTURE).map(lasting)).toEqual(rowsOf(drawn).map(lasting));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('each command line in the picture can be typed', async () => {
  const block = ['```console', ...rowsOf(PICTURE), '```'].join('\n');
  const lines = markdownLines(PICTURE, block);
  expect(lines.length).toBeGreaterThan(2);
  expect(await untypable(lines)).toEqual([]);
});

it('the picture is small, says in words what it shows, and loads nothing', () => {
  const picture = readFileSync(PICTURE, 'utf8');
  expect(Buffer.byteLength(picture)).toBeLessThan(30_000);
  expect(picture).toMatch(/<title id="title">[^<]+<\/title>\n<desc id="description">[^<]+<\/desc>/);
  expect(picture.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/\b(?:href|url\(|@import|src=|<script)/);
});

/** The rows of text, as they are read. */
function rowsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, row = '']) =>
    [...row.matchAll(/<tspan[^>]*>([^<]*)<\/tspan>/g)]
      .map(([, text = '']) => text)
      .join(' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&'),
  );
}

/** Without what is another in every run: IDs, moments, how long something took. */
function lasting(row: string): string {
  return row.replace(/\bt-[0-9a-z]{8}\b|(?<=\s)[\w-]{22}(?=\s)|\S*\d\S*/g, '#').replace(/\s+/g, ' ');
}
