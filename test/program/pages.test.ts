import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isAsShown, lasting, shownAnew, type Walked, walk } from '../support/papers/walk.js';

/** UPDATE_PAPERS=1 shows anew what the commands of walk-throughs print; after a change of what is printed, for example. */
const isUpdate = process.env['UPDATE_PAPERS'] === '1';

/** Pages with a walk-through that anybody can type. Each command is a process: the first five are held by every run. */
const WALKED = ['README.md', 'docs/tokens.md', 'docs/broadcasts.md', 'docs/emulator.md', 'docs/ci.md'];
const OTHERS = [
  'README.ja.md',
  'docs/messages.md',
  'docs/team.md',
  'docs/security.md',
  'docs/coming-from.md',
  'docs/audiences.md',
];
const PAGES = isUpdate ? [...WALKED, ...OTHERS] : WALKED;

it.each(PAGES)('the walk-through of %s shows what its commands do', (file) => {
  const page = readFileSync(file, 'utf8');
  const walked = walk(page);
  if (isUpdate) writeFileSync(file, shownAnew(page, walked));
  else for (const step of walked) expect(told(step, step.printed)).toEqual(told(step, step.shown));
  // A step that fails says so, on the page too.
  const failed = walked.filter(({ status, printed }) => status !== 0 && !/^error: /m.test(printed));
  expect(failed).toEqual([]);
});

function told(step: Walked, text: string): { readonly command: string; readonly output: readonly string[] } {
  return { command: step.command, output: isAsShown(step) ? [] : inOrder(step, text) };
}

/** LINE tells its time in whole seconds: of ended tokens that were issued within one, either may stand first. */
function inOrder({ command }: Walked, text: string): readonly string[] {
  const [before = '', ended = '', after = ''] = text.split(/^(ENDED[\s\S]*?\n)\n/m);
  if (command !== 'line-ops token list --all' || ended === '') return [lasting(text)];
  return [lasting(before), ...ended.split('\n').map(lineOf).toSorted(), lasting(after)];
}

/** With a blank at its end, behind which a word would end too. */
function lineOf(line: string): string {
  return lasting(` ${line} `);
}
