import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';

/** `LINE_OPS_TEST_SHELLS=required`, as CI has it, makes a missing shell a failure instead of a line on stderr. */
const ARE_SHELLS_REQUIRED = process.env['LINE_OPS_TEST_SHELLS'] === 'required';

/** Tests in a shell that this machine may not have. Where it is missing, that is said, and the tests are reported as skipped. */
export function describeInShell(shell: 'bash' | 'zsh' | 'fish', title: string, tests: () => void): void {
  const isThere = spawnSync(shell, ['-c', 'true']).status === 0;
  if (!isThere) process.stderr.write(`There is no ${shell}: "${title}" was not tried.\n`);
  if (isThere || !ARE_SHELLS_REQUIRED) describe.runIf(isThere)(title, tests);
  else
    it(title, () => {
      throw new Error(`there is no ${shell}; Debian's package of that name has it`);
    });
}
