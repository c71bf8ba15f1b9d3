import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { failure } from '../../domain/failure/failure.js';
import { readSigningKeyId, strangerIn, unwrapped } from '../../domain/line/credential-text.js';
import { type Assertion, assertion, assertionSigningKey } from '../../domain/line/secret.js';
import { isJsonObject } from '../../domain/text/json-object.js';
import type { AssertionClaims, AssertionSigner } from '../../ports/tokens/assertion.js';

/** LINE takes RSA keys of exactly this size. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/#create-an-assertion-signing-key */
const MODULUS_BITS = 2048;

/** With the slash at the end. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/#payload */
const AUDIENCE = 'https://api.line.me/';

/** JSON Web Tokens as LINE wants them: RS256, compact form. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/ */
export function createAssertionSigner(): AssertionSigner {
  return {
    sign: (key, claims) => signAssertion(privateKeyOf(key.reveal(), 'the assertion key'), claims),
    readKey: (text, where) => {
      const { kid, ...jwk } = privateJwkIn(text, where);
      keyObject(jwk, where);
      return {
        // Without the key ID: which one it has is known beside it, once.
        key: assertionSigningKey(JSON.stringify(jwk)),
        keyId: typeof kid === 'string' && kid !== '' ? readSigningKeyId(kid, `"kid" of ${where}`) : null,
      };
    },
    publicHalf: (key) => publicJwkOf(createPublicKey(privateKeyOf(key.reveal(), 'the assertion key'))),
    generate: async () => {
      const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
        modulusLength: MODULUS_BITS,
        publicExponent: 0x10001,
      });
      return {
        privateKey: assertionSigningKey(
          JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }),
        ),
        publicJwk: publicJwkOf(publicKey),
      };
    },
  };
}

function publicJwkOf(key: KeyObject): Readonly<Record<string, string>> {
  const { kty, e, n } = key.export({ format: 'jwk' });
  return { kty: String(kty), e: String(e), n: String(n), alg: 'RS256', use: 'sig' };
}

function signAssertion(
  key: KeyObject,
  { channelId, signingKeyId, expiresAt, tokenLifetimeSeconds }: AssertionClaims,
): Assertion {
  const header = { alg: 'RS256', typ: 'JWT', kid: signingKeyId };
  const payload = {
    iss: channelId,
    sub: channelId,
    aud: AUDIENCE,
    exp: Math.floor(expiresAt / 1000),
    token_exp: tokenLifetimeSeconds,
  };
  const content = `${encode(header)}.${encode(payload)}`;
  return assertion(`${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`);
}

function encode(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** The members of a private RSA key that are numbers. @see https://www.rfc-editor.org/rfc/rfc7518#section-6.3 */
const NUMBERS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;

function privateKeyOf(text: string, where: string): KeyObject {
  return keyObject(privateJwkIn(text, where), where);
}

function keyObject(jwk: JsonWebKey, where: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    throw failure('INVALID_ASSERTION_KEY', { which: 'notUsable', where }, { cause });
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (key.asymmetricKeyType !== 'rsa' || bits !== MODULUS_BITS) {
    throw failure('INVALID_ASSERTION_KEY', {
      which: 'otherKey',
      where,
      type: key.asymmetricKeyType ?? null,
      bits: bits ?? null,
      wantedBits: MODULUS_BITS,
    });
  }
  if (!fitsTogether(key)) throw failure('INVALID_ASSERTION_KEY', { which: 'damaged', where });
  return key;
}

/** A damaged prime is not noticed on import; its signatures are simply wrong. */
function fitsTogether(key: KeyObject): boolean {
  try {
    const probe = Buffer.from('line-ops');
    return verify('sha256', probe, createPublicKey(key), sign('sha256', probe, key));
  } catch {
    return false;
  }
}

function privateJwkIn(text: string, where: string): JsonWebKey {
  if (text.includes('-----BEGIN')) throw failure('INVALID_ASSERTION_KEY', { which: 'pem', where });
  const jwk = oneJwk(parsed(text, where), where);
  if (jwk['d'] === undefined) throw failure('INVALID_ASSERTION_KEY', { which: 'publicKey', where });
  for (const name of NUMBERS) {
    const value = jwk[name];
    const stranger = typeof value === 'string' ? strangerIn(value, /^[A-Za-z0-9+/_=-]$/) : null;
    // The library would leave it out and read another number.
    if (stranger !== null) throw failure('INVALID_ASSERTION_KEY', { which: 'noNumber', where, name, stranger });
  }
  return jwk;
}

/** What tools that make keys write beside a bare JWK: a set with one key, and a pair. */
function oneJwk(value: unknown, where: string): JsonWebKey {
  if (!isJsonObject(value)) throw failure('INVALID_ASSERTION_KEY', { which: 'notAJwk', where });
  const { keys, privateKey } = value;
  if (isJsonObject(privateKey)) return { ...privateKey };
  if (!Array.isArray(keys)) return { ...value };
  const [only, second] = keys.filter((key) => isJsonObject(key) && key['d'] !== undefined);
  if (isJsonObject(only) && second === undefined) return { ...only };
  throw failure('INVALID_ASSERTION_KEY', { which: 'jwkSet', where, hasNone: only === undefined });
}

function parsed(text: string, where: string): unknown {
  try {
    const value: unknown = JSON.parse(text.trim());
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return parsedBare(unwrapped(text), where);
  }
}

/** The parser's own words repeat a part of the text, which is a secret. */
function parsedBare(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const stranger = strangerIn(text, /^[\x20-\x7e\s]$/);
    throw failure('INVALID_ASSERTION_KEY', { which: 'notJson', where, stranger });
  }
}
