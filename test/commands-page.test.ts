import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { everyManPage } from './support/papers/man.js';
import { everyManual } from './support/papers/manuals.js';
import { referencePage } from './support/papers/reference.js';

const REFERENCE = join('docs', 'commands.md');
const MAN = join('docs', 'man');

const MANUALS = await everyManual();
const PAGES = await everyManPage(MANUALS);

// UPDATE_PAPERS=1 writes them anew after a change of a verb, an option or a topic.
if (process.env['UPDATE_PAPERS'] === '1') {
  writeFileSync(REFERENCE, referencePage(MANUALS));
  rmSync(MAN, { recursive: true, force: true });
  mkdirSync(MAN, { recursive: true });
  for (const { file, text } of PAGES) writeFileSync(join(MAN, file), text);
}

it('the reference of the commands says what their help says', () => {
  expect(readFileSync(REFERENCE, 'utf8')).toBe(referencePage(MANUALS));
});

it('there is a manual page of the program and of every noun, and no other', () => {
  expect(readdirSync(MAN).sort()).toEqual(PAGES.map(({ file }) => file).sort());
});

it.each(PAGES)('the manual page $file says what the help says', ({ file, text }) => {
  expect(readFileSync(join(MAN, file), 'utf8')).toBe(text);
});

it('the package installs every manual page', () => {
  const { man, files } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(man).toEqual(PAGES.map(({ file }) => `./docs/man/${file}`).sort());
  expect(files).toContain('docs/man');
});

const hasGroff = spawnSync('groff', ['--version']).status === 0;

it('groff is here where everything must be tried', () => {
  expect(hasGroff || process.env['LINE_OPS_TEST_GROFF'] !== 'required').toBe(true);
});

it.runIf(hasGroff)('groff has nothing to say against a manual page', () => {
  const files = PAGES.map(({ file }) => join(MAN, file));
  for (const width of ['78n', '60n']) {
    const { status, stderr } = spawnSync('groff', ['-man', '-ww', '-z', '-Tutf8', `-rLL=${width}`, ...files], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
});
