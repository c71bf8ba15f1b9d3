import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseUserId } from '../../../src/domain/line/ids.js';
import { channelSecret } from '../../../src/domain/line/secret.js';
import { verifySignature } from '../../../src/usecases/webhook/verify-signature.js';

// The test vector of https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const BODY = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
const SIGNATURE = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=';

const BOT = parseUserId('U8e742f61d673b39c7fff3cecb7536ef0');
const OTHER_BOT = parseUserId(`U${'0'.repeat(32)}`);
const secrets = { current: channelSecret(SECRET), previous: null, botUserId: BOT };
const bytes = (text: string) => Buffer.from(text);
const sign = (text: string | Uint8Array, secret = SECRET) => createHmac('sha256', secret).update(text).digest('base64');

describe('verifySignature', () => {
  it('accepts the vector of the documentation', () => {
    expect(verifySignature({ signature: SIGNATURE, body: bytes(BODY) }, secrets)).toEqual({
      valid: true,
      secret: 'current',
    });
  });

  it('accepts bytes that are not UTF-8: it signs bytes, not text', () => {
    const body = Uint8Array.from([0xff, 0x00, 0xfe]);
    expect(verifySignature({ signature: sign(body), body }, secrets)).toEqual({ valid: true, secret: 'current' });
  });

  it('tells which secret signed while one is being changed', () => {
    const request = { signature: SIGNATURE, body: bytes(BODY) };
    const rotated = { ...secrets, current: channelSecret('f'.repeat(32)) };
    expect(verifySignature(request, { ...rotated, previous: channelSecret(SECRET) })).toEqual({
      valid: true,
      secret: 'previous',
    });
    expect(verifySignature(request, rotated)).toMatchObject({ valid: false, cause: 'unknown' });
  });

  const original =
    '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[{"type":"message","text":"やあ 🍎 a/b: c, d"}]}';
  const value: unknown = JSON.parse(original);
  it.each([
    ['pretty-printed', 'reserialised', original, JSON.stringify(value, null, 2)],
    ['compacted', 'reserialised', JSON.stringify(value, null, 4), original],
    [
      'written with spaces, as Python does',
      'reserialised',
      original,
      JSON.stringify(value).replaceAll('":', '": ').replaceAll(',"', ', "'),
    ],
    [
      'escapes read',
      'escapes-changed',
      JSON.stringify(value).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
      original,
    ],
    ['slashes unescaped', 'escapes-changed', original.replaceAll('/', '\\/'), original],
    ['a line break added', 'line-end-added', original, `${original}\n`],
    ['a CRLF added', 'line-end-added', original, `${original}\r\n`],
    ['the last line break lost', 'line-end-lost', `${original}\n`, original],
    ['a BOM put before it', 'byte-order-mark', original, `\u{feff}${original}`],
    ['LF turned into CRLF', 'line-ends-changed', `{"a":1,\n"b":2}`, `{"a":1,\r\n"b":2}`],
    ['CRLF turned into LF', 'line-ends-changed', `{"a":1,\r\n"b":2}`, `{"a":1,\n"b":2}`],
  ])('names the cause: %s', (_what, cause, sent, received) => {
    expect(verifySignature({ signature: sign(sent), body: bytes(received) }, secrets)).toMatchObject({
      valid: false,
      cause,
    });
  });

  it('names UTF-8 that was read as Latin-1', () => {
    const received = bytes(bytes(original).toString('latin1'));
    expect(verifySignature({ signature: sign(original), body: received }, secrets)).toMatchObject({
      cause: 'encoding-changed',
    });
  });

  it("names another channel's request", () => {
    const request = { signature: sign(BODY, 'another secret'), body: bytes(BODY) };
    expect(verifySignature(request, { ...secrets, botUserId: OTHER_BOT })).toMatchObject({
      valid: false,
      cause: 'other-channel',
    });
    expect(verifySignature(request, secrets)).toMatchObject({ valid: false, cause: 'unknown' });
  });

  it.each([
    ['cut off', SIGNATURE.slice(0, 20)],
    ['without its padding', SIGNATURE.slice(0, -1)],
    ['empty', ''],
  ])('a signature that is %s is malformed', (_what, signature) => {
    expect(verifySignature({ signature, body: bytes(BODY) }, secrets)).toMatchObject({
      valid: false,
      cause: 'signature-malformed',
    });
  });

  const event = {
    type: 'message',
    message: { type: 'text', id: '325708', text: 'やあ <b>' },
    webhookEventId: '01FZ74A0TDDPYRVKNK77XKC3ZR',
    deliveryContext: { isRedelivery: false },
    timestamp: 1625665242211,
    source: { type: 'user', userId: `U${'a'.repeat(32)}` },
    replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA',
    mode: 'active',
  };
  const ofLine = JSON.stringify({ destination: BOT, events: [event] });
  const sorted = (part: unknown): unknown =>
    Array.isArray(part)
      ? part.map(sorted)
      : typeof part === 'object' && part !== null
        ? Object.fromEntries(
            Object.entries(part)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, inner]) => [key, sorted(inner)]),
          )
        : part;
  const sortedOfLine = JSON.stringify(sorted(JSON.parse(ofLine)));

  it.each([
    ['keys sorted, from the order that LINE writes', 'keys-sorted', ofLine, sortedOfLine],
    ['keys sorted and pretty-printed', 'keys-sorted', ofLine, JSON.stringify(JSON.parse(sortedOfLine), null, 2)],
    ['keys that had been sorted before it was signed', 'keys-sorted', sortedOfLine, ofLine],
    ['quotes of a shell', 'quoted', ofLine, `'${ofLine}'`],
    ['written as a string of JSON', 'quoted', ofLine, JSON.stringify(ofLine)],
    ['quotes with backslashes', 'quoted', ofLine, ofLine.replaceAll('"', '\\"')],
    ['shown by Python', 'quoted', ofLine, ofLine.replaceAll('"', "'").replaceAll('false', 'False')],
    ['escapes doubled', 'escapes-changed', '{"a":"\\n"}', '{"a":"\\\\n"}'],
    ['escapes read as line breaks', 'escapes-changed', '{"a":"\\n"}', '{"a":"\n"}'],
    ['escapes in upper case', 'escapes-changed', '{"a":"\\u3042\\u30FC"}', '{"a":"あー"}'],
    ['escapes as Go makes them', 'escapes-changed', '{"a":"\\u003cb\\u003e"}', '{"a":"<b>"}'],
  ])('names the cause: %s', (_what, cause, sent, received) => {
    expect(verifySignature({ signature: sign(sent), body: bytes(received) }, secrets)).toMatchObject({
      valid: false,
      cause,
    });
  });

  it.each([
    ['Latin-1 bytes', Buffer.from('{"a":"é"}', 'latin1'), '{"a":"é"}'],
    ['Shift_JIS bytes', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0x82, 0xa0, 0x22, 0x7d]), '{"a":"あ"}'],
    [
      'UTF-8 read as windows-1252',
      bytes(new TextDecoder('windows-1252').decode(bytes('{"a":"あ €"}'))),
      '{"a":"あ €"}',
    ],
  ])('names another encoding: %s', (_what, body, sent) => {
    expect(verifySignature({ signature: sign(sent), body }, secrets)).toMatchObject({ cause: 'encoding-changed' });
  });

  it('guesses from the form of a body whose order nobody can find again, and says that it does', () => {
    const odd = JSON.stringify({ ...JSON.parse(ofLine), zzz: 1 });
    const shuffled = JSON.stringify({ mode: 1, zeta: { b: 1, a: 2 }, alpha: [{ d: 1, c: 2, b: 3, a: 4 }], beta: 2 });
    const verdictOn = (received: string) =>
      verifySignature({ signature: sign(`${shuffled}${odd}`), body: bytes(received) }, secrets);
    expect(verdictOn(JSON.stringify(sorted(JSON.parse(shuffled))))).toMatchObject({
      cause: 'keys-sorted',
      explanation: expect.stringContaining('how it was before cannot be told'),
    });
    expect(verdictOn(JSON.stringify(JSON.parse(shuffled), null, 2))).toMatchObject({ cause: 'reserialised' });
    expect(verdictOn('{destination:U1,events:[]}')).toMatchObject({ cause: 'quoted' });
    expect(verdictOn('{"a":"\ufffd"}')).toMatchObject({ cause: 'encoding-changed' });
    expect(verdictOn(shuffled)).toMatchObject({ cause: 'unknown' });
  });

  it('tells hexadecimal, other forms of Base64 and other algorithms apart', () => {
    const digest = (algorithm: string) => createHmac(algorithm, SECRET).update(BODY);
    const fault = (signature: string) => verifySignature({ signature, body: bytes(BODY) }, secrets);
    expect(fault(digest('sha256').digest('hex'))).toMatchObject({
      cause: 'signature-hex',
      explanation: expect.stringContaining('right, and written in hexadecimal'),
    });
    expect(fault('0'.repeat(64))).toMatchObject({
      cause: 'signature-hex',
      explanation: expect.not.stringContaining('right'),
    });
    expect(fault(SIGNATURE.replace('=', ''))).toMatchObject({
      explanation: expect.stringContaining('another form of Base64'),
    });
    expect(fault(digest('sha1').digest('base64'))).toMatchObject({
      cause: 'wrong-algorithm',
      explanation: expect.stringContaining('HMAC-SHA1'),
    });
    expect(fault(digest('sha512').digest('hex'))).toMatchObject({ cause: 'wrong-algorithm' });
    expect(fault(createHash('sha256').update(BODY).digest('base64'))).toMatchObject({ cause: 'wrong-algorithm' });
  });

  it('names the configured channel whose secret signed, or whose bot is meant', () => {
    const body = bytes(BODY);
    const blog = { name: 'blog', secret: channelSecret('another secret'), botUserId: BOT };
    const signed = { signature: sign(BODY, 'another secret'), body };
    expect(verifySignature(signed, { ...secrets, botUserId: OTHER_BOT }, [blog])).toMatchObject({
      cause: 'other-secret',
      explanation: expect.stringContaining('blog'),
    });
    const unsigned = { signature: sign(BODY, 'nobody knows'), body };
    expect(verifySignature(unsigned, { ...secrets, botUserId: OTHER_BOT }, [blog])).toMatchObject({
      cause: 'other-channel',
      hint: expect.stringContaining('--channel blog'),
    });
  });

  it('never calls a forged body altered', () => {
    expect(
      verifySignature(
        { signature: SIGNATURE, body: bytes('{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[1]}') },
        secrets,
      ),
    ).toMatchObject({
      valid: false,
      cause: 'unknown',
    });
  });
});
