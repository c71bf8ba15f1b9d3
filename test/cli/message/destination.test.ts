import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../../support/command-line.js';

const MENTION = '{"type":"textV2","text":"{all}","substitution":{"all":{"type":"mention","mentionee":{"type":"all"}}}}';
const TRACKED =
  '{"type":"video","originalContentUrl":"https://example.com/a.mp4","previewImageUrl":"https://example.com/a.jpg","trackingId":"t1"}';
const GROUP = 'C4af4980629f3c1a5b0e7d2c96b8a1f04';

let line: CommandLine;

beforeEach(() => {
  line = openCommandLine();
});

afterEach(() => line.remove());

function file(text: string): string {
  const path = join(line.home, 'm.json');
  writeFileSync(path, text);
  return path;
}

async function rulesBroken(text: string, ...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await line.run('message', 'validate', '--json', ...words, file(text));
  return JSON.parse(stdout).results.map(({ rule }: { rule: string }) => rule);
}

it.each([
  ['a mention', MENTION, 'user', ['mention-method']],
  ['a mention', MENTION, 'group', []],
  ['a mention', MENTION, 'room', []],
  ['a tracking ID', TRACKED, 'user', []],
  ['a tracking ID', TRACKED, 'group', ['tracking-id-destination']],
  ['a tracking ID', TRACKED, 'room', ['tracking-id-destination']],
])('%s is judged by where it goes: %s to a %s', async (_what, text, destination, rules) => {
  expect(await rulesBroken(text, '--destination', destination)).toEqual(rules);
  expect(await rulesBroken(text, '--destination', destination, '--for', 'reply')).toEqual(rules);
});

it('the recipient in the file goes before --destination', async () => {
  const body = `{"to":"${GROUP}","messages":[${MENTION}]}`;
  expect(await rulesBroken(body, '--destination', 'user')).toEqual([]);
  expect(await rulesBroken(body)).toEqual([]);
});

it('messages with a destination are judged as a push, and the output says so', async () => {
  const { stdout } = await line.run('message', 'validate', '--destination', 'group', file(MENTION));
  expect(stdout).toContain('judged as push');
});

it.each(['multicast', 'broadcast', 'narrowcast'])('%s does not go to a group', async (method) => {
  const ran = await line.run('message', 'validate', '--for', method, '--destination', 'group', file(TRACKED));
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr).toContain(`error: a ${method} goes to users alone, not to a group\nhint: Only a push or a reply`);
});

it('message push says what the ID is of that it does not take, and how to check for it', async () => {
  const { exitCode, stderr } = await line.run('message', 'push', '--to', GROUP, file(MENTION));
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`"${GROUP}" is the ID of a group, and a push goes to one person here`);
  expect(stderr).toContain('line-ops message validate --destination group <file>');
});
