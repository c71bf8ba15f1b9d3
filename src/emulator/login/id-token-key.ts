import { createPrivateKey, createPublicKey, type JsonWebKey, sign, verify } from 'node:crypto';

/**
 * The key with which the platform signs ID tokens for native apps, the LINE SDK and LIFF. It is public knowledge and opens
 * nothing at LINE.
 */
const PRIVATE_JWK: JsonWebKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'dclDmCTCbApFcAh1zENh25suhmgprVi9WMfk569VTys',
  y: 'rJMeuoor3iQKLu8Sltt7QJDxTVDG6itGkvFvPYQ31Mc',
  d: 'eiL2YPGnnPH5sJgCCcu_eX6zqJyF7U77-nNxzoB-yZ0',
};
const KEY_ID = 'emulator-id-token-key-1';
/** R and S as they are, the form of a JWT. @see https://datatracker.ietf.org/doc/html/rfc7518#section-3.4 */
const JWT_SIGNATURE = 'ieee-p1363';

/** What `certs` tells of it. @see https://developers.line.biz/en/docs/line-login/verify-id-token/#signature */
export const ID_TOKEN_PUBLIC_JWK: JsonWebKey = {
  kty: 'EC',
  alg: 'ES256',
  use: 'sig',
  kid: KEY_ID,
  crv: 'P-256',
  x: PRIVATE_JWK.x ?? '',
  y: PRIVATE_JWK.y ?? '',
};

export function signES256(text: string): Buffer {
  const key = createPrivateKey({ key: PRIVATE_JWK, format: 'jwk' });
  return sign('sha256', Buffer.from(text), { key, dsaEncoding: JWT_SIGNATURE });
}

export function isSignedES256(text: string, signature: Buffer): boolean {
  const key = createPublicKey({ key: ID_TOKEN_PUBLIC_JWK, format: 'jwk' });
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: JWT_SIGNATURE }, signature);
}
