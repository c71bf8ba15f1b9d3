import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lasting } from './support/papers/walk.js';

const ENGLISH = readFileSync('README.md', 'utf8');
const JAPANESE = readFileSync('README.ja.md', 'utf8');

const CODE = /^```[\s\S]*?^```$/gm;

it('the README is a door, not the house', () => {
  expect(ENGLISH.split('\n').length).toBeLessThan(200);
});

it('the Japanese README has the sections of the English one, and the same picture, code, commands and links in each', () => {
  const sections = (page: string) => page.split(/^(?=#+ )/m).map(told);
  expect(sections(JAPANESE)).toEqual(sections(ENGLISH));
});

/** What of a section is in no language. */
function told(section: string) {
  const prose = section.replace(CODE, '');
  const links = [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) =>
    link.replace(/^README(?:\.ja)?\.md$/, 'the other'),
  );
  return {
    level: /^#+/.exec(section)?.[0],
    code: (section.match(CODE) ?? []).map((block) => lasting(block.replace(/ +# .*$/gm, ''))),
    inline: [...new Set(prose.match(/`[^`]+`/g))].map((code) => code.replace(/\s+/g, ' ')).sort(),
    links: links.sort(),
    rows: prose.match(/^\| [\d /]+ \|/gm)?.map((row) => row.trim()),
  };
}
