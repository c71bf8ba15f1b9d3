import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BIN, NODE } from '../support/program.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'line-ops-start-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const CREDENTIALS = { LINE_CHANNEL_ID: '1234567890', LINE_CHANNEL_SECRET: '0123456789abcdef0123456789abcdef' };
const LIST = ['token', 'list', '--offline'] as const;

function run(args: readonly string[], folder = home) {
  const { status, stdout, stderr } = spawnSync(NODE, [BIN, ...args], {
    env: { PATH: process.env['PATH'], LINE_OPS_HOME: folder, ...CREDENTIALS },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const keptFiles = () => readdirSync(home).filter((name) => name.startsWith('code-'));
const keptFile = () => join(home, keptFiles()[0] ?? '');

it('what a command compiled is kept in the state folder, once for all that need no more of it', () => {
  const first = run(LIST);
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(keptFiles()).toHaveLength(1);
  const { mtimeMs } = statSync(keptFile());
  expect(run(LIST)).toEqual(first);
  expect(statSync(keptFile()).mtimeMs).toBe(mtimeMs);
});

it('a kept code that is damaged anywhere changes nothing that is said, and is made anew', () => {
  const first = run(LIST);
  const whole = readFileSync(keptFile());
  for (const share of [0, 0.3, 0.6, 0.99]) {
    const changed = Buffer.from(whole);
    const at = Math.floor(changed.length * share);
    changed[at] = (changed[at] ?? 0) ^ 0xff;
    writeFileSync(keptFile(), changed);
    expect(run(LIST)).toEqual(first);
    expect(readFileSync(keptFile()).equals(changed)).toBe(false);
  }
});

it('nothing is kept by a dry run, nor where there is no state folder', () => {
  run(['token', 'issue', '--dry-run']);
  expect(keptFiles()).toEqual([]);
  const none = join(home, 'none');
  expect(run(['--help'], none).status).toBe(0);
  expect(existsSync(none)).toBe(false);
});
