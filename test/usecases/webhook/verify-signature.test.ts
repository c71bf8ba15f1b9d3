import { createHmac } from 'node:crypto';
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
    ['hexadecimal', Buffer.from(SIGNATURE, 'base64').toString('hex')],
    ['cut off', SIGNATURE.slice(0, 20)],
    ['without its padding', SIGNATURE.slice(0, -1)],
    ['empty', ''],
  ])('a signature that is %s is malformed', (_what, signature) => {
    expect(verifySignature({ signature, body: bytes(BODY) }, secrets)).toMatchObject({
      valid: false,
      cause: 'signature-malformed',
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
