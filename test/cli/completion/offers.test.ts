import { describe, expect, it } from 'vitest';
import { complete } from '../../../src/cli/completion/complete.js';
import { completionTable } from '../../../src/cli/completion/table.js';
import type { KnownNames, KnownToken } from '../../../src/ports/completion/known-names.js';

const TABLE = await completionTable();
const NOW = Date.UTC(2026, 10, 27);
const DAY_MS = 86_400_000;

const TOKEN: KnownToken = {
  id: 't-00000001',
  channelId: '1000000001',
  type: 'v2.1',
  label: null,
  state: 'active',
  expiresAt: NOW + 20 * DAY_MS,
};

const KNOWN: KnownNames = {
  channels: () => [
    { name: 'shop', channelId: '1000000001', botName: 'Shop\u001b[31m', isCurrent: true },
    { name: 'news', channelId: '1000000002', botName: null, isCurrent: false },
  ],
  tokens: async (channelId) =>
    [
      { ...TOKEN, id: 't-00000001', label: 'prod' },
      { ...TOKEN, id: 't-00000002', label: 'my bot', expiresAt: NOW + 2 * DAY_MS },
      { ...TOKEN, id: 't-00000003', label: 'gone', state: 'revoked' },
      { ...TOKEN, id: 't-00000004', label: 'evil\u202e', expiresAt: NOW - 1 },
      { ...TOKEN, id: 't-00000005', channelId: '1000000002', label: '店舗' },
    ].filter((token) => channelId === null || token.channelId === channelId),
  broadcasts: async () => [
    { id: 'b-20261127-aaaaaa', name: 'sale', channelId: '1000000001', state: 'paused', via: 'multicast' },
    { id: 'b-20261126-bbbbbb', name: null, channelId: null, state: 'completed', via: 'multicast' },
    { id: 'b-20261125-cccccc', name: null, channelId: '1000000001', state: 'completed', via: 'push' },
    { id: 'b-20261124-dddddd', name: 'old', channelId: '1000000002', state: 'cancelled', via: 'narrowcast' },
  ],
  audiences: async (channelId) =>
    channelId === '1000000002' ? [] : [{ id: '5614991000001', name: 'VIPs', people: 5 }],
  emulators: () => [{ url: 'http://127.0.0.1:8080', pid: 42 }],
};

/** The answer to fish, whose words are whole: the first line says what else there is. */
async function offered(line: string, env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const words = ['line-ops', ...line.split(' ')];
  const text = await complete(['fish', ...words], { table: TABLE, known: KNOWN, env, now: NOW });
  return text.split('\n').slice(0, -1);
}

async function values(line: string, env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  return (await offered(line, env)).slice(1).map((row) => row.split('\t', 1)[0] ?? '');
}

describe('where words stand', () => {
  it.each([
    ['token re', ['issue', 'rotate', 'revoke']],
    ['-c news token ', ['issue', 'rotate', 'revoke']],
    ['--channel=news --json token ', ['issue', 'revoke']],
    ['help ', ['token', 'limits', 'exit-codes']],
    ['help token ', ['issue', 'revoke']],
    ['broadcast send --via ', ['multicast', 'narrowcast', 'broadcast']],
    ['token issue --type ', ['v2.1', 'short-lived', 'stateless']],
    ['message rules ', ['action-text']],
    ['message new ', ['text', 'buttons']],
    ['doctor --answer ', ['unsend=']],
    ['schema ', ['token-list@1', 'error@1']],
    ['emulator stop ', ['http://127.0.0.1:8080']],
    ['completion ', ['bash', 'zsh', 'fish', 'powershell']],
    ['emulator exec ', ['--']],
  ])('"%s" is gone on with', async (line, wanted) => {
    expect(await values(line)).toEqual(expect.arrayContaining(wanted));
  });

  it.each([
    ['nothing is known of a word', 'channel add '],
    ['the noun is none', 'tokens '],
    ['the verb is none', 'token ls '],
    ['the option is none', 'token issue --nothing='],
    ['the option takes no value', 'token list --all='],
    ['a duration is wanted', 'token issue --expires-in '],
    ['a channel has to be typed out', 'broadcast send --confirm-channel '],
    ['no more words are taken', 'channel rename shop '],
  ])('nothing is offered where %s', async (_why, line) => {
    expect(await offered(line)).toEqual(['none']);
  });

  it('files are offered where a file is meant, beside what else it may be', async () => {
    expect(await offered('message validate ')).toEqual(['files']);
    expect(await offered('message preview --out=')).toEqual(['files --out=']);
    expect(await offered('webhook send --file ')).toEqual(['files']);
    expect(await offered('token rotate --to env-file:')).toEqual(['files env-file:']);
    expect(await offered('broadcast send --exclude ')).toEqual(expect.arrayContaining(['files']));
    expect(await values('broadcast send --to ')).toEqual(['followers', 'friends', 'audience:5614991000001']);
    expect(await values('broadcast send --to=aud')).toContain('--to=audience:5614991000001');
  });

  it('a command behind -- is left to the shell, and its options are not ours', async () => {
    expect(await offered('emulator exec --followers 10 -- npm ')).toEqual(['command']);
    expect(await offered('emulator exec -- ls --')).toEqual(['command']);
    expect(await values('token list -- --')).toEqual([]);
  });
});

