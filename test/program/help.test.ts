import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { openCommandLine } from '../support/command-line.js';
import { BIN, NODE } from '../support/program.js';

it.each([[['--help']], [['-h']], [['help']], [[]]])(
  'into a pipe, %j answers with the text that the build has written, which is that of the program',
  async (args) => {
    const { status, stdout, stderr } = spawnSync(NODE, [BIN, ...args], { encoding: 'utf8' });
    const commandLine = openCommandLine();
    try {
      expect({ status, stdout, stderr }).toEqual({
        status: 0,
        stdout: (await commandLine.run('--help')).stdout,
        stderr: '',
      });
    } finally {
      commandLine.remove();
    }
  },
);
