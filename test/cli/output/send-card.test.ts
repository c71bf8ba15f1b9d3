import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPainter } from '../../../src/adapters/terminal/painter.js';
import { createStyles } from '../../../src/adapters/terminal/styles.js';
import { cardText, quotaFacts, type SendCard } from '../../../src/cli/output/send-card.js';
import { bodyTailOf } from '../../../src/domain/broadcast/planning/body.js';
import { parseChannelId, parseChannelName, parseUserId } from '../../../src/domain/line/ids.js';
import { textWidth } from '../../../src/domain/text/text-width.js';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../../support/command-line.js';

const paint = await createPainter(createStyles(), false);

const LONG = `https://cdn.example.com/${'a'.repeat(200)}.png`;

function cardOf(messages: unknown, more: Partial<SendCard> = {}): SendCard {
  return {
    channel: {
      name: parseChannelName('shop'),
      id: parseChannelId('1234567890'),
      production: true,
      timeZone: null,
      botUserId: null,
      signingKeyId: null,
    },
    bot: {
      userId: parseUserId(`U${'b'.repeat(32)}`),
      displayName: 'ショップ',
      basicId: '@shop',
      premiumId: null,
      chatMode: null,
      markAsReadMode: null,
    },
    bodyTail: bodyTailOf(messages, 'multicast', { silent: true, unit: 'autumn' }),
    head: [],
    facts: [],
    stages: [],
    warnings: [],
    ...more,
  };
}

const text = (words: string) => ({ type: 'text', text: words });

describe('the card before a send', () => {
  it('names the channel, its bot and that it is in production', () => {
    const shown = cardText(cardOf([text('hi')]), paint, 80);
    expect(shown).toMatch(/^channel +shop \(production\)\nbot +ショップ {2}@shop\nmessage +hi\n/);
    expect(shown).toContain('(silent: no push notification)');
    expect(shown).toContain('(unit autumn)');
  });

  it('shows the first lines of the message, and what else is in it', () => {
    const messages = [
      { ...text('one\ntwo\nthree\nfour\nfive'), quickReply: { items: [{}, {}] }, sender: { name: 'Brown' } },
      { type: 'image', originalContentUrl: 'https://example.com/a.png', previewImageUrl: 'https://example.com/b.png' },
      { type: 'sticker', packageId: '446', stickerId: '1988' },
      { type: 'template', altText: 'pick one', template: { type: 'buttons', text: 'x', actions: [] } },
      text('and a last word'),
    ];
    const lines = cardText(cardOf(messages), paint, 80)
      .split('\n')
      .map((line) => line.replace(/^message/, '').trim());
    expect(lines.slice(2, -2)).toEqual([
      'one',
      'two',
      'three',
      '… 2 more lines',
      '(2 quick replies, sent as Brown)',
      '+ image: https://example.com/a.png',
      '+ sticker: 446, 1988',
      '+ template: pick one',
      '(buttons)',
      '+ and a last word',
    ]);
  });

  it.each([60, 80, 132])('fits %i columns, whatever is in it', (columns) => {
    const card = cardOf(
      [
        text(`${'本日より全品半額となります'.repeat(20)}\n${'word '.repeat(60)}`),
        { type: 'image', originalContentUrl: LONG, previewImageUrl: LONG },
      ],
      {
        head: [{ label: 'broadcast', words: `b-20261121-abcdef  ${'name-'.repeat(40)}` }],
        facts: [
          {
            label: 'recipients',
            words: '10,000,000 unique of 12,345,678, 2,345,677 duplicates, 1 malformed, 3 excluded',
          },
          ...quotaFacts({ quota: { type: 'limited', limit: 100_000_000 }, used: 0, left: 100_000_000 }, 10_000_000),
        ],
        stages: Array.from({ length: 1_000 }, (_, index) => ({
          index,
          recipients: 10_000_000,
          batches: 20_000,
          startsAt: Date.UTC(2026, 10, 21),
        })),
        warnings: [{ message: `${'a warning of many words '.repeat(10)}${LONG}`, samples: ['x'.repeat(200)] }],
      },
    );
    const lines = cardText(card, paint, columns).split('\n');
    // A word is broken nowhere: too wide a one has a line for itself.
    expect(lines.filter((line) => columns < textWidth(line) && line.trim().includes(' '))).toEqual([]);
    // Of a thousand stages the first and the last ones.
    expect(lines.length).toBeLessThan(60);
    expect(lines.find((line) => line.startsWith('1000 '))).toBeDefined();
  });

  it('makes visible what a terminal would obey or reorder', () => {
    const shown = cardText(
      cardOf([text('a\u202eb\u001b[31m')], { head: [{ label: 'broadcast', words: 'x\u0007' }] }),
      paint,
      80,
    );
    expect(shown).toContain('a\\u202eb\\u001b[31m');
    expect(shown).toContain('x\\u0007');
  });

  it.each([
    ['no limit', { quota: { type: 'none' }, used: 5, left: null }, 'no limit'],
    [
      'before and after',
      { quota: { type: 'limited', limit: 100 }, used: 10, left: 90 },
      '90 left of 100, 80 after this',
    ],
    ['too few', { quota: { type: 'limited', limit: 100 }, used: 95, left: 5 }, '5 left of 100, 5 too few'],
    ['unknown', null, 'LINE does not tell it now'],
  ] as const)('tells the quota: %s', (_what, quota, words) => {
    expect(quotaFacts(quota, 10)).toMatchObject([{ label: 'quota', words }]);
  });
});