describe('options', () => {
  it('are those of the verb and of all, but for those on the line and what cannot stand beside them', async () => {
    const all = await values('webhook send --');
    expect(all).toEqual(expect.arrayContaining(['--event', '--file', '--channel', '--dry-run', '--yes', '--help']));
    const left = await values('webhook send --json --event follow --');
    expect(left).toContain('--event');
    expect(left).not.toContain('--json');
    expect(left).not.toContain('--file');
    expect(await values('webhook send --file=x --')).not.toContain('--event');
    expect(await values('token issue --no-store --')).not.toContain('--store');
    expect(await values('token issue -c shop --')).not.toContain('--channel');
    expect(await values('token list --')).not.toContain('--dry-run');
    expect(await values('token list --')).not.toContain('--yes');
  });

  it('are offered where no word can follow, the required ones as such', async () => {
    expect((await offered('broadcast send ')).join('\n')).toContain('--messages\trequired: ');
    expect(await values('token revoke --label ')).not.toContain('--all');
    expect(await values('-')).toEqual(expect.arrayContaining(['--channel', '--json', '--help']));
  });
});

describe('what is known here', () => {
  it('tokens are those of the channel on the line, of the environment, or the current one: live ones first', async () => {
    expect((await offered('token verify ')).slice(1)).toEqual([
      't-00000002\tmy bot, v2.1, 2 d left',
      't-00000001\tprod, v2.1, 20 d left',
      't-00000003\tgone, v2.1, revoked',
      't-00000004\tevil\\u202e, v2.1, expired',
    ]);
    expect(await values('token revoke ')).toEqual(['t-00000002', 't-00000001']);
    expect(await values('token revoke t-00000002 ')).toEqual(['t-00000001']);
    expect(await values('token revoke -c news ')).toEqual(['t-00000005']);
    expect(await values('-cnews token revoke ')).toEqual(['t-00000005']);
    expect(await values('token revoke ', { LINE_OPS_CHANNEL: 'news' })).toEqual(['t-00000005']);
    expect(await values('token revoke ', { LINE_CHANNEL_ID: '1000000002' })).toEqual(['t-00000005']);
  });

  it('labels are whole words; one that hides characters is not offered', async () => {
    expect(await values('token revoke --label ')).toEqual(['my bot', 'prod', 'gone']);
    expect(await values('token revoke -c news --label=')).toEqual(['--label=店舗']);
  });

  it('broadcasts are those for which the verb makes sense', async () => {
    expect(await offered('broadcast resume ')).toEqual(['none', 'b-20261127-aaaaaa\tsale, paused, shop']);
    expect(await values('broadcast report ')).toEqual(['b-20261127-aaaaaa', 'b-20261126-bbbbbb', 'b-20261124-dddddd']);
  });

  it('channels come with the name of the bot, and nothing of it acts on a terminal', async () => {
    expect(await offered('-c ')).toEqual(['none', 'shop\tShop\\u001b[31m, current', 'news']);
    expect(await values('channel rename ')).toEqual(['shop', 'news']);
  });

  it('audiences are those of the channel; without one the word is begun', async () => {
    expect(await values('audience show ')).toEqual(['5614991000001']);
    expect(await values('broadcast send -c news --to ')).toEqual(['followers', 'friends', 'audience:']);
  });
});

describe('bash', () => {
  const BREAKS = '"\'@><=;|&(: \n\t';
  const inBash = async (line: string) =>
    (await complete(['bash', BREAKS, line], { table: TABLE, known: KNOWN, env: {}, now: NOW })).trimEnd().split('\n');

  it.each([
    ['a word', 'line-ops tok', ['none', 'token']],
    ['blanks', 'line-ops token revoke --label my', ['none', 'my\\ bot']],
    ['an open quote', "line-ops token revoke --label 'my b", ['none', 'my bot']],
    ['double quotes', 'line-ops token revoke --label "my', ['none', 'my bot']],
    ['an escaped blank', 'line-ops token revoke --label my\\ b', ['none', 'my\\ bot']],
    ['letters of another script', 'line-ops token revoke -c news --label 店', ['none', '店舗']],
    ['a value behind =', 'line-ops token revoke --label=p', ['none', 'prod']],
    ['a colon', 'line-ops broadcast send --to audience:56', ['files', '5614991000001']],
    ['both', 'line-ops broadcast send --to=audience:56', ['files', '5614991000001']],
    ['the beginning of a word', 'line-ops broadcast send -c news --to=a', ['files open', 'audience:']],
    ['a list with commas', 'line-ops webhook send --event follow,unf', ['none', 'follow,unfollow']],
    ['a command before it', 'cd x && LANG=C line-ops quo', ['none', 'quota']],
    ['quoted words before it', 'line-ops "token" \'rev\'oke --label pr', ['none', 'prod']],
    ['another word', 'line-ops zzz', ['none']],
  ])('goes on with %s behind what readline keeps', async (_what, line, wanted) => {
    expect(await inBash(line)).toEqual(wanted);
  });
});

it('PowerShell gets words in quotes where it needs them, and what they mean', async () => {
  const words = { LINE_OPS_COMPLETE_WORDS: 'token\nrevoke\n--label\n' };
  const text = await complete(['powershell'], { table: TABLE, known: KNOWN, env: words, now: NOW });
  expect(text.split('\n').slice(0, 3)).toEqual([
    'none',
    "'my bot'\tmy bot\tv2.1, 2 d left",
    'prod\tprod\tv2.1, 20 d left',
  ]);
});

it('a shell that has no script gets nothing', async () => {
  expect(await complete(['tcsh', 'line-ops', ''], { table: TABLE, known: KNOWN, env: {}, now: NOW })).toBe('');
  expect(await complete([], { table: TABLE, known: KNOWN, env: {}, now: NOW })).toBe('');
});
