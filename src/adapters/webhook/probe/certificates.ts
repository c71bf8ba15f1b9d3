import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Certificate, CertificateObserved, TrustObserved } from '../../../domain/webhook/check/observations.js';

/** A server that sends more is not believed. */
const MOST_CERTIFICATES = 16;

/** What a server showed in a handshake, and what the CAs of that handshake say of it. */
export function certificateOf(socket: TLSSocket, host: string): CertificateObserved | null {
  // Once a socket only: the second call comes back empty on Node 20.20.
  const sent = chainFrom(socket.getPeerX509Certificate());
  const [own] = sent;
  if (own === undefined) return null;
  const matches = isIP(host) === 0 ? own.checkHost(host, { subject: 'never' }) : own.checkIP(host);
  return {
    sent: sent.map(describeCertificate),
    path: pathThrough(sent),
    matchesHost: matches !== undefined,
    trust: trustOf(socket),
    fetched: null,
  };
}

function chainFrom(own: X509Certificate | undefined): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next = own; next !== undefined && chain.length < MOST_CERTIFICATES; next = next.issuerCertificate)
    chain.push(next);
  return chain;
}

/** Positions from the server's own certificate up, wherever in the list each issuer stands. */
function pathThrough(sent: readonly X509Certificate[]): readonly number[] {
  const path = [0];
  for (;;) {
    const last = sent[path.at(-1) ?? 0];
    if (last === undefined) return path;
    const next = sent.findIndex((other, at) => !path.includes(at) && isIssuedBy(last, other));
    if (next === -1) return path;
    path.push(next);
  }
}

export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  if (certificate.fingerprint256 === issuer.fingerprint256 || !certificate.checkIssued(issuer)) return false;
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that this runtime does not know.
    return false;
  }
}

/** A certificate by what it says of itself. */
export function describeCertificate(certificate: X509Certificate): Certificate {
  return {
    subject: nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    names: namesIn(certificate.subjectAltName),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    isSelfIssued: certificate.subject === certificate.issuer,
    pem: certificate.toString(),
  };
}

/** The common name, else the organisation, else all of it. */
function nameIn(distinguishedName: string | undefined): string {
  const parts = (distinguishedName ?? '').split('\n');
  const value = (key: string) => parts.findLast((part) => part.startsWith(`${key}=`))?.slice(key.length + 1);
  return value('CN') ?? value('O') ?? (parts.join(', ') || '(no name)');
}

/** `DNS:example.com, IP Address:192.0.2.1` */
function namesIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(', ').flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}

/** @see https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
function trustOf({ authorized, authorizationError }: TLSSocket): TrustObserved {
  if (authorized) return { type: 'trusted' };
  const code = codeOf(authorizationError);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return { type: 'outOfDate' };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return { type: 'selfSigned' };
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return { type: 'unknownRoot' };
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return { type: 'incomplete' };
    default:
      return { type: 'refused', code };
  }
}

/** The types say an error; the runtime gives its code as a text. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return String(error);
}
