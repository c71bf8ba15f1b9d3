import { expect, it } from 'vitest';
import { createWorld } from '../support/world.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LXBheWxvYWQtb2YtdGhlLXRva2Vu.c2lnbmF0dXJl';
const SHORT_LIVED = `${'bK3x/8+Qd7'.repeat(14)}=`;
const SECRET = '0123456789abcdef0123456789abcdef';

it.each<readonly string[]>([
  ['channel', 'add', 'shop', `--channel-secret=${SECRET}`],
  ['channel', 'add', 'shop', '--channel-secret', SECRET],
  ['channel', 'add', 'shop', '--channel-id', SECRET],
  ['token', 'import', `--token=${TOKEN}`],
  ['token', 'verify', '--access-token', TOKEN],
  ['token', 'verify', '--no-such-option=a-secret-of-another-form'],
  ['token', 'verify', TOKEN],
  ['token', 'revoke', SHORT_LIVED],
  ['token', 'issue', '--type', TOKEN],
  ['token', 'issue', '--expires-in', SECRET],
  ['message', 'push', '--to', `Bearer ${TOKEN}`, 'm.json'],
  ['broadcast', 'show', TOKEN, '--json'],
  ['webhook', 'test', TOKEN],
  [TOKEN],
  ['token', SHORT_LIVED],
])('an error never repeats what may be a secret: %j', async (...argv) => {
  const { exitCode, stdout, stderr } = await createWorld().run(...argv);
  expect({ exitCode: exitCode === 0, stdout }).toEqual({ exitCode: false, stdout: '' });
  for (const secret of [TOKEN, SHORT_LIVED, SECRET, 'a-secret-of-another-form'])
    for (let at = 0; at + 16 <= secret.length; at += 1) expect(stderr).not.toContain(secret.slice(at, at + 16));
});

it('an error says how a secret is given in place of an argument', async () => {
  const { stderr } = await createWorld().run('channel', 'add', 'shop', `--channel-secret=${SECRET}`);
  expect(stderr).toMatch(/^error: unknown option '--channel-secret'\nhint: No secret is taken from an argument: /);
});

it('a finding and an error repeat what is no secret', async () => {
  const path = `/home/someone/work/${'a-long-folder/'.repeat(8)}Message1`;
  expect((await createWorld().run('message', 'validate', path)).stdout).toContain('a-long-folder');
  expect((await createWorld().run('token', 'verify', '--labell')).stderr).toContain("'--labell'");
});
