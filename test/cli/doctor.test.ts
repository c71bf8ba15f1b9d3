import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QUESTIONS } from '../../src/domain/doctor/checklist.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import type { LineApi } from '../../src/ports/line-api.js';
import { createRoot } from '../support/certificates.js';
import { type CommandLine, openCommandLine, type Ran } from '../support/command-line.js';
import { unreachable } from '../support/failures.js';
import { type Bot, type StartedBot, signatureOf, startBot } from '../support/probed-bot.js';
import { createWorld, type World } from '../support/world.js';

interface Check {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
  readonly hint: string | null;
}

let emulator: Emulator;
let line: CommandLine;

beforeAll(async () => {
  emulator = await startEmulator({ followers: 20, quota: 1000 });
});
afterAll(() => emulator.stop());
beforeEach(() => {
  emulator.reset();
  line = openCommandLine(emulator.env);
});
afterEach(() => line.remove());

const checksOf = (ran: Ran | { stdout: string }): readonly Check[] => JSON.parse(ran.stdout).checks;
const statusesOf = (ran: Ran | { stdout: string }): Readonly<Record<string, string>> =>
  Object.fromEntries(checksOf(ran).map(({ id, status }) => [id, status]));

/** 200 for a right signature, 401 for any other. */
const goodBot: Bot = ({ headers, body }, response) => {
  const signature = signatureOf(body, emulator.env['LINE_CHANNEL_SECRET']);
  response.writeHead(headers['x-line-signature'] === signature ? 200 : 401).end();
};

/** A bot whose certificate `ca.pem` vouches for. */
function botOf(bot: Bot): Promise<StartedBot> {
  const root = createRoot('Test CA');
  const { key, pem } = root.issue({ name: 'localhost', names: ['localhost'] });
  writeFileSync(join(line.home, 'ca.pem'), root.pem);
  return startBot(bot, { key, cert: pem });
}

/** The channel of the emulator under a name, nothing of it in the environment any more. */
async function addChannel(name = 'shop'): Promise<void> {
  const { LINE_CHANNEL_ID: id = '', LINE_CHANNEL_SECRET: secret = '' } = emulator.env;
  await line.runIn({ stdin: secret }, 'channel', 'add', name, '--channel-id', id, '--channel-secret-stdin');
  line.setEnv({ LINE_CHANNEL_ID: undefined, LINE_CHANNEL_SECRET: undefined, LINE_OPS_CHANNEL: undefined });
}

