import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import type { Finding } from '../../../../../src/domain/messages/engine/finding.js';
import { found, IMAGE, lines } from '../../found.js';

const SCHEME_DOCS = 'https://developers.line.biz/en/docs/line-login/using-line-url-scheme/';

const link = (uri: string, more: object = {}) => ({ type: 'uri', label: 'a', uri, ...more });
const template = (of: object) => ({ type: 'template', altText: 'a', template: of });
const flexButton = (action: object) => ({
  type: 'flex',
  altText: 'a',
  contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [{ type: 'button', action }] } },
});
const quickReply = (action: object) => ({
  type: 'text',
  text: 'a',
  quickReply: { items: [{ type: 'action', action }] },
});
const yes = { type: 'message', label: 'a', text: 'a' };
const area = { x: 0, y: 0, width: 1, height: 1 };
const imagemap = (more: object) => ({
  type: 'imagemap',
  baseUrl: 'https://example.com/map',
  altText: 'a',
  baseSize: { width: 1040, height: 1040 },
  actions: [],
  ...more,
});

/** Every place of a link, and its pointer there. */
const PLACES: readonly (readonly [name: string, message: (uri: string) => object, pointer: string])[] = [
  ['a button', (uri) => template({ type: 'buttons', text: 'a', actions: [link(uri)] }), '/template/actions/0/uri'],
  [
    'the tap on a template',
    (uri) => template({ type: 'buttons', text: 'a', defaultAction: link(uri), actions: [yes] }),
    '/template/defaultAction/uri',
  ],
  [
    'a confirmation',
    (uri) => template({ type: 'confirm', text: 'a', actions: [link(uri), yes] }),
    '/template/actions/0/uri',
  ],
  [
    'a column',
    (uri) => template({ type: 'carousel', columns: [{ text: 'a', actions: [link(uri)] }] }),
    '/template/columns/0/actions/0/uri',
  ],
  [
    'an image of a carousel',
    (uri) => template({ type: 'image_carousel', columns: [{ imageUrl: IMAGE, action: link(uri) }] }),
    '/template/columns/0/action/uri',
  ],
  ['a quick reply', (uri) => quickReply(link(uri)), '/quickReply/items/0/action/uri'],
  ['a Flex button', (uri) => flexButton(link(uri)), '/contents/body/contents/0/action/uri'],
  ['an imagemap', (uri) => imagemap({ actions: [{ type: 'uri', linkUri: uri, area }] }), '/actions/0/linkUri'],
  [
    'the end of an imagemap video',
    (uri) =>
      imagemap({
        video: {
          originalContentUrl: 'https://example.com/a.mp4',
          previewImageUrl: IMAGE,
          area,
          externalLink: { linkUri: uri, label: 'a' },
        },
      }),
    '/video/externalLink/linkUri',
  ],
];

function findingsOf(uri: string): readonly Finding[] {
  return checkMessage(flexButton(link(uri)), { method: 'push', pointer: '' });
}

describe('line://', () => {
  it.each(PLACES)('is deprecated in %s', (_name, message, pointer) => {
    expect(found(message('line://nv/profile'))).toEqual([`warning deprecated ${pointer}`]);
    expect(found(message('https://line.me/R/nv/profile'))).toEqual([]);
  });

  it.each([
    ['line://nv/profile', 'https://line.me/R/nv/profile'],
    ['line://nv/camera', 'https://line.me/R/nv/camera/'],
    ['LINE://nv/location/', 'https://line.me/R/nv/location/'],
    ['line://ti/p/@example', 'https://line.me/R/ti/p/%40example'],
    ['line://ti/p/%40example', 'https://line.me/R/ti/p/%40example'],
    ['line://nv/recommendOA/@example', 'https://line.me/R/nv/recommendOA/%40example'],
    ['line://oaMessage/@example/?Hello', 'https://line.me/R/oaMessage/%40example/?Hello'],
    ['line://home/public/profile?id=example', 'https://line.me/R/home/public/profile?id=example'],
    ['line://msg/text/?Hello%20you', 'https://line.me/R/share?text=Hello%20you'],
    ['line://msg/text/Hello', 'https://line.me/R/share?text=Hello'],
    ['line://app/1234567890-AbcdEfgh', 'https://liff.line.me/1234567890-AbcdEfgh'],
    ['line://shop/sticker/detail/446', 'https://line.me/R/shop/sticker/detail/446'],
    ['line://R/nv/chat', 'https://line.me/R/nv/chat'],
  ])('%s has its replacement named', (uri, replacement) => {
    const [finding] = findingsOf(uri);
    expect(finding).toMatchObject({
      message: expect.stringMatching(/starts with line:\/\/.* write /),
      limit: replacement,
      docs: SCHEME_DOCS,
    });
    expect(finding?.message.endsWith(`write ${replacement}`)).toBe(true);
  });

  it('names the form that replaces it where the page lists no such screen', () => {
    const [finding] = findingsOf('line://nv/timeline');
    expect(finding).toMatchObject({ message: expect.stringContaining('https://line.me/R/…'), limit: null });
  });

  it('names the URL of a LIFF app for its form of LIFF v1', () => {
    const [finding] = findingsOf('https://line.me/R/app/1234567890-AbcdEfgh?a=b');
    expect(finding).toMatchObject({ rule: 'deprecated', limit: 'https://liff.line.me/1234567890-AbcdEfgh?a=b' });
  });

  it('does nothing in LINE for PC, as all LINE URL schemes but the one of a profile', () => {
    const desktop = (url: string) => found(flexButton(link('https://example.com/', { altUri: { desktop: url } })));
    const at = '/contents/body/contents/0/action/altUri/desktop';
    expect(desktop('line://nv/chat')).toEqual([`warning deprecated ${at}`, `warning no-effect ${at}`]);
    expect(desktop('https://line.me/R/nv/chat')).toEqual([`warning no-effect ${at}`]);
    expect(desktop('https://line.me/R/ti/p/%40example')).toEqual([]);
    expect(desktop('https://example.com/')).toEqual([]);
  });
});

