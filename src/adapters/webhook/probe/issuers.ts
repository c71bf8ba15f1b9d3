import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isPrivateAddress } from '../../../domain/host/hosts.js';
import type { EnvironmentVariables } from '../../../ports/host.js';
import { isIssuedBy } from './certificates.js';
import { pinnedTo } from './connect.js';
import { proxyFor } from './proxy.js';

/** Chains are short: an own certificate and one or two intermediates. */
export const MOST_ISSUERS = 3;
/** A certificate takes one or two KB. */
const MOST_BYTES = 64 * 1024;
const FETCH_WITHIN_MS = 3000;

/** An issuer, or why there is none. */
type FoundIssuer =
  | { readonly certificate: X509Certificate; readonly problem: null }
  | { readonly certificate: null; readonly problem: string };

export interface IssuerParts {
  readonly env: EnvironmentVariables;
  readonly userAgent: string;
  /** Whether an address that the open internet does not lead to may be fetched from: the endpoint is on one itself. */
  readonly mayBePrivate: boolean;
  lookUp(host: string): Promise<readonly string[]>;
}

/**
 * Fetches the issuer from the address that a certificate names. A certificate is a stranger's text: nothing but plain
 * http is followed, no redirect, no private address, and no more than a certificate takes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1
 */
export async function fetchIssuer(of: X509Certificate, parts: IssuerParts): Promise<FoundIssuer> {
  const text = addressIn(of.infoAccess);
  if (text === null) return none('the certificate does not name the place where its issuer is');
  const url = new URL(text);
  const proxy = proxyFor(url, parts.env);
  const addresses = proxy === null ? await parts.lookUp(url.hostname) : [];
  const isInner = isPrivateAddress(url.hostname) || addresses.some(isPrivateAddress);
  if (isInner && !parts.mayBePrivate) return none(`${text} leads to a private address, which is not asked`);
  if (proxy === null && addresses.length === 0) return none(`${text}: the host has no address`);
  const fetched = await fetchBytes(url, addresses, parts);
  if (typeof fetched === 'string') return none(`${text} ${fetched}`);
  const certificate = readCertificate(fetched);
  if (certificate === null) return none(`${text} is no certificate`);
  if (!isIssuedBy(of, certificate)) return none(`${text} is the certificate of another issuer`);
  return { certificate, problem: null };
}

function none(problem: string): FoundIssuer {
  return { certificate: null, problem };
}

/** `CA Issuers - URI:http://…`, in quotes where it holds odd characters. */
function addressIn(infoAccess: string | undefined): string | null {
  for (const line of (infoAccess ?? '').split('\n')) {
    const [, text] = /^CA Issuers - URI:"?(http:\/\/[^"\s]+)"?$/i.exec(line) ?? [];
    if (text !== undefined && URL.canParse(text)) return text;
  }
  return null;
}

/** The bytes, or what went wrong: it follows the address. */
async function fetchBytes(
  url: URL,
  addresses: readonly string[],
  { env, userAgent }: IssuerParts,
): Promise<Buffer | string> {
  const { request } = await import('node:http');
  const proxy = proxyFor(url, env);
  const where =
    proxy === null
      ? { host: url.hostname, port: url.port || 80, path: `${url.pathname}${url.search}`, lookup: pinnedTo(addresses) }
      : { host: proxy.url.hostname, port: proxy.url.port || 80, path: url.href };
  const authorization = proxy?.authorization ?? null;
  return new Promise((resolve) => {
    const headers = {
      host: url.host,
      'user-agent': userAgent,
      ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
    };
    const call = request({ ...where, method: 'GET', agent: false, headers });
    const timer = setTimeout(() => finish('did not answer in time'), FETCH_WITHIN_MS);
    const finish = (result: Buffer | string) => {
      clearTimeout(timer);
      call.destroy();
      resolve(result);
    };
    call.on('error', () => finish('cannot be fetched'));
    call.once('response', (response) => {
      if (response.statusCode !== 200) return finish(`answered ${response.statusCode ?? 0}`);
      collect(response, finish);
    });
    call.end();
  });
}

function collect(response: IncomingMessage, finish: (result: Buffer | string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (MOST_BYTES < bytes) finish('is larger than any certificate');
  });
  response.on('end', () => finish(Buffer.concat(chunks)));
  response.on('error', () => finish('broke off'));
}

/** DER or PEM. */
function readCertificate(bytes: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(bytes);
  } catch {
    return null;
  }
}
