import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { exited, listening, openWorld, type StartOptions, until, type World } from '../support/binary.js';

describe.concurrent('secrets', () => {
  it('are on no stream, in no log and in no process list of a whole session with --verbose', {
    timeout: 120_000,
  }, async () => {
    await using world = await openWorld({ followers: 100, latencyMs: 20 });
    await using wire = await listenIn(world);
    const secret = world.emulator.env['LINE_CHANNEL_SECRET'] ?? '';
    const key = world.emulator.env['LINE_ASSERTION_KEY'] ?? '';
    const env = { LINE_OPS_API_URL: wire.url };
    const said: string[] = [];
    const handedOut: string[] = [];

    const run = async (
      args: readonly string[],
      options: StartOptions & { readonly handsOut?: boolean; readonly exit?: number } = {},
    ) => {
      const { handsOut = false, exit = 0, ...rest } = options;
      const running = world.start([...args, '--verbose'], { ...rest, env: { ...env, ...rest.env } });
      const before = wire.heard.length;
      await until('a request, or the end', () => running.hasEnded || before < wire.heard.length);
      if (!running.hasEnded) said.push(processArguments(running.pid));
      const ended = exited(exit, await running.ended);
      said.push(ended.stderr);
      (handsOut ? handedOut : said).push(ended.stdout);
      return ended;
    };

    const keyFile = world.file('key.json', key);
    await run(
      [
        'channel',
        'add',
        'main',
        '--channel-id',
        '1234567890',
        '--channel-secret-stdin',
        '--assertion-key-file',
        keyFile,
        '--assertion-key-id',
        world.emulator.env['LINE_ASSERTION_KEY_ID'] ?? '',
      ],
      {
        input: secret,
        env: { LINE_CHANNEL_ID: undefined, LINE_CHANNEL_SECRET: undefined, LINE_ASSERTION_KEY: undefined },
      },
    );
    for (const type of ['v2.1', 'short-lived', 'stateless'])
      await run(['token', 'issue', '--type', type, '--label', type], { handsOut: true });
    await run(['token', 'issue', '--type', 'v2.1', '--json'], { handsOut: true });
    await run(['token', 'get'], { handsOut: true });
    await run(['token', 'list', '--json']);
    await run(['token', 'limits']);
    await run(['token', 'verify', '--stdin'], { input: handedOut[0] ?? '' });
    await run(['channel', 'show', '-c', 'main', '--json']);
    await run(['quota']);
    await run(['webhook', 'show']);
    await run(['broadcast', 'send', '--messages', world.messagesFile(), '--to', world.followersFile(100), '--yes']);
    await run(['message', 'push', '--to', followerId(1), world.messagesFile(), '--yes']);
    await run(['token', 'revoke', '--label', 'v2.1', '--yes']);
    // The stateless one cannot be ended, and that is told.
    await run(['token', 'revoke', '--all', '--yes', '--json']);
    await run(['log', 'list']);
    // Errors, stacks included: no host, a token that is no good, a key that is none.
    const debug = { LINE_OPS_DEBUG: '1' };
    await run(['token', 'list'], { env: { ...debug, LINE_OPS_API_URL: 'http://127.0.0.1:9' }, exit: 6 });
    await run(['quota'], { env: { ...debug, LINE_CHANNEL_ACCESS_TOKEN: handedOut[0]?.trim() }, exit: 4 });
    await run(['token', 'issue'], { env: { ...debug, LINE_ASSERTION_KEY: `${key.slice(0, -1)},` }, exit: 2 });

    const secrets = new Set([
      secret,
      ...privateParts(key),
      ...wire.secrets(),
      ...(await world.tokens()).map(({ accessToken }) => accessToken),
    ]);
    // Channel secret, parts of the key, four tokens or more, and an assertion for each of their requests.
    expect(secrets.size).toBeGreaterThan(15);
    const sinks = [
      ...said,
      ...filesIn(world.home)
        .filter(([path]) => !path.endsWith('secrets.json'))
        .map(([, content]) => content),
    ];
    for (const value of secrets)
      expect(sinks.filter((sink) => sink.includes(value) || sink.includes(encodeURIComponent(value)))).toEqual([]);
    // What a command exists to hand out is there, and nothing else beside it.
    expect(handedOut).toHaveLength(5);
    for (const answer of handedOut) expect([...secrets].filter((value) => answer.includes(value))).toHaveLength(1);
  });

  it('that others can read are refused until the mode is mended', async () => {
    await using world = await openWorld();
    exited(0, await world.run(['token', 'issue', '--type', 'v2.1']));
    const path = join(world.home, 'secrets', 'secrets.json');
    execFileSync('chmod', ['644', path]);
    const { stderr } = exited(4, await world.run(['quota']));
    expect(stderr).toContain(`chmod 0600 ${path}`);
    execFileSync('chmod', ['600', path]);
    exited(0, await world.run(['quota']));
  });

  it.each([
    ['a secret store that others can read', 4, {}, 'chmod 0600'],
    ['a word that LINE_OPS_SECRET_STORE does not take', 2, { LINE_OPS_SECRET_STORE: 'keychain' }, 'file or plain'],
    ['a key too short for a new store', 2, { LINE_OPS_SECRET_KEY: 'fifteen-letters' }, 'openssl rand'],
  ])('cost no token where they cannot be stored: %s', async (_what, exit, env, hint) => {
    await using world = await openWorld();
    const folder = join(world.home, 'secrets');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'secrets.json'), '{"version":1,"protection":"plain","entries":{}}', {
      mode: exit === 4 ? 0o644 : 0o600,
    });

    for (const args of [['issue'], ['get', '--type', 'v2.1'], ['rotate', '--to', 'env-file:app.env', '--yes']]) {
      const { stderr } = exited(exit, await world.run(['token', ...args], { env }));
      expect(stderr).toContain(hint);
    }

    expect(await world.tokens()).toEqual([]);
    expect((await world.json(['token', 'list', '--all', '--offline']))['tokens']).toEqual([]);
  });
});

/** Stands between the binary and the emulator and hears everything, as LINE does. */
async function listenIn({ emulator }: World) {
  const heard: string[] = [];
  const { hostname, port } = new URL(emulator.url);
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      heard.push(`${incoming.url}&\n${incoming.headers.authorization ?? ''}\n${body.toString()}`);
      const onward = request(
        { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      onward.end(body);
    });
  });
  const { port: ownPort, ...listener } = await listening(server);
  return {
    ...listener,
    url: `http://127.0.0.1:${ownPort}`,
    heard,
    secrets: () =>
      heard.flatMap((text) => [
        ...[...text.matchAll(/(?:client_assertion|access_token|client_secret)=([^&\s]+)/g)].map((match) =>
          decodeURIComponent(match[1] ?? ''),
        ),
        ...[...text.matchAll(/^Bearer (.+)$/gm)].map((match) => match[1] ?? ''),
      ]),
  };
}

/** The numbers of a private JWK that must not be known. */
function privateParts(jwk: string): readonly string[] {
  const { d, p, q, dp, dq, qi } = JSON.parse(jwk);
  return [d, p, q, dp, dq, qi];
}

/** The command lines of a process and of all that it started. */
function processArguments(pid: number): string {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? '' }));
  const family = new Set([pid]);
  for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child);
  const lines = all.filter((process) => family.has(process.pid)).map(({ args }) => args);
  return lines.join('\n');
}

function filesIn(folder: string): readonly (readonly [path: string, content: string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, readFileSync(path, 'latin1')]);
}
