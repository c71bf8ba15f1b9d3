import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { openWorld, type World } from '../support/binary.js';
import { hasPseudoTerminal, type Sitting } from '../support/pseudo-terminal.js';
import { sit } from '../support/sitting.js';

const ENTER = '\r';
const CTRL_C = '\u0003';
const CHANNEL_ID = '1234567890';
const REDRAWN = `${String.fromCharCode(27)}[`;

/** Who has nothing but a console account: no variable names a channel. */
const NEWCOMER = { LINE_CHANNEL_ID: '', LINE_CHANNEL_SECRET: '', LINE_ASSERTION_KEY: '', LINE_ASSERTION_KEY_ID: '' };

function init(world: World, args: readonly string[], env: Readonly<Record<string, string>> = {}): Sitting {
  return sit(world, ['init', ...args], { ...NEWCOMER, ...env });
}

/** What the console would do with the public half on the screen. */
async function register({ emulator }: World, { shown }: Sitting): Promise<string> {
  const [jwk] = /\{"kty":"RSA"[^}]*\}/.exec(shown()) ?? [];
  const answer = await fetch(`${emulator.url}/_emulator/keys`, {
    method: 'POST',
    body: `{"channelId":"${CHANNEL_ID}","jwk":${jwk}}`,
  });
  const registered: unknown = await answer.json();
  return String(Reflect.get(Object(registered), 'keyId'));
}

/** Answers one question after the other. */
async function answer({ sees, type }: Sitting, ...answers: readonly (readonly [question: string, keys: string])[]) {
  for (const [question, keys] of answers) {
    await sees(question);
    type(`${keys}${ENTER}`);
  }
}

describe.runIf(hasPseudoTerminal)('init', () => {
  it('goes on where it was killed: nothing proven is asked again, no key is made twice, one message is sent', {
    timeout: 90_000,
  }, async () => {
    await using world = await openWorld({ followers: 5 });
    const { LINE_CHANNEL_SECRET: secret = '' } = world.emulator.env;
    const screens: string[] = [];
    const killedAt = async (sitting: Sitting, question: string) => {
      await sitting.sees(question);
      await sitting.kill();
      screens.push(sitting.shown());
    };

    const first = init(world, []);
    await answer(first, ['Your name for the channel', 'shop'], ['Channel ID', CHANNEL_ID]);
    await killedAt(first, 'Channel secret');

    const second = init(world, ['shop']);
    await answer(second, ['Channel ID', CHANNEL_ID], ['Channel secret', secret]);
    await killedAt(second, 'Is it in production?');
    expect((await world.run(['channel', 'list', '--json'])).stdout).toContain('"channels":[]');

    const third = init(world, ['shop']);
    await answer(third, ['Channel ID', CHANNEL_ID], ['Channel secret', secret], ['Is it in production?', 'n']);
    await third.sees('proven');
    await killedAt(third, 'Make a signing key?');

    const fourth = init(world, ['shop']);
    await fourth.sees('proven');
    await answer(fourth, ['Make a signing key?', '']);
    await killedAt(fourth, 'Key ID that the console answers');
    const kid = await register(world, fourth);

    const fifth = init(world, ['shop']);
    await fifth.sees('waits for its key ID');
    expect(await register(world, fifth)).not.toBe(kid);
    await answer(fifth, ['Key ID that the console answers', 'another-one']);
    await fifth.sees('does not take the stored key');
    await answer(fifth, ['Key ID that the console answers', kid]);
    await fifth.sees('proven');
    await killedAt(fifth, 'Your user ID');

    const sixth = init(world, ['shop']);
    await sixth.sees(`LINE takes the signing key under ${kid}`);
    await answer(sixth, ['Your user ID', followerId(0)]);
    await killedAt(sixth, 'Send 1 message object');
    expect(world.delivered().messages).toBe(0);

    const seventh = init(world, ['shop']);
    await answer(seventh, ['Your user ID', followerId(0)], ['Send 1 message object', 'y']);
    await seventh.sees('accepted');
    await seventh.sees('No webhook endpoint is set');
    await seventh.sees('line-ops status -c shop');
    expect(await seventh.ended).toBe(0);

    const eighth = init(world, ['shop']);
    await eighth.sees('LINE accepted a push of shop before');
    expect(await eighth.ended).toBe(0);
    expect(world.delivered().messages).toBe(1);

    const all = [...screens, seventh.shown(), eighth.shown()];
    for (const screen of all) expect(screen).not.toContain(secret);
    for (const screen of all.slice(3)) expect(screen).not.toContain('Channel secret');
    for (const screen of all.slice(4)) expect(screen).not.toContain('Make a signing key?');
    for (const screen of all.slice(5)) expect(screen).not.toContain('Key ID that the console answers');
    expect(eighth.shown()).not.toContain('?');
  });

  it('redraws nothing with ACCESSIBLE=1, asks by numbers and letters, and is left with exit 130', {
    timeout: 60_000,
  }, async () => {
    await using world = await openWorld();
    const { LINE_CHANNEL_SECRET: secret = '' } = world.emulator.env;
    const sitting = init(world, [], { ACCESSIBLE: '1', NO_COLOR: '1' });
    await answer(
      sitting,
      ['Your name for the channel', 'shop'],
      ['Channel ID', 'mine'],
      ['Channel ID', CHANNEL_ID],
      ['Channel secret', secret],
      ['[y/N]', 'n'],
      ['Number from 1 to 2:', '3'],
      ['Number from 1 to 2:', '2'],
    );
    await sitting.sees('the channel secret alone works');
    await sitting.sees('Your user ID');
    sitting.type(CTRL_C);
    expect(await sitting.ended).toBe(130);
    expect(sitting.shown()).not.toContain(REDRAWN);
    expect(sitting.shown()).not.toContain(secret);
  });

  it('is left with Ctrl-C at a question, and says how to go on', { timeout: 60_000 }, async () => {
    await using world = await openWorld();
    const sitting = init(world, []);
    await answer(sitting, ['Your name for the channel', 'shop']);
    await sitting.sees('Channel ID');
    sitting.type(CTRL_C);
    await sitting.sees('line-ops init shop');
    expect(await sitting.ended).toBe(130);
  });
});

it('without a terminal is a usage error that names the commands for scripts', async () => {
  await using world = await openWorld();
  const { exitCode, stdout, stderr } = await world.run(['init', '--yes'], { env: NEWCOMER });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('line-ops channel add <name> --channel-id <digits> --channel-secret-stdin');
  expect(world.emulator.requests().total).toBe(0);
});
