import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, exited, listening, openWorld, type World } from '../support/binary.js';

/** What a terminal, a reader or a CI runner must never get as it is. */
const NASTY =
  'x\u001b[31m\u001b]0;t\u0007\u009b2J\u202egnp\u2066\u2028\n::error::owned\r\n##[warning]owned\u200b\u{e0041}';

const NASTY_FILE = `${NASTY.replaceAll('/', '')}.json`;

/** Ours are the line breaks, and tabs in tables for programs. */
const RAW = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

/** The fields whose form a command relies on; everything else may hold anything. */
const USED = new Set(['access_token', 'token_type', 'userId', 'type', 'status', 'client_id', 'chatMode', 'timestamp']);

function poisoned(value: unknown): unknown {
  if (typeof value === 'string') return value + NASTY;
  if (Array.isArray(value)) return value.map(poisoned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, USED.has(name) ? part : poisoned(part)]),
  );
}

/** A platform whose every answer says nasty things; `refusing` are the paths that it answers 400. */
function poisoning({ emulator }: World, refusing: RegExp | null) {
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const path = request.url ?? '/';
    const { host: _host, 'content-length': _length, connection: _connection, ...headers } = request.headers;
    const answer = await fetch(emulator.url + path, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    const text = await answer.text();
    const isRefused = refusing?.test(path) === true;
    const body = isRefused ? { message: 'no', details: [{ property: 'a', message: 'b' }] } : JSON.parse(text || '{}');
    response.writeHead(isRefused ? 400 : answer.status, { 'x-line-request-id': 'r\u009b31m\u0085' });
    response.end(JSON.stringify(poisoned(body)));
  });
}

function expectHarmless({ stdout, stderr }: Ended): void {
  for (const line of `${stdout}\n${stderr}`.split('\n')) {
    expect(stripVTControlCharacters(line).trimStart()).not.toMatch(/^::(?!(?:error|warning) file=)/);
    expect(line).not.toMatch(/##\[/);
    expect(RAW.exec(line)).toBeNull();
  }
}

let world: World;

/** The word, with the folder before it where it is one of our files. */
const whole = (word: string): string => (existsSync(join(world.folder, word)) ? join(world.folder, word) : word);

beforeAll(async () => {
  world = await openWorld({ longLived: true });
  world.messagesFile();
  world.file('ids.txt', `U${'0'.repeat(32)}\n`);
  world.file('nasty.txt', `U${'0'.repeat(32)}\n${NASTY}\n`);
  world.file('nasty.csv', `a,${NASTY},c\n1,2,3\n`);
  for (const name of ['nasty.json', 'nasty.yaml', NASTY_FILE])
    world.file(name, JSON.stringify({ type: NASTY, [NASTY]: NASTY, text: NASTY }));
  exited(0, await world.run(['webhook', 'set', 'https://bot.example.com/', '--yes', '--no-test']));
});

afterAll(() => world[Symbol.asyncDispose]());

describe.concurrent('nothing from outside reaches a stream as it is', () => {
  const SAID_BY_LINE: readonly (readonly [args: readonly string[], refusing: RegExp | null])[] = [
    [['channel', 'show'], null],
    [['channel', 'show', '--json'], null],
    [['quota'], /quota/],
    [['quota', '--json'], /quota/],
    [['webhook', 'show'], null],
    [['webhook', 'test'], null],
    [['webhook', 'test', '--json', '--verbose'], null],
    [['token', 'list'], null],
    [['token', 'issue', '--verbose'], /token/],
    [['token', 'verify'], null],
    [['message', 'push', '--to', `U${'0'.repeat(32)}`, 'messages.json'], /push/],
    [['message', 'validate', '--remote', 'messages.json'], /validate/],
    [['message', 'validate', '--remote', '--format', 'sarif', 'messages.json'], /validate/],
    [['message', 'validate', '--remote', '--format', 'github', 'messages.json'], /validate/],
    [['broadcast', 'send', '--yes', '--messages', 'messages.json', '--to', 'ids.txt'], /multicast/],
    [['broadcast', 'send', '--yes', '--json', '--messages', 'messages.json', '--to', 'ids.txt'], /multicast$/],
  ];

  it.each(SAID_BY_LINE)('said by LINE: %j', async (args, refusing) => {
    await using proxy = await listening(poisoning(world, refusing));
    const env = { LINE_OPS_API_URL: `http://127.0.0.1:${proxy.port}` };
    const ended = await (args[0] === 'quota' ? world.run(args, { env }) : world.inside(args.map(whole), env));
    expectHarmless(ended);
    if (args.includes('--json') && ended.stdout !== '') JSON.parse(ended.stdout);
  });

  const SAID_BY_THE_OPERATOR: readonly (readonly string[])[] = [
    [NASTY],
    ['token', NASTY],
    ['token', 'issue', `--${NASTY}`],
    ['token', 'issue', '--label', `a${NASTY}`],
    ['token', 'issue', '--type', NASTY],
    ['token', 'issue', '--expires-in', NASTY],
    ['token', 'rotate', '--to', `env-file:${NASTY}`, '--yes'],
    ['token', 'rotate', '--to', NASTY, '--yes'],
    ['token', 'rotate', '--to', `exec:printf '%s' '${NASTY}'`, '--yes'],
    ['channel', 'add', NASTY],
    ['channel', 'show', NASTY],
    ['--channel', NASTY, 'quota'],
    ['key', 'generate', '--out', `no-folder/${NASTY}`],
    ['message', 'validate', NASTY],
    ['message', 'validate', 'nasty.json', 'nasty.yaml', NASTY_FILE],
    ['message', 'validate', '--format', 'github', 'nasty.json', 'nasty.yaml', NASTY_FILE],
    ['message', 'push', '--to', NASTY, 'messages.json'],
    ['message', 'push', '--dry-run', '--to', `U${'0'.repeat(32)}`, 'nasty.json'],
    ['broadcast', 'plan', '--messages', 'nasty.json', '--to', 'nasty.csv'],
    ['broadcast', 'plan', '--messages', 'messages.json', '--to', 'nasty.txt'],
    ['broadcast', 'plan', '--messages', 'messages.json', '--to', 'nasty.txt', '--json'],
    ['broadcast', 'create', '--messages', 'messages.json', '--to', 'ids.txt', '--name', NASTY],
    ['broadcast', 'plan', '--messages', 'messages.json', '--to', NASTY],
    ['webhook', 'test', NASTY],
    ['webhook', 'set', NASTY, '--yes'],
    ['webhook', 'verify', '--signature', NASTY, '--body-file', NASTY],
    ['log', 'show', NASTY],
    ['log', 'list', '--since', NASTY],
    ['emulator', 'stop', NASTY],
    ['emulator', 'exec', '--', NASTY],
  ];

  it.each(SAID_BY_THE_OPERATOR.map((args) => [args]))('said by an argument or a file: %j', async (args) => {
    const startsOrWrites = args.length === 1 || ['rotate', 'generate', 'exec'].includes(args[1] ?? '');
    expectHarmless(await (startsOrWrites ? world.run(args) : world.inside(args.map(whole))));
  });
});

it.each([
  [['log', 'list']],
  [['log', 'export']],
  [['log', 'list', '--json']],
  [['broadcast', 'list']],
  [['broadcast', 'list', '--json']],
  [['token', 'list', '--offline', '--all']],
])('and nothing of what was kept: %j', async (args) => {
  expectHarmless(exited(0, await world.inside(args)));
});
