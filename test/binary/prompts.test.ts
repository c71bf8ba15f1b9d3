import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exited, openWorld, type World } from '../support/binary.js';
import { hasPseudoTerminal } from '../support/pseudo-terminal.js';
import { sit } from '../support/sitting.js';

const ENTER = '\r';
const DOWN = '\u001b[B';
const ESCAPE = '\u001b';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`);

async function liveTokens(world: World): Promise<number> {
  return (await world.tokens()).filter(({ state }) => state === 'live').length;
}

describe.runIf(hasPseudoTerminal)('at a real terminal', () => {
  it.each([
    ['Ctrl-D', [CTRL_D]],
    ['three times another number', [`99${ENTER}`, `98${ENTER}`, `97${ENTER}`]],
  ])(
    '%s at the last question of broadcast send sends nothing and exits 130',
    { timeout: 60_000 },
    async (_how, answers) => {
      await using world = await openWorld({ followers: 20 });
      const send = ['broadcast', 'send', '--messages', world.messagesFile(), '--to', world.followersFile(20)];
      const { sees, type, ended } = sit(world, send);
      for (const [slips, keys] of answers.entries()) {
        // A question is drawn again with every key: the next one comes behind what was wrong with the last.
        if (slips > 0) await sees('That is not the number of recipients');
        await sees('Type the number to go ahead');
        type(keys);
      }
      expect(await ended).toBe(130);
      expect(world.delivered().messages).toBe(0);
    },
  );

  it('token rotate leads through and does it', { timeout: 60_000 }, async () => {
    await using world = await openWorld();
    exited(0, await world.inside(['token', 'issue', '--label', 'prod']));
    const { sees, type, ended, shown } = sit(world, ['token', 'rotate']);

    await sees('Which token is to be replaced?');
    await sees('left 30 d  prod');
    type(ENTER);
    await sees('What kind is the new one?');
    type(ENTER);
    await sees('How long does it live?');
    type(ENTER);
    await sees('Where does it go?');
    type(ENTER);
    await sees('Path of the file');
    type(`app.env${ENTER}`);
    await sees('Command that checks it');
    type(`test -n "$LINE_CHANNEL_ACCESS_TOKEN"${ENTER}`);
    // Whoever presses Enter alone gives the users of the old one time.
    await sees('❯ after 10 min');
    type(`${DOWN.repeat(4)}${ENTER}`);
    await sees('the old token is revoked at once');
    await sees('line-ops token rotate \\');
    await sees('Rotate it?');
    type(`y${ENTER}`);
    await sees('rotated');

    expect(await ended).toBe(0);
    const [, token = ''] =
      /^LINE_CHANNEL_ACCESS_TOKEN=(.+)\n$/.exec(readFileSync(join(world.folder, 'app.env'), 'utf8')) ?? [];
    expect(token.length).toBeGreaterThan(20);
    expect(shown()).not.toContain(token);
    expect(shown()).toMatch(COLOUR);
    expect(await liveTokens(world)).toBe(1);
  });

  it.each([
    ['Esc', ESCAPE, {}],
    ['Ctrl-C', CTRL_C, {}],
    ['Ctrl-D', CTRL_D, {}],
    ['Ctrl-C, with plain prompts', CTRL_C, { ACCESSIBLE: '1' }],
    ['Esc and Enter, with plain prompts', `${ESCAPE}${ENTER}`, { ACCESSIBLE: '1' }],
  ])('%s leaves everything as it was and exits 130', { timeout: 60_000 }, async (_how, keys, env) => {
    await using world = await openWorld();
    exited(0, await world.inside(['token', 'issue']));
    for (const [command, question] of [
      ['rotate', 'Which token is to be replaced?'],
      ['revoke', 'Which token is to end?'],
      ['issue', 'What kind of token?'],
    ] as const) {
      const { sees, type, ended } = sit(world, ['token', command], env);
      await sees(question);
      type(keys);
      expect(await ended).toBe(130);
    }
    expect(await liveTokens(world)).toBe(1);
  });

  it('shows no colour with NO_COLOR, and asks by number with ACCESSIBLE=1', { timeout: 60_000 }, async () => {
    await using world = await openWorld();
    exited(0, await world.inside(['token', 'issue', '--label', 'prod']));
    const plain = sit(world, ['token', 'revoke'], { NO_COLOR: '1' });
    await plain.sees('Which token is to end?');
    plain.type(ENTER);
    await plain.sees('cut off at once');
    plain.type(`n${ENTER}`);
    expect(await plain.ended).toBe(130);
    expect(plain.shown()).not.toMatch(COLOUR);

    const accessible = sit(world, ['token', 'revoke'], { ACCESSIBLE: '1' });
    await accessible.sees('1. t-');
    accessible.type(`1${ENTER}`);
    await accessible.sees('[y/N]');
    accessible.type(`yes${ENTER}`);
    expect(await accessible.ended).toBe(0);
    expect(accessible.shown()).not.toContain(`${String.fromCharCode(27)}[`.concat('2K'));
    expect(await liveTokens(world)).toBe(0);
  });

  it.each([{}, { ACCESSIBLE: '1' }])(
    'channel add and key generate never show a secret that is typed: %j',
    { timeout: 60_000 },
    async (look) => {
      await using world = await openWorld();
      const { LINE_CHANNEL_SECRET: secret = '' } = world.emulator.env;
      const env = {
        LINE_CHANNEL_ID: '',
        LINE_CHANNEL_SECRET: '',
        LINE_ASSERTION_KEY: '',
        LINE_ASSERTION_KEY_ID: '',
        ...look,
      };
      const add = sit(world, ['channel', 'add'], env);
      await add.sees('Your name for the channel');
      add.type(`shop${ENTER}`);
      await add.sees('Channel ID');
      add.type(`1234567890${ENTER}`);
      await add.sees('Channel secret');
      add.type(`${secret}${ENTER}`);
      await add.sees('File of the assertion signing key');
      add.type(ENTER);
      await add.sees('Is it in production?');
      add.type(`n${ENTER}`);
      await add.sees('Add shop?');
      add.type(`y${ENTER}`);
      await add.sees('added');
      expect(await add.ended).toBe(0);
      expect(add.shown()).not.toContain(secret);

      const generate = sit(world, ['key', 'generate'], env);
      await generate.sees('Where is the private key to be kept?');
      generate.type('ACCESSIBLE' in look ? `1${ENTER}` : ENTER);
      await generate.sees('Make a new key pair');
      generate.type(`y${ENTER}`);
      await generate.sees('"kty":"RSA"');
      await generate.sees('Key ID that the console answered');
      generate.type(ENTER);
      expect(await generate.ended).toBe(0);
      expect(generate.shown()).not.toContain('"d":');
    },
  );
});
