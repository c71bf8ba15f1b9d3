import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPainter } from '../../../../src/adapters/terminal/painter.js';
import { createStyles } from '../../../../src/adapters/terminal/styles.js';
import { outlineOf } from '../../../../src/cli/message/preview/outline.js';
import { UNKNOWN } from '../../../../src/domain/drawing/kinds/unknown.js';
import { kindOf } from '../../../../src/domain/drawing/kinds.js';
import { MESSAGE_TYPES } from '../../../../src/domain/messages/rules/message-types.js';
import { SAMPLES } from '../../../../src/domain/messages/samples/samples.js';
import { textWidth } from '../../../../src/domain/text/text-width.js';
import { visibleLines } from '../../../../src/domain/text/visible.js';
import { previewOf, withStrings } from '../../../support/previewed.js';

const MESSAGES = SAMPLES.map(({ message }) => message);

/** Every tag that a page has, with attributes that run nothing and load nothing. */
const TAG = /<!doctype html>|<\/?([a-z][a-z0-9]*)((?:\s+[a-z][a-zA-Z:-]*(?:="[^"<>]*")?)*)\s*\/?>/g;
const ACTING = /\s(?:on[a-z]+|style|srcset|action|formaction|data|poster|background|ping|src)=/i;

/** What is wrong with the page: markup that is not ours, or attributes that act. */
function dangers(page: string): readonly string[] {
  const [, before = '', style = '', after = ''] = /^(.*)<style>(.*?)<\/style>(.*)$/s.exec(page) ?? [];
  const body = `${before}${after}`;
  const tags = [...body.matchAll(TAG)];
  return [
    ...(body.replace(TAG, '').match(/[<>].{0,40}/g) ?? []),
    ...tags.filter(([tag]) => ACTING.test(tag.replace(/"[^"]*"/g, ''))).map(([tag]) => tag),
    ...tags
      .filter(([, name]) => /^(?:script|iframe|object|embed|form|link|base|style)$/.test(name ?? ''))
      .map(([tag]) => tag),
    ...(style.match(/<.{0,40}|url\(.{0,40}|@import.{0,40}|expression.{0,40}/g) ?? []),
  ];
}

/** The value with one place in it replaced, found by the numbers. */
function mutated(value: unknown, steps: readonly number[], inserted: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return inserted;
  if (Array.isArray(value)) {
    const at = step % Math.max(1, value.length);
    return value.map((item, index) => (index === at ? mutated(item, rest, inserted) : item));
  }
  const entries = Object.entries(value);
  const at = step % Math.max(1, entries.length);
  return Object.fromEntries(
    entries.map(([key, item], index) => [key, index === at ? mutated(item, rest, inserted) : item]),
  );
}

const HOSTILE = [
  '</style><script>alert(1)</script>',
  `"><img src=x onerror=alert(1)>'\``,
  'javascript:alert(1)',
  '#fff;background:url(https://example.com/x)',
  '1px;}body{background:url(//example.com)}',
];

describe('the page of a preview', () => {
  it('is made of any JSON value at all, and holds nothing but our own markup', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }),
        (value) => dangers(previewOf(value)).length === 0,
      ),
      { numRuns: 150 },
    );
  });

  it('is made of messages of every type with anything in any place', () => {
    const place = fc.array(fc.nat({ max: 40 }), { maxLength: 9 });
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(...HOSTILE, -1, 1e308, '1e9px', '-5%', '0:0'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...MESSAGES), place, anything, (message, steps, inserted) => {
        expect(dangers(previewOf([mutated(message, steps, inserted)]))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it.each(HOSTILE)('shows %s as text, wherever it stands', (hostile) => {
    for (const message of MESSAGES) {
      const keepsTypes = withStrings(message, (text, key) => (key === 'type' || key === 'layout' ? text : hostile));
      expect(dangers(previewOf([keepsTypes]))).toEqual([]);
    }
    expect(dangers(previewOf({ [hostile]: hostile, messages: [{ type: hostile, [hostile]: [hostile] }] }))).toEqual([]);
  });

  it.each([...MESSAGE_TYPES.keys()])('knows how a message of type %s looks', (type) => {
    expect(kindOf({ type })).not.toBe(UNKNOWN);
  });

  it('marks a finding at the nearest element around it, in each chat, and lists it with its rule, place and page', () => {
    const page = previewOf([
      { type: 'text', text: 'hi' },
      {
        type: 'template',
        altText: 'a',
        template: {
          type: 'confirm',
          text: 'ok?',
          actions: [
            { type: 'message', label: 'x'.repeat(30), text: 'a' },
            { type: 'message', label: 'No', text: 'a' },
          ],
        },
      },
    ]);
    const marked = page.match(
      /data-at="\/1\/template\/actions\/0"[^>]*><span class="marks"><span id="mark-1"><\/span><a class="mark error" href="#finding-1" title="label-length: [^"]*">1<\/a>/g,
    );
    expect(marked).toHaveLength(1);
    expect(page.match(/<a class="mark error" href="#finding-1"/g)).toHaveLength(3);
    expect(page).toMatch(
      /<li id="finding-1" class="error">.*label-length.*\/1\/template\/actions\/0\/label.*developers\.line\.biz/,
    );
  });

  it('says what a notification shows: a text with its emoji, an alternative text, or that the words are LINE’s own', () => {
    const page = previewOf([
      { type: 'text', text: 'A $ b', emojis: [{ index: 2, productId: 'p', emojiId: '001' }], sender: { name: 'Cony' } },
      {
        type: 'flex',
        altText: 'For you',
        contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [] } },
      },
      { type: 'sticker', packageId: '446', stickerId: '1988', sender: { name: 'Cony' } },
    ]);
    const notices = page.slice(page.indexOf('class="notices"'), page.indexOf('id="notes"'));
    expect(notices).toContain('<span>A (emoji) b</span>');
    expect(notices).toContain('<span>For you</span>');
    expect(notices).toMatch(/LINE’s own words, in the language of the phone: that Cony sent this \(sticker\)/);
  });
});

const paint = await createPainter(createStyles(), false);

describe('the outline of a preview', () => {
  const outline = (value: unknown, columns: number) =>
    outlineOf({ value, findings: [], pointerInFile: (pointer) => pointer }, { paint, columns });

  it('is made of any JSON value at all, in lines of visible characters', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
        const text = outline(value, 60);
        expect(visibleLines(text)).toBe(text);
      }),
      { numRuns: 150 },
    );
  });

  it.each([60, 80])('fits into %i columns, wide characters too', (columns) => {
    const wide = MESSAGES.map((message) =>
      withStrings(message, (text, key) => (key === 'text' ? '夏のセールを開催中！'.repeat(5) : text)),
    );
    const tooWide = outline(wide, columns)
      .split('\n')
      .filter((line) => columns < textWidth(line));
    expect(tooWide).toEqual([]);
  });

  it('tells a text of millions of characters by its beginning, and a list of as many entries', () => {
    const text = outline([{ type: 'text', text: '夏'.repeat(3_000_000) }], 80);
    expect(text.split('\n').length).toBeLessThan(8);
    expect(text).toContain('…');
    const many = outline([{ type: 'text', text: 'a', emojis: Array.from({ length: 150_000 }, () => null) }], 80);
    expect(many).toContain('emojis');
  });

  it('shows texts, what a tap does, and a finding below the line that it speaks of', () => {
    const template = {
      type: 'confirm',
      text: 'Coming?',
      actions: [
        { type: 'message', label: 'Yes', text: 'yes' },
        { type: 'uri', label: 'More', uri: 'https://example.com/' },
      ],
    };
    const finding = {
      pointer: '/template/actions/1/uri',
      rule: 'url',
      severity: 'warning',
      message: 'a link',
      limit: null,
      actual: null,
      docs: '',
      line: 1,
      column: 1,
    } as const;
    const value = { type: 'template', altText: 'Are you coming?', template };
    const text = outlineOf({ value, findings: [finding], pointerInFile: (pointer) => pointer }, { paint, columns: 80 });
    expect(text.split('\n')).toEqual([
      '1 template  altText "Are you coming?"',
      '└ template: confirm  "Coming?"',
      '  ├ →  "Yes"  says "yes"',
      '  └ →  "More"  opens https://example.com/',
      '      warning: a link (url)',
      '',
    ]);
  });
});
