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
import { LineOpsError } from '../domain/failure.js';
import { type Assertion, assertion, assertionSigningKey } from '../domain/secret.js';
import type { AssertionClaims, AssertionSigner } from '../ports/assertion.js';

/** LINE takes RSA keys of exactly this size. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/#create-an-assertion-signing-key */
const MODULUS_BITS = 2048;

/** With the slash at the end. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/#payload */
const AUDIENCE = 'https://api.line.me/';

const DOCS_HINT = 'Make one with: line-ops key generate';

/** JSON Web Tokens as LINE wants them: RS256, compact form. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/ */
export function createAssertionSigner(): AssertionSigner {
  return {
    sign: (key, claims) => signAssertion(privateKeyOf(key.reveal()), claims),
    readKey: (text) => {
      privateKeyOf(text);
      return assertionSigningKey(text);
    },
    generate: async () => {
      const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
        modulusLength: MODULUS_BITS,
        publicExponent: 0x10001,
      });
      const { kty, e, n } = publicKey.export({ format: 'jwk' });
      return {
        privateKey: assertionSigningKey(
          JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }),
        ),
        publicJwk: { kty: String(kty), e: String(e), n: String(n), alg: 'RS256', use: 'sig' },
      };
    },
  };
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

function privateKeyOf(text: string): KeyObject {
  if (text.includes('-----BEGIN'))
    throw unusable(
      'the assertion key is in PEM form, LINE works with JWK',
      'Convert it to a JWK, or make a new one with: line-ops key generate',
    );
  const jwk = readJwk(text);
  if (jwk['d'] === undefined)
    throw unusable('the assertion key is a public key', 'Give the private JWK, the one that holds "d".');
  // LINE gives the key ID itself. One from elsewhere invites signing under it, and registering the public half with it.
  if (jwk['kid'] !== undefined)
    throw unusable(
      'the assertion key holds a "kid", which LINE does not take from anybody: it answers one when the public key is registered',
      'Take "kid" out of the file, and register the public half without it; the console answers the key ID.',
    );
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    throw unusable('the assertion key is not a usable RSA key', DOCS_HINT, cause);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (key.asymmetricKeyType !== 'rsa' || bits !== MODULUS_BITS) {
    throw unusable(
      `the assertion key is ${key.asymmetricKeyType ?? 'a key'} of ${bits ?? 'unknown'} bits, LINE takes RSA of ${MODULUS_BITS} bits`,
      DOCS_HINT,
    );
  }
  if (!fitsTogether(key))
    throw unusable('the parts of the assertion key do not fit together: the file is damaged', DOCS_HINT);
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

function readJwk(text: string): JsonWebKey {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The parser's own words repeat a part of the text, which is a secret.
    throw unusable(
      'the assertion key is not JSON',
      'Give the private JWK that "line-ops key generate" stored or wrote.',
    );
  }
  throw unusable('the assertion key is not a JWK', DOCS_HINT);
}

function unusable(message: string, hint: string, cause?: unknown): LineOpsError {
  return new LineOpsError('usage', 'INVALID_ASSERTION_KEY', message, {
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}
