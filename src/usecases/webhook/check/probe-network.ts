import { CURRENT_CIPHERS, DEPRECATED_CIPHERS } from '../../../domain/webhook/check/line-tls.js';
import {
  type CertificateObserved,
  type HandshakeObserved,
  type NetworkObserved,
  TLS_VERSIONS,
  type TlsObserved,
  type TlsVersion,
} from '../../../domain/webhook/check/observations.js';
import type { WebhookProber } from '../../../ports/webhook/prober.js';

/** The host's name, and a connection. */
export async function probeNetwork(prober: WebhookProber): Promise<NetworkObserved> {
  const lookup = await prober.lookUp();
  const isNowhere = prober.proxy === null && (lookup.type === 'missing' || lookup.type === 'failed');
  const connection = isNowhere
    ? ({ type: 'prevented', why: 'the host has no address here' } as const)
    : await prober.connect();
  return { lookup, connection, proxy: prober.proxy };
}

/** Handshakes, one for each question. A port that speaks no TLS, or says nothing, is asked once. */
export async function probeTls(prober: WebhookProber, depth: 'whole' | 'short'): Promise<TlsObserved> {
  const first = await prober.identify({ type: 'asLine' });
  const asLine = first.handshake;
  const isTls = asLine.type !== 'notTls' && asLine.type !== 'silent';
  const plainHttp = asLine.type === 'notTls' ? await prober.plainHttp() : null;
  if (!isTls || depth === 'short') {
    return { asLine, plainHttp, versions: null, ciphers: null, certificate: await whole(first.certificate, prober) };
  }
  const versions = await versionsOf(prober);
  return {
    asLine,
    plainHttp,
    versions,
    ciphers: await ciphersOf(versions['TLSv1.2'], prober),
    certificate: await whole(first.certificate ?? (await certificateBy(versions, prober)), prober),
  };
}

type Versions = NonNullable<TlsObserved['versions']>;

async function versionsOf(prober: WebhookProber): Promise<Versions> {
  const ask = (version: TlsVersion) => prober.handshake({ type: 'version', version });
  const [tls10, tls11, tls12, tls13] = await Promise.all([
    ask('TLSv1'),
    ask('TLSv1.1'),
    ask('TLSv1.2'),
    ask('TLSv1.3'),
  ]);
  return { TLSv1: tls10, 'TLSv1.1': tls11, 'TLSv1.2': tls12, 'TLSv1.3': tls13 };
}

/** A certificate is worth a look even where LINE could not connect. */
async function certificateBy(versions: Versions, prober: WebhookProber): Promise<CertificateObserved | null> {
  const version = TLS_VERSIONS.findLast((one) => versions[one].type === 'done');
  return version === undefined ? null : (await prober.identify({ type: 'version', version })).certificate;
}

/** Of TLS 1.2: without it there are none to choose from. */
async function ciphersOf(tls12: HandshakeObserved, prober: WebhookProber): Promise<TlsObserved['ciphers']> {
  if (tls12.type !== 'done') return { current: tls12, deprecated: tls12 };
  const [current, deprecated] = await Promise.all([
    prober.handshake({ type: 'ciphers', ciphers: CURRENT_CIPHERS }),
    prober.handshake({ type: 'ciphers', ciphers: DEPRECATED_CIPHERS }),
  ]);
  return { current, deprecated };
}

/** With the issuers that the chain lacks, where it lacks some. */
async function whole(
  certificate: CertificateObserved | null,
  prober: WebhookProber,
): Promise<CertificateObserved | null> {
  if (certificate?.trust.type !== 'incomplete') return certificate;
  return { ...certificate, fetched: await prober.fetchIssuers(certificate) };
}
