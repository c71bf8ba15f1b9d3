import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const PAPERS = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', ...decisions()];

it.each(PAPERS)('%s names only files and folders that are there', (paper) => {
  const named = [
    ...readFileSync(paper, 'utf8').matchAll(
      /`((?:[\w.-]+\/)+[\w.-]*\.(?:ts|json|mjs)|(?:src|test|bench|docs)\/[\w./-]*)`/g,
    ),
  ];
  const paths = named.map(([, path = '']) => path).filter((path) => !STATE.test(path));
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});

it.each(PAPERS)('%s links only to files that are there', (paper) => {
  const linked = [...readFileSync(paper, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
  expect(linked.filter((path) => !existsSync(path))).toEqual([]);
});

it('the changelog says each thing once', () => {
  const begins: readonly string[] = readFileSync('CHANGELOG.md', 'utf8').match(/^- .{40}/gm) ?? [];
  expect(begins.filter((line, at) => begins.indexOf(line) !== at)).toEqual([]);
});

/** Files of an operator's state, which papers name too. */
const STATE = /^secrets\//;

/** From the top, from `src`, or below the folder that the sentence is about. */
function isThere(path: string): boolean {
  return existsSync(path) || existsSync(join('src', path)) || FOLDERS.some((folder) => existsSync(join(folder, path)));
}

const FOLDERS = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ parentPath, name }) => join(parentPath, name));

function decisions(): readonly string[] {
  return readdirSync(join('docs', 'decisions')).map((name) => join('docs', 'decisions', name));
}
