import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAsShown, lasting, shownAnew, type Walked, walk } from '../support/papers/walk.js';

/** UPDATE_PAPERS=1 shows anew what the commands of walk-throughs print; after a change of what is printed, for example. */
const isUpdate = process.env['UPDATE_PAPERS'] === '1';

/** Pages with a walk-through that anybody can type. Each command is a process: the first four are held by every run. */
const WALKED = ['tokens.md', 'broadcasts.md', 'emulator.md', 'ci.md'];
const PAGES = isUpdate ? [...WALKED, 'messages.md', 'team.md', 'security.md', 'coming-from.md'] : WALKED;

it.each(PAGES)('the walk-through of docs/%s shows what its commands do', (name) => {
  const file = join('docs', name);
  const page = readFileSync(file, 'utf8');
  const walked = walk(page);
  if (isUpdate) writeFileSync(file, shownAnew(page, walked));
  else for (const step of walked) expect(told(step, step.printed)).toEqual(told(step, step.shown));
  // A step that fails says so, on the page too.
  const failed = walked.filter(({ status, printed }) => status !== 0 && !/^error: /m.test(printed));
  expect(failed).toEqual([]);
});

function told(step: Walked, text: string): { readonly command: string; readonly output: string } {
  return { command: step.command, output: isAsShown(step) ? '' : lasting(text) };
}
