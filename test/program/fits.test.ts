import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { textWidth } from '../../src/domain/text/text-width.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import { exited, openWorld, type World } from '../support/binary.js';
import { hasPseudoTerminal } from '../support/pseudo-terminal.js';
import { sit } from '../support/sitting.js';

const LABEL = 'トークンのとても長いラベル・本番環境・東京オフィス・夜間バッチ 🎉';
const NAME = '春のセール とても長い名前の配信キャンペーン、全国のお客様へ';
const WIDER = [80, 100, 120];

/** A state with everything in it that is long or wide. */
async function furnish(world: World): Promise<readonly (readonly string[])[]> {
  exited(0, await world.inside(['token', 'issue', '--label', LABEL]));
  exited(0, await world.inside(['token', 'issue', '--label', 'brief', '--expires-in', '3h']));
  const message = world.file('message.json', JSON.stringify({ type: 'text', text: `${NAME} ${'word '.repeat(40)}` }));
  const wrong = world.file('wrong.json', '[{"type":"text","text":""},{"type":"txt"},{"type":"imagemap"}]');
  const to = world.followersFile(20);
  const wish = ['--messages', message, '--to', to, '--again'];
  const send = ['broadcast', 'send', ...wish, '--name', NAME, '--stages', '10%,rest', '--interval', '0s', '--yes'];
  const { stdout } = exited(0, await world.inside([...send, '--json']));
  const { id } = JSON.parse(stdout);
  exited(0, await world.inside(['audience', 'create', '--from', to, '--name', NAME, '--no-wait', '--yes']));
  return [
    ['status'],
    ['token', 'list'],
    ['token', 'list', '--all', '--offline'],
    ['token', 'limits'],
    ['token', 'check', '--within', '7d'],
    ['channel', 'list'],
    ['channel', 'show'],
    ['broadcast', 'list'],
    ['broadcast', 'show', id],
    ['broadcast', 'report', id],
    ['broadcast', 'verify', id],
    ['broadcast', 'plan', ...wish],
    ['broadcast', 'send', ...wish, '--stages', '5,5,rest', '--yes'],
    ['audience', 'list'],
    ['user', 'show', followerId(0)],
    ['quota'],
    ['log', 'list', '--since', '1h'],
    ['message', 'rules'],
    ['message', 'validate', wrong],
    ['message', 'new'],
    ['message', 'preview', message],
    ['webhook', 'show'],
    ['webhook', 'send', '--list-events'],
    ['webhook', 'check', 'http://127.0.0.1:9'],
    ['doctor', '--offline'],
    ['emulator', 'list'],
    ['schema'],
    ['help', 'environment'],
    ['broadcast', 'send', '--help'],
    ['broadcast', 'show', 'b-20260101-aaaaaa'],
  ];
}

/** What is left on a terminal, line by line: of what is drawn in place the last. */
function linesOf(shown: string): readonly string[] {
  const lines = stripVTControlCharacters(shown).replaceAll('\r\n', '\n').split('\n');
  return lines.map((line) => line.split('\r').at(-1) ?? '');
}

/** A word, an address or a command of its own is broken nowhere. */
function isUnbreakable(line: string): boolean {
  const text = line.trim();
  return text.startsWith('line-ops ') || !text.includes(' ');
}

it.runIf(hasPseudoTerminal)(
  'every view fits a terminal of 60 columns, and of 80, 100 and 120',
  { timeout: 120_000 },
  async () => {
    await using world = await openWorld({ followers: 20 });
    const commands = await furnish(world);
    const keyIds = (await world.tokens()).flatMap(({ keyId }) => keyId ?? []);
    expect(keyIds).toHaveLength(2);
    const tooWide: string[] = [];
    const hold = (shown: string, args: readonly string[], columns: number) => {
      const lines = linesOf(shown);
      expect(lines.join('').trim(), args.join(' ')).not.toBe('');
      const wide = lines.filter((line) => columns < textWidth(line) && !isUnbreakable(line));
      tooWide.push(...wide.map((line) => `${args.join(' ')} at ${columns}: ${line}`));
      if (args.join(' ') === 'token list') for (const keyId of keyIds) expect(shown).toContain(keyId);
    };
    for (const columns of WIDER)
      for (const args of commands) {
        const { stdout, stderr } = await world.inside(args, {}, columns);
        hold(`${stdout}\n${stderr}`, args, columns);
      }
    const left = [...commands];
    const look = async () => {
      for (let args = left.pop(); args !== undefined; args = left.pop()) {
        const { shown, ended } = sit(world, [...args, '--no-input'], {}, 60);
        await ended;
        hold(shown(), args, 60);
      }
    };
    // Few at once: each is a process.
    await Promise.all([look(), look(), look()]);
    expect(tooWide).toEqual([]);
  },
);

it.runIf(hasPseudoTerminal)('with ACCESSIBLE=1 a row that does not fit is told cell by cell, whole', async () => {
  await using world = await openWorld();
  exited(0, await world.inside(['token', 'issue', '--label', LABEL]));
  const { shown, ended } = sit(world, ['token', 'list'], { ACCESSIBLE: '1' }, 60);
  expect(await ended).toBe(0);
  const lines = stripVTControlCharacters(shown()).split('\r\n');
  expect(lines.slice(0, 4).map((line) => line.split(':')[0])).toEqual(['ID', 'TYPE', 'LABEL', '  夜間バッチ 🎉']);
});