describe('the parameter for the external browser', () => {
  const at = '/contents/body/contents/0/action/uri';
  const misspelt = [`warning browser-parameter ${at}`];
  it.each([
    ['https://example.com/?openExternalBrowser=1', []],
    ['https://example.com/?a=b&openExternalBrowser=1#top', []],
    ['https://example.com/?openInAppBrowser=0', []],
    ['https://example.com/?openExternalBrower=1', misspelt],
    ['https://example.com/?openexternalbrowser=1', misspelt],
    ['https://example.com/?externalBrowser=1', misspelt],
    ['https://example.com/?openExternalBrowser=true', misspelt],
    ['https://example.com/?openExternalBrowser', misspelt],
    ['https://example.com/?openInAppBrowser=1', misspelt],
    ['https://line.me/R/ti/p/%40example?openExternalBrowser=yes', misspelt],
    ['https://example.com/#/list?openExternalBrowser=1', misspelt],
    ['https://liff.line.me/1234567890-AbcdEfgh?openExternalBrowser=1', [`warning no-effect ${at}`]],
    ['https://example.com/?open=1&browser=firefox&externalId=5', []],
    ['tel:09001234567', []],
  ])('%s', (uri, expected) => expect(lines(findingsOf(uri))).toEqual(expected));

  it('says which one was meant', () => {
    const [finding] = findingsOf('https://example.com/?openExternalBrower=1');
    expect(finding).toMatchObject({
      message: expect.stringContaining('did you mean "openExternalBrowser=1"?'),
      docs: `${SCHEME_DOCS}#opening-url-in-external-browser`,
    });
  });
});

describe('a link to an Android package', () => {
  /** What it is in each place: refused where LINE was seen to refuse it, a warning where the same is likely. */
  const SEVERITY: Readonly<Record<string, string | null>> = {
    'a button': 'error',
    'the tap on a template': 'error',
    'a confirmation': 'warning',
    'a column': 'warning',
    'an image of a carousel': 'warning',
    'a quick reply': 'warning',
    'a Flex button': null,
    'an imagemap': null,
    'the end of an imagemap video': null,
  };

  it.each(PLACES)('in %s', (name, message, pointer) => {
    const expected = SEVERITY[name] === null ? [] : [`${SEVERITY[name]} url ${pointer}`];
    expect(found(message('https://example.com/@shop.apk'))).toEqual(expected);
    expect(found(message('https://example.com/?file=shop.apk'))).toEqual(expected);
  });

  it.each(['.dapk', '.ak', '.a', '.apk/', '.apks'])('is not one that ends in %s', (ending) => {
    expect(
      found(template({ type: 'buttons', text: 'a', actions: [link(`https://example.com/shop${ending}`)] })),
    ).toEqual([]);
  });

  it.each(['.apk?v=2', '.apk#top', '.APK'])('may be one that ends in %s', (ending) => {
    expect(
      found(template({ type: 'buttons', text: 'a', actions: [link(`https://example.com/shop${ending}`)] })),
    ).toEqual(['warning url /template/actions/0/uri']);
  });
});