describe('doctor', () => {
  it('sees what can be seen of a channel of the environment, and asks about the rest', async () => {
    await using bot = await botOf(goodBot);
    emulator.setWebhook(bot.url);
    const ran = await line.run('doctor', '--json', '--ca', join(line.home, 'ca.pem'));
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'line-ops/doctor@1', channel: '1234567890' });
    const statuses = statusesOf(ran);
    for (const id of ['runtime', 'folders', 'channel', 'credentials', 'assertion-key', 'clock', 'bot', 'token-life'])
      expect([id, statuses[id]]).toEqual([id, 'pass']);
    for (const id of ['token-count', 'long-lived', 'quota', 'request-log', 'stages', 'webhook-response'])
      expect([id, statuses[id]]).toEqual([id, 'pass']);
    // Nobody outside reaches this computer.
    expect(checksOf(ran).find(({ id }) => id === 'webhook')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('localhost'),
    });
    expect(bot.received.map(({ body }) => JSON.parse(body).events)).toEqual(bot.received.map(() => []));
    for (const id of ['unsend', 'roles-console', 'security', 'login-rules'])
      expect([id, statuses[id]]).toEqual([id, 'ask']);
    expect(statuses['secret-store']).toBe('warn');
  });

  it('fails where the bot takes what nobody signed, and names the certificate that nobody trusts', async () => {
    await using bot = await botOf((_received, response) => void response.writeHead(200).end());
    emulator.setWebhook(bot.url);
    const webhook = async (...options: readonly string[]) =>
      checksOf(await line.run('doctor', '--json', ...options)).find(({ id }) => id === 'webhook');
    expect(await webhook('--ca', join(line.home, 'ca.pem'))).toMatchObject({
      status: 'fail',
      detail: expect.stringMatching(/signature/i),
      hint: expect.stringContaining('line-ops webhook check'),
    });
    expect(await webhook()).toMatchObject({ status: 'fail', detail: expect.stringMatching(/trust/i) });
    expect(await line.run('doctor', '--ca', join(line.home, 'nowhere.pem'))).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('does not take a missing network for a failure, and asks nothing more', async () => {
    line.setEnv({ LINE_OPS_API_URL: 'http://127.0.0.1:9' });
    const ran = await line.run('doctor', '--json');
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout).ok).toBe(true);
    expect(statusesOf(ran)).toMatchObject({
      credentials: 'unknown',
      clock: 'unknown',
      bot: 'skip',
      'token-life': 'skip',
      webhook: 'skip',
      quota: 'skip',
      stages: 'skip',
      'request-log': 'pass',
    });
    const logged = readFileSync(join(line.home, 'logs', logName()), 'utf8')
      .trim()
      .split('\n');
    expect(new Set(logged.map((entry) => JSON.parse(entry).url))).toEqual(
      new Set(['http://127.0.0.1:9/oauth2/v3/token']),
    );
    expect(await line.run('doctor', '--json', '--strict')).toMatchObject({ exitCode: 3 });
  });

  it('says of everything that needs a channel that it was not examined, where there is none', async () => {
    line.setEnv({ LINE_CHANNEL_ID: undefined, LINE_CHANNEL_SECRET: undefined });
    const ran = await line.run('doctor', '--json');
    expect(ran.exitCode).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({ channel: null, ok: false });
    expect(statusesOf(ran)).toMatchObject({ runtime: 'pass', channel: 'fail', credentials: 'skip', quota: 'skip' });
    expect(checksOf(ran).find(({ id }) => id === 'credentials')?.detail).toContain('"Channel" failed');
  });

  it('takes credentials that LINE refuses for a failure, and goes on with what is left', async () => {
    line.setEnv({ LINE_CHANNEL_SECRET: '00000000000000000000000000000000' });
    const ran = await line.run('doctor', '--json');
    expect(ran.exitCode).toBe(3);
    expect(statusesOf(ran)).toMatchObject({ credentials: 'fail', clock: 'pass', bot: 'skip', 'request-log': 'pass' });
  });

  it('does not stop at a dead token of the environment', async () => {
    line.setEnv({ LINE_CHANNEL_ACCESS_TOKEN: 'deadTokenOfSomeEarlierDay1234567890' });
    const ran = await line.run('doctor', '--json');
    expect(ran.exitCode).toBe(3);
    expect(statusesOf(ran)).toMatchObject({
      credentials: 'pass',
      bot: 'fail',
      'token-life-environment': 'fail',
      'token-count': 'pass',
      quota: 'skip',
    });
  });

  it('looks at every token by itself: one that is dead, one that ends soon, one that is well', async () => {
    await addChannel();
    line.setEnv({ LINE_ASSERTION_KEY: emulator.env['LINE_ASSERTION_KEY'] });
    const issue = async (...options: readonly string[]) => {
      const { stdout } = await line.run('token', 'issue', ...options);
      return stdout.trim();
    };
    const dead = await issue('--type', 'short-lived', '--label', 'dead');
    await issue('--type', 'v2.1', '--expires-in', '3d', '--label', 'soon');
    await issue('--type', 'v2.1', '--label', 'well');
    await fetch(`${emulator.url}/v2/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ access_token: dead }),
    });

    const ran = await line.run('doctor', '--json');
    const lives = checksOf(ran).filter(({ id }) => id.startsWith('token-life'));
    expect(lives.map(({ status, detail }) => `${status} ${detail}`).sort()).toEqual([
      'fail short-lived: LINE no longer knows it',
      expect.stringMatching(/^pass v2.1, /),
      expect.stringMatching(/^warn v2.1, /),
    ]);
    expect(statusesOf(ran)).toMatchObject({ bot: 'pass', quota: 'pass' });
    expect(checksOf(ran).find(({ id }) => id === 'token-count')?.detail).toBe(
      'v2.1 2 of 30; known here: short-lived 0 of 30, long-lived 0 of 1',
    );
    expect(ran.stdout).not.toContain(dead);
  });

  it('knows a channel by its name, and refuses one that is not configured', async () => {
    await addChannel();
    expect(JSON.parse((await line.run('doctor', '--json')).stdout)).toMatchObject({ channel: 'shop' });
    expect(await line.run('doctor', '-c', 'nobody')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('asks LINE for the friends once a day', async () => {
    const timesAsked = () =>
      emulator.requests().endpoints.find(({ path }) => path === '/v2/bot/insight/followers')?.count ?? 0;
    for (const _ of [1, 2]) {
      const stages = checksOf(await line.run('doctor', '--json')).find(({ id }) => id === 'stages');
      expect(stages).toMatchObject({ status: 'pass', detail: expect.stringMatching(/^20 friends/) });
    }
    expect(timesAsked()).toBe(1);
  });

  it('never says that all passed where something is not known', async () => {
    const { stdout } = await line.run('doctor');
    expect(stdout).not.toMatch(/all passed/i);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^failed: 1 failed, .* to be answered, /);
  });
});

describe('the answers', () => {
  const answer = (...answers: readonly string[]) => answers.flatMap((one) => ['--answer', one]);

  it('are kept for the channel with name and day, follow its new name, and go with it', async () => {
    await addChannel();
    const given = await line.run(
      'doctor',
      '--json',
      '--answered-by',
      'Sato',
      ...answer('unsend=yes:bot 2.4', 'bursts=no'),
    );
    expect(statusesOf(given)).toMatchObject({ unsend: 'pass', bursts: 'fail', security: 'ask' });

    await line.run('channel', 'rename', 'shop', 'store');
    const later = checksOf(await line.run('doctor', '--json'));
    expect(later.find(({ id }) => id === 'unsend')?.detail).toMatch(/^yes, said Sato on \d{4}-\d\d-\d\d: bot 2\.4$/);
    expect(later.find(({ id }) => id === 'bursts')?.status).toBe('fail');

    await line.run('doctor', ...answer('bursts=yes'));
    expect(statusesOf(await line.run('doctor', '--json'))).toMatchObject({ unsend: 'pass', bursts: 'pass' });

    await line.run('channel', 'remove', 'store', '--yes');
    await addChannel('store');
    expect(statusesOf(await line.run('doctor', '--json'))).toMatchObject({ unsend: 'ask', bursts: 'ask' });
  });

  it('stay when the same channel is added again with another secret', async () => {
    await addChannel();
    await line.run('doctor', ...answer('unsend=yes'));
    const { LINE_CHANNEL_ID: id = '', LINE_CHANNEL_SECRET: secret = '' } = emulator.env;
    await line.runIn(
      { stdin: secret },
      ...['channel', 'add', 'shop', '--channel-id', id],
      '--channel-secret-stdin',
      '--yes',
    );
    expect(statusesOf(await line.run('doctor', '--json'))).toMatchObject({ unsend: 'pass' });
  });

  it('of many processes at once are all kept', async () => {
    await addChannel();
    line.setEnv({ LINE_OPS_API_URL: 'http://127.0.0.1:9' });
    await Promise.all(QUESTIONS.map(({ id }) => line.run('doctor', ...answer(`${id}=yes`))));
    const statuses = statusesOf(await line.run('doctor', '--json'));
    expect(QUESTIONS.map(({ id }) => statuses[id])).toEqual(QUESTIONS.map(() => 'pass'));
  });

  it('count for one run alone where the channel has no name, and that is said', async () => {
    const ran = await line.run('doctor', '--json', ...answer('unsend=yes'));
    expect(statusesOf(ran)).toMatchObject({ unsend: 'pass' });
    expect(ran.stderr).toContain('count for this run alone');
    expect(statusesOf(await line.run('doctor', '--json'))).toMatchObject({ unsend: 'ask' });
  });

  it('are not written by a dry run, which asks LINE nothing', async () => {
    await addChannel();
    const asked = emulator.requests().total;
    const ran = await line.run('doctor', '--dry-run', ...answer('unsend=no:later'));
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'would change: configuration: unsend is answered no: later\n' });
    expect(emulator.requests().total).toBe(asked);
    expect(statusesOf(await line.run('doctor', '--json'))).toMatchObject({ unsend: 'ask' });
  });

  it('to what is no question are refused before anything is looked at', async () => {
    const asked = emulator.requests().total;
    expect(await line.run('doctor', ...answer('unsent=yes'))).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean unsend?'),
    });
    expect(emulator.requests().total).toBe(asked);
  });
});

describe('at a terminal', () => {
  const away = async (): Promise<never> => {
    throw unreachable();
  };
  /** LINE is not reached: only the questions matter here. */
  function sitting(line: Partial<LineApi> = { issueStatelessToken: away }): World {
    const surroundings = {
      runtime: () => ({ node: '24.0.0', lowest: '20.18.1', openssl: '3', checksCertificates: true }),
      folders: async () => [],
      userName: () => 'tanaka',
      hostName: () => 'desk',
    };
    const world = createWorld({
      canAsk: true,
      line,
      deps: {
        surroundings: async () => surroundings,
        requestLog: async () => ({ filesBefore: async () => [] }) as never,
      },
    });
    world.addChannel();
    return world;
  }

  it('each open question is asked once, and its answer kept at once', async () => {
    const world = sitting();
    world.answers.push('yes', 'no', 'ask me another time', 'ask me nothing more now');
    const ran = await world.run('doctor');
    expect(world.questions).toHaveLength(4);
    expect(world.configuration.channels[0]?.answers).toMatchObject([
      { id: QUESTIONS[0]?.id, says: 'yes', by: 'tanaka', note: null },
      { id: QUESTIONS[1]?.id, says: 'no', by: 'tanaka', note: null },
    ]);
    expect(ran.stdout).toContain('yes, said tanaka on 2026-11-21');
    expect(ran.exitCode).toBe(3);

    world.questions.length = 0;
    world.answers.push('ask me nothing more now');
    await world.run('doctor');
    expect(world.questions).toEqual([expect.stringContaining(QUESTIONS[2]?.question ?? '?')]);
  });

  it.each([[['--yes']], [['--json']], [['--no-input']], [['--format', 'github']]])(
    'nobody is asked with %j, and no question is answered by it',
    async (options) => {
      const world = sitting();
      await world.run('doctor', ...options);
      expect(world.questions).toEqual([]);
      expect(world.configuration.channels[0]?.answers).toEqual([]);
    },
  );
});

describe('doctor --all-channels', () => {
  it('goes through every channel, one that is dead among them', async () => {
    await addChannel('shop');
    const { LINE_CHANNEL_ID: id = '' } = emulator.env;
    await line.runIn(
      { stdin: '00000000000000000000000000000000' },
      ...['channel', 'add', 'dead', '--channel-id', `${id}1`, '--channel-secret-stdin', '--no-verify'],
    );
    const ran = await line.run('doctor', '--all-channels', '--json');
    expect(ran.exitCode).toBe(3);
    const document = JSON.parse(ran.stdout);
    expect(document).toMatchObject({ schema: 'line-ops/doctor-all@1', ok: false });
    expect(document.channels.map(({ channel }: { channel: string }) => channel)).toEqual(['shop', 'dead']);
    const [shop, dead] = document.channels.map((one: { checks: Check[] }) =>
      statusesOf({ stdout: JSON.stringify(one) }),
    );
    expect([shop.credentials, shop.quota]).toEqual(['pass', 'pass']);
    expect([dead.credentials, dead.quota]).toEqual(['fail', 'skip']);

    const { stdout } = await line.run('doctor', '--all-channels', '--format', 'junit');
    expect(stdout.match(/<testsuite /g)).toHaveLength(2);
    expect(await line.run('doctor', '--all-channels', '-c', 'shop')).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

function logName(): string {
  return `requests-${new Date().toISOString().slice(0, 10)}.jsonl`;
}
