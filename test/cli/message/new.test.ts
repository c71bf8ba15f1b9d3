import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SAMPLES } from '../../../src/domain/messages/samples/samples.js';
import { type CommandLine, openCommandLine } from '../../support/command-line.js';

let line: CommandLine;

beforeEach(() => {
  line = openCommandLine();
});

afterEach(() => line.remove());

it('prints a message as JSON that can be validated as it is', async () => {
  const { exitCode, stdout, stderr } = await line.run('message', 'new', 'text');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ type: 'text' });
  const path = join(line.home, 'text.json');
  writeFileSync(path, stdout);
  expect(await line.run('message', 'validate', path)).toMatchObject({
    exitCode: 0,
    stdout: 'ok: 1 message in 1 file, judged as multicast\n',
  });
});

it('prints YAML with a comment at each property', async () => {
  const { stdout } = await line.run('message', 'new', 'sticker', '--format', 'yaml');
  expect(stdout).toBe(
    [
      '# sticker: a sticker of those that bots may send',
      '# https://developers.line.biz/en/reference/messaging-api/#sticker-message',
      '# Check it with: line-ops message validate <this file>',
      '',
      'type: sticker # sticker message',
      '# The package of the sticker, from the list of those that bots may send. Required; the digits of a',
      '# package ID.',
      'packageId: "446"',
      '# A sticker of that package. Required; the digits of a sticker ID.',
      'stickerId: "1988"',
      '# Also: quickReply, sender, quoteToken.',
      '',
    ].join('\n'),
  );
});

it('lists the types where none is named', async () => {
  const { stdout } = await line.run('message', 'new');
  expect(
    stdout
      .split('\n')
      .slice(1, -1)
      .map((row) => row.split(' ')[0]),
  ).toEqual(SAMPLES.map(({ name }) => name));
  const json = JSON.parse((await line.run('message', 'new', '--json')).stdout);
  expect(json.schema).toBe('line-ops/message-types@1');
  expect(json.types[0]).toEqual({
    type: 'text',
    summary: 'text, with quick replies below it',
    docs: 'https://developers.line.biz/en/reference/messaging-api/#text-message',
  });
});

it('is a document with --json', async () => {
  const json = JSON.parse((await line.run('message', 'new', 'template/confirm', '--format', 'yaml', '--json')).stdout);
  expect(Object.keys(json)).toEqual(['schema', 'type', 'format', 'file', 'docs', 'message', 'text']);
  expect(json).toMatchObject({ schema: 'line-ops/message-new@1', type: 'confirm', format: 'yaml', file: null });
  expect(json.text).toMatch(/^# confirm: /);
});

it('refuses what is no type, with the nearest name', async () => {
  const { exitCode, stdout, stderr } = await line.run('message', 'new', 'buttns');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(
    'error: "buttns" is no type of message, did you mean "buttons"?\nhint: Known: text, textV2,',
  );
});

it('refuses --out and --format where no type is named', async () => {
  const path = join(line.home, 'x.json');
  expect(await line.run('message', 'new', '--out', path)).toMatchObject({ exitCode: 2, stdout: '' });
  expect(existsSync(path)).toBe(false);
});

it('writes a new file in the format of its name, and never over one that exists', async () => {
  const path = join(line.home, 'offer.yaml');
  const dry = await line.run('message', 'new', 'buttons', '--out', path, '--dry-run');
  expect(dry).toMatchObject({ exitCode: 0, stdout: '', stderr: `would write ${path}\n` });
  expect(existsSync(path)).toBe(false);
  expect(await line.run('message', 'new', 'buttons', '--out', path)).toMatchObject({ exitCode: 0, stdout: '' });
  const written = readFileSync(path, 'utf8');
  expect(written).toMatch(/^# buttons: /);
  const again = await line.run('message', 'new', 'text', '--out', path);
  expect(again).toMatchObject({ exitCode: 2, stdout: '' });
  expect(again.stderr).toContain('offer.yaml');
  expect(readFileSync(path, 'utf8')).toBe(written);
});
