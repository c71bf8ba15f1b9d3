import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../../../support/command-line.js';

let line: CommandLine;

beforeEach(() => {
  line = openCommandLine();
});

afterEach(() => line.remove());

function file(name: string, content: unknown): string {
  const path = join(line.home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const HI = { type: 'text', text: 'hi' };

describe('message preview', () => {
  it('writes the page alone to stdout, and what was found to stderr', async () => {
    const { exitCode, stdout, stderr } = await line.run('message', 'preview', file('a.json', [HI, { type: 'text' }]));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '2 messages, 1 error\n' });
    expect(stdout).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(stdout).toMatch(/<\/html>\n$/);
  });

  it('writes the page into a new file of mode 0600, and never over one that exists', async () => {
    const source = file('a.json', HI);
    const out = join(line.home, 'a.html');
    expect(await line.run('message', 'preview', source, '--out', out)).toMatchObject({
      exitCode: 0,
      stdout: `wrote ${out}: 1 message, nothing found\n`,
    });
    expect(readFileSync(out, 'utf8')).toContain('<span class="said">hi</span>');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    writeFileSync(out, 'mine');
    const again = await line.run('message', 'preview', source, '--out', out, '--json');
    expect(again).toMatchObject({ exitCode: 2, stdout: '' });
    expect(JSON.parse(again.stderr)).toMatchObject({ error: { code: 'FILE_NOT_WRITABLE' } });
    expect(readFileSync(out, 'utf8')).toBe('mine');
  });

  it('writes nothing with --dry-run', async () => {
    const out = join(line.home, 'a.html');
    const { exitCode, stdout } = await line.run('message', 'preview', file('a.json', HI), '--out', out, '--dry-run');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `would write ${out}: 1 message, nothing found\n` });
    expect(existsSync(out)).toBe(false);
  });

  it('is one document with --json, which has the page where it is in no file', async () => {
    const path = file('a.json', { to: 'U4af4980629f3c1a5b0e7d2c96b8a1f04', messages: [{ type: 'text' }] });
    const out = join(line.home, 'a.html');
    const parts = [
      await line.run('message', 'preview', path, '--json'),
      await line.run('message', 'preview', path, '--json', '--out', out),
    ].map(({ stdout }) => JSON.parse(stdout));
    const common = {
      schema: 'line-ops/message-preview@1',
      file: path,
      format: 'html',
      method: 'push',
      messages: 1,
      errors: 1,
      warnings: 0,
    };
    expect(parts).toMatchObject([
      { ...common, out: null, text: expect.stringMatching(/^<!doctype html>/) },
      { ...common, out, text: null, results: [{ pointer: '/messages/0/text', rule: 'required', severity: 'error' }] },
    ]);
  });

  it('shows the outline on a terminal, and refuses to spill a page there', async () => {
    const path = file('a.json', HI);
    const looked = await line.runIn({ isShown: true }, 'message', 'preview', path, '--no-color');
    expect(looked).toMatchObject({ exitCode: 0, stdout: '1 text  "hi"\n' });
    const spilt = await line.runIn({ isShown: true }, 'message', 'preview', path, '--format', 'html');
    expect(spilt).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(`preview ${path} --out `) });
  });

  it('writes an outline into a file too, and refuses images in it', async () => {
    const path = file('a.json', HI);
    const out = join(line.home, 'a.txt');
    await line.run('message', 'preview', path, '--format', 'outline', '--out', out);
    expect(readFileSync(out, 'utf8')).toBe('1 text  "hi"\n');
    expect(await line.run('message', 'preview', path, '--format', 'outline', '--load-images')).toMatchObject({
      exitCode: 2,
      stdout: '',
    });
  });

  it('draws a container that has no message around it, with its findings at their places in the file', async () => {
    const bubble = {
      type: 'bubble',
      body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'Bare', colour: '#000000' }] },
    };
    const bare = await line.run('message', 'preview', file('bare.json', bubble));
    expect(bare.stderr).toBe('1 message, 2 errors\n');
    expect(bare.stdout).toMatch(/data-at="\/body\/contents\/0"[^>]*><span class="marks">.*unknown-property/);
    expect(bare.stdout).toContain('bare-flex');
    const wrapped = await line.run('message', 'preview', file('bare.json', bubble), '--wrap');
    expect(wrapped.stderr).toBe('1 message, 1 error\n');
    expect(wrapped.stdout).not.toContain('bare-flex');
  });

  it('draws YAML, and messages from stdin', async () => {
    const yaml = await line.run('message', 'preview', file('a.yaml', 'type: text\ntext: from YAML\n'));
    expect(yaml.stdout).toContain('<span class="said">from YAML</span>');
    const piped = await line.runIn({ stdin: JSON.stringify(HI) }, 'message', 'preview', '-');
    expect(piped.stdout).toContain('<title>Messages: preview</title>');
  });

  it.each([
    ['a.json', '{"type":', 3, 'MESSAGES_INVALID'],
    ['a.jsonl', '{}\n{}\n', 2, 'ONE_DOCUMENT_NEEDED'],
  ])('says of %s that holds %j what is wrong with it', async (name, text, exitCode, code) => {
    const ran = await line.run('message', 'preview', file(name, text), '--json');
    expect(ran).toMatchObject({ exitCode, stdout: '' });
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code } });
  });
});
