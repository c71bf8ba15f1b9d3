import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { isJsonObject } from '../src/domain/text/json-object.js';
import { exited, openWorld, type World } from './support/binary.js';
import { holdDocuments } from './support/documents.js';

const page = readFileSync(join('docs', 'notices.md'), 'utf8');
const SCRIPTS = [...page.matchAll(/```sh\n(#!\/bin\/sh\n[\s\S]*?)```/g)].map(([, script = '']) => script);
const EXAMPLE = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');

/** A script of the page, beside which stands a program that writes down its arguments and its stdin. */
function scripted(world: World, script: string, program: string): { readonly path: string; readonly heard: string } {
  const heard = world.file(`heard-${program}`, '');
  const recorder = world.file(program, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${heard}'\ncat >> '${heard}'\n`);
  const path = world.file(`tell-${program}.sh`, script);
  for (const file of [recorder, path]) chmodSync(file, 0o755);
  return { path, heard };
}

it('the mail gets the document that the page shows, with what happened in its subject', async () => {
  await using world = await openWorld({ followers: 4 });
  const { path, heard } = scripted(world, SCRIPTS[1] ?? '', 'mail');
  const env = { PATH: `${world.folder}${delimiter}${process.env['PATH']}` };
  const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(4), '--stages', '1,rest'];
  const gate = ['--gate', 'cmd:false', '--notify', `cmd:${path}`];
  exited(7, await world.inside(['broadcast', 'send', ...plan, ...gate, '--yes'], env));

  const [, subject, to, document = ''] = readFileSync(heard, 'utf8').split('\n');
  expect(subject).toMatch(/^line-ops: b-\S+ paused$/);
  expect(to).toBe('ops@example.com');
  holdDocuments(document);
  const told = JSON.parse(document);
  expect(Object.keys(told)).toEqual(Object.keys(EXAMPLE));
  expect(told).toMatchObject({
    event: EXAMPLE.event,
    error: { ...EXAMPLE.error, message: expect.any(String), hint: expect.any(String), details: expect.any(Object) },
  });
});

it('the text for a chat is made of what the document has', () => {
  const fields = [...(SCRIPTS[0] ?? '').matchAll(/(?<=[( ])\.([a-zA-Z.]+)/g)].map(([, path = '']) => path.split('.'));
  expect(fields.length).toBeGreaterThan(5);
  for (const path of fields) {
    const value = path.reduce((part: unknown, name) => (isJsonObject(part) ? part[name] : undefined), EXAMPLE);
    expect({ path, type: typeof value }).toEqual({ path, type: expect.stringMatching(/string|number/) });
  }
});
