import { generateKeyPairSync } from 'node:crypto';
import { importJWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createAssertionSigner } from '../../../src/adapters/line/assertion.js';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import { parseChannelId, parseSigningKeyId } from '../../../src/domain/line/ids.js';
import { told } from '../../support/failures.js';

const signer = createAssertionSigner();
const NOW = Date.UTC(2026, 10, 21);
const good = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = good.privateKey.export({ format: 'jwk' });

describe('an assertion', () => {
  it("has LINE's header and claims, and a signature that another library takes", async () => {
    const { privateKey, publicJwk } = await signer.generate();

    const token = signer.sign(privateKey, {
      channelId: parseChannelId('1234567890'),
      signingKeyId: parseSigningKeyId('the-key-id'),
      expiresAt: NOW + 600_000,
      tokenLifetimeSeconds: 86_400,
    });

    const { payload, protectedHeader } = await jwtVerify(token.reveal(), await importJWK(publicJwk), {
      currentDate: new Date(NOW),
    });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'the-key-id' });
    expect(payload).toEqual({
      iss: '1234567890',
      sub: '1234567890',
      aud: 'https://api.line.me/',
      exp: NOW / 1000 + 600,
      token_exp: 86_400,
    });
  });
});

describe('a generated key', () => {
  it('has a public half in the form that the console takes: one use, no kid, nothing private', async () => {
    const { publicJwk } = await signer.generate();
    expect(Object.keys(publicJwk).toSorted()).toEqual(['alg', 'e', 'kty', 'n', 'use']);
    expect(publicJwk).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
    expect(Buffer.from(publicJwk['n'] ?? '', 'base64url')).toHaveLength(256);
  });
});

describe('a key is read', () => {
  it.each([
    ['as it is', JSON.stringify(jwk), null],
    ['with its key ID', JSON.stringify({ ...jwk, kid: 'kid-1' }), 'kid-1'],
    ['behind a byte order mark, with a line end', `\ufeff${JSON.stringify(jwk)}\r\n`, null],
    ['in quotes', `'${JSON.stringify(jwk)}'`, null],
    ['as a JSON string', JSON.stringify(JSON.stringify(jwk)), null],
    [
      'from a JWK set',
      JSON.stringify({
        keys: [
          { kty: 'RSA', n: jwk.n, e: jwk.e },
          { ...jwk, kid: 'kid-2' },
        ],
      }),
      'kid-2',
    ],
    ['from a pair', JSON.stringify({ publicKey: { n: jwk.n }, privateKey: { ...jwk, kid: 'kid-3' } }), 'kid-3'],
  ])('%s', (_how, text, keyId) => {
    const read = signer.readKey(text, 'the key');
    expect(read.keyId).toBe(keyId);
    expect(JSON.parse(read.key.reveal())).toEqual(jwk);
  });
});

describe('a key that is no good is refused in words of its own', () => {
  const { d: _private, ...publicHalf } = jwk;
  it.each([
    ['a public key', JSON.stringify(publicHalf), 'is a public key'],
    ['PEM', good.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 'is in PEM form'],
    [
      'another size',
      JSON.stringify(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' })),
      'rsa of 1024 bits',
    ],
    [
      'another kind',
      JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })),
      'is ec of',
    ],
    ['a set with two keys', JSON.stringify({ keys: [jwk, jwk] }), 'is a JWK set with more than one private key'],
    ['a set without one', JSON.stringify({ keys: [publicHalf] }), 'is a JWK set with no private key'],
    ['a zero-width space in it', JSON.stringify({ ...jwk, d: `\u200b${jwk.d}` }), 'is a zero-width space (U+200B)'],
    [
      'full-width signs',
      `｛${JSON.stringify(jwk).slice(1)}`,
      'is not JSON: character 1 is a full-width character (U+FF5B)',
    ],
    ['text', 'not a key', 'is not JSON'],
    ['a list', '[]', 'is not a JWK'],
    [
      'parts of two keys',
      JSON.stringify({
        ...jwk,
        n: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }).n,
      }),
      'do not fit together',
    ],
  ])('%s', (_what, text, words) => {
    const refusal = refusalOf(() => signer.readKey(text, 'the key'));
    const { message, hint } = told(refusal);
    expect(refusal).toMatchObject({ kind: 'usage', code: 'INVALID_ASSERTION_KEY' });
    expect(message).toContain(words);
    expect(`${message}${hint}`).not.toContain(String(jwk.d));
  });
});

function refusalOf(work: () => unknown): LineOpsError {
  try {
    work();
  } catch (error) {
    if (error instanceof LineOpsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
