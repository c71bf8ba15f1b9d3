import { createHash, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';

/** A certificate with its key, and what it can issue. */
export interface Issued {
  readonly pem: string;
  readonly der: Buffer;
  readonly key: string;
  /** Issues another one below it. */
  issue(wish: CertificateWish): Issued;
}

export interface CertificateWish {
  readonly name: string;
  readonly isCa?: boolean;
  /** DNS names and IPv4 addresses. */
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Where its issuer's certificate is said to be. */
  readonly issuerUrl?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A root that issues itself. */
export function createRoot(name: string): Issued {
  const key = newKey();
  return made({ name, isCa: true }, key, { name, key });
}

/** A certificate that nobody vouches for. */
export function createSelfSigned(wish: CertificateWish): Issued {
  const key = newKey();
  return made(wish, key, { name: wish.name, key });
}

interface Key {
  readonly private: KeyObject;
  readonly spki: Buffer;
}

let shared: Key | null = null;

/** One key for all, for it takes long to make: RSA, which most of LINE's ciphers need. Names alone tell issuers apart. */
function newKey(): Key {
  if (shared === null) {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    shared = { private: pair.privateKey, spki: pair.publicKey.export({ type: 'spki', format: 'der' }) };
  }
  return shared;
}

function made(wish: CertificateWish, key: Key, issuer: { readonly name: string; readonly key: Key }): Issued {
  const body = toBeSigned(wish, key, issuer);
  const signature = sign('sha256', body, issuer.key.private);
  const der = sequence(body, RSA_SHA256, bitString(signature));
  const pem = new X509Certificate(der).toString();
  return {
    der,
    pem,
    key: String(key.private.export({ type: 'pkcs8', format: 'pem' })),
    issue: (below) => made(below, newKey(), { name: wish.name, key }),
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function toBeSigned(
  {
    name,
    isCa = false,
    names = [],
    notBefore = new Date(Date.now() - DAY_MS),
    notAfter = new Date(Date.now() + 90 * DAY_MS),
    issuerUrl,
  }: CertificateWish,
  key: Key,
  issuer: { readonly name: string; readonly key: Key },
): Buffer {
  const serial = createHash('sha256').update(`${name} ${issuer.name} ${notAfter.getTime()}`).digest().subarray(0, 8);
  const extensions = [
    extension('551d13', isCa ? sequence(node(0x01, Buffer.from([0xff]))) : sequence(), true),
    ...(names.length === 0 ? [] : [extension('551d11', sequence(...names.map(generalName)))]),
    ...(issuerUrl === undefined
      ? []
      : [extension('2b06010505070101', sequence(sequence(oid('2b06010505073002'), node(0x86, issuerUrl))))]),
  ];
  return sequence(
    node(0xa0, node(0x02, Buffer.from([2]))),
    node(0x02, Buffer.concat([Buffer.from([1]), serial])),
    RSA_SHA256,
    commonName(issuer.name),
    sequence(time(notBefore), time(notAfter)),
    commonName(name),
    key.spki,
    node(0xa3, sequence(...extensions)),
  );
}

function node(tag: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  const { length } = bytes;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), bytes]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return node(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return node(0x06, Buffer.from(hex, 'hex'));
}

const RSA_SHA256 = sequence(oid('2a864886f70d01010b'), node(0x05, ''));

function bitString(bytes: Buffer): Buffer {
  return node(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function commonName(name: string): Buffer {
  return sequence(node(0x31, sequence(oid('550403'), node(0x0c, name))));
}

function time(date: Date): Buffer {
  return node(0x18, `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`);
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [node(0x01, Buffer.from([0xff]))] : []), node(0x04, value));
}

function generalName(name: string): Buffer {
  const numbers = name.split('.').map(Number);
  return numbers.length === 4 && numbers.every(Number.isInteger) ? node(0x87, Buffer.from(numbers)) : node(0x82, name);
}
