import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { rootCertificates, TLSSocket, connect as tlsConnect } from 'node:tls';
import type { ContentReply } from '../../domain/doctor/content/judge.js';
import { systemCodeOf, whyOf } from '../../domain/failure/system-errors.js';
import type { ContentServers } from '../../ports/doctor/content-servers.js';
import type { EnvironmentVariables } from '../../ports/host.js';
import { openConnection } from '../webhook/probe/connect.js';
import { proxyFor } from '../webhook/probe/proxy.js';

/** For one file, all its redirects included. */
const WITHIN_MS = 15_000;
/** Before the picture of a JPEG there may be several segments of 64 KB. */
const HEADER_BYTES = 512 * 1024;
const MOST_REDIRECTS = 5;

interface Bounds {
  readonly maxBytes: number;
  readonly extraCas: readonly string[];
  readonly withinMs: number;
  readonly env: EnvironmentVariables;
}

/** Through the proxy of the environment, where there is one. */
export function createContentServers(env: EnvironmentVariables, withinMs = WITHIN_MS): ContentServers {
  return {
    async fetch(url, bounds) {
      const deadline = performance.now() + withinMs;
      const redirects: string[] = [];
      for (let at = url; ; ) {
        const hop = await fetchOnce(at, { ...bounds, env, withinMs: Math.max(0, deadline - performance.now()) });
        if (!('location' in hop)) return hop.type === 'answer' ? { ...hop, redirects } : hop;
        if (!URL.canParse(hop.location, at)) return { type: 'failed', why: 'a redirect leads to no URL' };
        at = new URL(hop.location, at).href;
        redirects.push(at);
        if (MOST_REDIRECTS < redirects.length) return { type: 'failed', why: `over ${MOST_REDIRECTS} redirects` };
      }
    },
  };
}

type Hop = ContentReply | { readonly location: string };

async function fetchOnce(text: string, { maxBytes, extraCas, withinMs, env }: Bounds): Promise<Hop> {
  const url = new URL(text);
  if (url.protocol !== 'https:') return { type: 'failed', why: `a redirect leads to ${text}, which is not https` };
  const { request } = await import('node:https');
  // Whatever NODE_EXTRA_CA_CERTS adds here, nobody's phone has.
  const tls = { minVersion: 'TLSv1.2' as const, ca: [...rootCertificates, ...extraCas] };
  const tunnel = await tunnelTo(url, withinMs, env);
  if (tunnel !== null && 'type' in tunnel) return tunnel;
  // With an agent, even with none, a connection of our own is not taken.
  const way =
    tunnel === null
      ? { agent: false }
      : { createConnection: () => tlsConnect({ ...tls, socket: tunnel, ...nameOf(url) }) };
  return new Promise((resolve) => {
    const call = request(url, {
      ...tls,
      ...way,
      headers: { 'user-agent': USER_AGENT, accept: '*/*' },
    });
    const timer = setTimeout(() => finish({ type: 'notReached', why: 'no answer in time' }), withinMs);
    const finish = (hop: Hop) => {
      clearTimeout(timer);
      resolve(hop);
      call.destroy();
    };
    call.on('error', (error) => finish(failureOf(error)));
    call.once('response', (response) => {
      const { location } = response.headers;
      const isRedirect = REDIRECTS.includes(response.statusCode ?? 0);
      if (isRedirect && location !== undefined) return finish({ location });
      collect(response, maxBytes, finish);
    });
    call.end();
  });
}

const USER_AGENT = 'line-ops';

/** A connection through the proxy; null where none leads there. */
async function tunnelTo(url: URL, withinMs: number, env: EnvironmentVariables): Promise<Socket | ContentReply | null> {
  const proxy = proxyFor(url, env);
  if (proxy === null) return null;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const route = { host, port: Number(url.port || 443), addresses: null, proxy };
  const opened = await openConnection(route, withinMs, USER_AGENT);
  if (opened.type === 'open') return opened.socket;
  const why = `by the proxy ${proxy.name}: ${opened.type === 'timeout' ? 'no connection in time' : opened.why}`;
  return { type: opened.type === 'refused' ? 'failed' : 'notReached', why };
}

/** Addresses have no name to ask a certificate for. */
function nameOf({ hostname }: URL): { readonly servername?: string } {
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { servername: hostname } : {};
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Reads the header of the file, and all of it only where the server does not say how long it is. */
function collect(response: IncomingMessage, maxBytes: number, finish: (hop: Hop) => void): void {
  const length = lengthOf(response);
  const enough = length === null ? maxBytes : HEADER_BYTES;
  const head: Buffer[] = [];
  let [kept, read] = [0, 0];
  const { socket } = response;
  // At once: a connection that is over does not know any more where it led.
  const way = { tls: socket instanceof TLSSocket ? socket.getProtocol() : null, address: socket.remoteAddress ?? null };
  const end = (isWhole: boolean) => {
    finish({
      type: 'answer',
      status: response.statusCode ?? 0,
      redirects: [],
      contentType: response.headers['content-type'] ?? null,
      bytes: length ?? (isWhole ? read : null),
      atLeast: read,
      head: Buffer.concat(head),
      ...way,
    });
  };
  response.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (kept < HEADER_BYTES) {
      head.push(chunk);
      kept += chunk.length;
    }
    if (enough < read) end(false);
  });
  response.on('end', () => end(true));
  response.on('error', (error) => finish({ type: 'failed', why: `the answer broke off: ${whyOf(error)}` }));
}

function lengthOf({ headers, statusCode }: IncomingMessage): number | null {
  const text = headers['content-length'];
  // Of an error page nobody wants to know.
  return statusCode === 200 && text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function failureOf(error: Error): ContentReply {
  // With several addresses the reasons of all come in one error.
  const cause = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = systemCodeOf(cause) ?? ('code' in cause ? String(cause.code) : '');
  const type = NOBODY_KNOWS.has(code) ? 'notReached' : 'failed';
  return { type, why: WORDS[code] ?? tlsWords(code) ?? `${whyOf(cause)}` };
}

/** The way there may be at fault as well as the server. */
const NOBODY_KNOWS: ReadonlySet<string> = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'],
]);

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not found',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'no connection in time',
  ENETUNREACH: 'this computer has no way to that network',
  EHOSTUNREACH: 'no way leads to that host',
};

function tlsWords(code: string): string | null {
  if (code === 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' || code === 'ERR_SSL_UNSUPPORTED_PROTOCOL')
    return 'the server does not speak TLS 1.2 or later';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'the certificate is for another host';
  if (code === 'CERT_HAS_EXPIRED') return 'the certificate has expired';
  if (/^(?:UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_)/.test(code)) return `the certificate is not trusted (${code})`;
  return /^(?:ERR_SSL|ERR_TLS|EPROTO)/.test(code) ? `TLS failed (${code})` : null;
}