describe('before a send', () => {
  let line: CommandLine;
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({ followers: 20, quota: 1_000 });
    line = openCommandLine(emulator.env);
  });

  afterEach(async () => {
    line.remove();
    await emulator.stop();
  });

  const file = (name: string, content: string) => {
    const path = join(line.home, name);
    writeFileSync(path, content);
    return path;
  };
  const plan = () => {
    const ids = Array.from({ length: 20 }, (_, index) => followerId(index));
    return [
      '--messages',
      file('m.json', '{"type":"text","text":"half price today"}'),
      '--to',
      file('ids.txt', [...ids, ids[0], 'nobody', ''].join('\n')),
      '--max-malformed',
      '1',
      '--name',
      'autumn',
      '--stages',
      '10%,rest',
    ];
  };
  const CARD = [
    /^channel +channel 1234567890$/m,
    /^bot +\S/m,
    /^message +half price today$/m,
    /^recipients +20 unique of 22, 1 duplicate, 1 malformed$/m,
    /^rate +up to 200 requests\/s/m,
    /^ends +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d at the earliest, if begun now$/m,
    /^quota +1,000 left of 1,000, 980 after this$/m,
    /^plan hash +[0-9a-f]{16}$/m,
    /^1 +2 +1 +\d{4}-/m,
    /^warning: 1 malformed recipient is left out/m,
  ];

  it('a person sees the card of a send and types the number of recipients, with two slips', async () => {
    const shown = await line.runIn({ answers: ['200', '2', '20'] }, 'broadcast', 'send', ...plan());
    expect(shown.exitCode).toBe(0);
    for (const part of [...CARD, /^broadcast +autumn$/m]) expect(shown.stderr).toMatch(part);
    expect(shown.stderr.match(/That is not the number of recipients/g)).toHaveLength(2);
    expect(emulator.deliveries()).toMatchObject({ recipients: 20, maxPerRecipient: 1 });
  });

  it('a third slip ends it, and nothing is sent', async () => {
    const shown = await line.runIn({ answers: ['200', '2', '21'] }, 'broadcast', 'send', ...plan());
    expect(shown).toMatchObject({ exitCode: 130, stderr: expect.stringContaining('nothing was sent') });
    expect(emulator.deliveries()).toMatchObject({ recipients: 0 });
  });

  it('create shows the card and asks nothing, resume shows what is left and asks', async () => {
    const created = await line.runIn({ answers: [] }, 'broadcast', 'create', ...plan());
    expect(created.exitCode).toBe(0);
    for (const part of CARD) expect(created.stderr).toMatch(part);
    const [, id = ''] = /^broadcast +(b-\S+) {2}autumn$/m.exec(created.stderr) ?? [];
    const resumed = await line.runIn({ answers: ['20'] }, 'broadcast', 'resume', id);
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).toMatch(/^left +20 to send, 0 accepted already$/m);
    for (const part of CARD.slice(0, -1)) expect(resumed.stderr).toMatch(part);
  });

  it('nothing is asked of LINE for a resume that nobody can agree to', async () => {
    const { stdout } = await line.run('broadcast', 'create', ...plan(), '--json');
    const before = emulator.requests().total;
    expect(await line.run('broadcast', 'resume', JSON.parse(stdout).id)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(emulator.requests().total).toBe(before);
  });

  it('a push has a short one', async () => {
    const path = file('m.json', '{"type":"text","text":"half price today"}');
    const { exitCode, stderr } = await line.runIn({ answers: [true] }, 'message', 'push', path, '--to', followerId(0));
    expect(exitCode).toBe(0);
    for (const part of [
      CARD[0],
      CARD[1],
      CARD[2],
      /^to +U[0-9a-f]{32}$/m,
      /^quota +1,000 left of 1,000, 999 after this$/m,
    ])
      expect(stderr).toMatch(part ?? '');
  });

  it('list and show name the channel, and fit the terminal however long a name is', async () => {
    const { stdout } = await line.run('broadcast', 'create', ...plan(), '--name', '名前'.repeat(60), '--json');
    const { id } = JSON.parse(stdout);
    expect((await line.run('broadcast', 'list')).stdout).toMatch(new RegExp(`^${id} +1234567890 +planned`, 'm'));
    expect((await line.run('broadcast', 'show', id)).stdout).toMatch(/^channel +1234567890$/m);
    const listed = (await line.run('broadcast', 'list')).stdout.split('\n');
    expect(listed.filter((row) => 80 < textWidth(row))).toEqual([]);
  });
});
