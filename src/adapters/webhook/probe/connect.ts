import { isIP, type LookupFunction, connect as netConnect, type Socket } from 'node:net';
import { systemCodeOf, whyOf } from '../../../domain/failure/system-errors.js';
import type { ConnectionObserved } from '../../../domain/webhook/check/observations.js';
import type { OutboundProxy } from './proxy.js';

/** Where a connection leads, and by which way. */
export interface Route {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** The only addresses that are tried; null lets the proxy look them up. */
  readonly addresses: readonly string[] | null;
  readonly proxy: OutboundProxy | null;
}

/** A connection, which whoever asked for it ends; or how it ended. */
export type Opened =
  | { readonly type: 'open'; readonly socket: Socket; readonly address: string | null; readonly ms: number }
  | Exclude<ConnectionObserved, { type: 'open' }>;

/** Opens a connection within the time. Never throws. */
export async function openConnection(route: Route, timeoutMs: number, userAgent: string): Promise<Opened> {
  return route.proxy === null ? openDirectly(route, timeoutMs) : openThrough(route.proxy, route, timeoutMs, userAgent);
}

function openDirectly({ host, port, addresses }: Route, timeoutMs: number): Promise<Opened> {
  const startedAt = performance.now();
  const past = () => Math.round(performance.now() - startedAt);
  return new Promise((resolve) => {
    const socket = netConnect({ host, port, ...(addresses === null ? {} : { lookup: pinnedTo(addresses) }) });
    const timer = setTimeout(() => finish({ type: 'timeout', ms: past() }), timeoutMs);
    const finish = (opened: Opened) => {
      clearTimeout(timer);
      if (opened.type !== 'open') socket.destroy();
      resolve(opened);
    };
    // What breaks later breaks for whoever uses it; nobody may be left without a listener.
    socket.on('error', (error) => finish(connectFailure(error, past())));
    socket.once('connect', () => finish({ type: 'open', socket, address: socket.remoteAddress ?? null, ms: past() }));
  });
}

/** A name means the addresses that were found first: a later answer of a name server leads nowhere else. */
export function pinnedTo(addresses: readonly string[]): LookupFunction {
  return (_host, { all }, done) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = found;
    if (first === undefined) done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
    else if (all === true) done(null, found);
    else done(null, first.address, first.family);
  };
}

function connectFailure(error: Error, ms: number): Exclude<Opened, { type: 'open' }> {
  // With several addresses the reasons of all come in one error.
  const cause = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = systemCodeOf(cause) ?? '';
  if (code === 'ETIMEDOUT') return { type: 'timeout', ms };
  if (
    code === 'ENETUNREACH' ||
    code === 'EACCES' ||
    code === 'EPERM' ||
    code === 'ENOTFOUND' ||
    code === 'EADDRNOTAVAIL'
  )
    return { type: 'prevented', why: WORDS[code] ?? whyOf(cause) };
  return { type: 'refused', why: WORDS[code] ?? whyOf(cause) };
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no way leads to that host',
  ENETUNREACH: 'this computer has no way to that network',
  EACCES: 'this computer does not allow it',
  EPERM: 'this computer does not allow it',
  ENOTFOUND: 'it has no address',
};

async function openThrough(
  proxy: OutboundProxy,
  { host, port }: Route,
  timeoutMs: number,
  userAgent: string,
): Promise<Opened> {
  const { request } = proxy.url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const startedAt = performance.now();
  const past = () => Math.round(performance.now() - startedAt);
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  return new Promise((resolve) => {
    const call = request({
      host: proxy.url.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.url.port === '' ? (proxy.url.protocol === 'https:' ? 443 : 80) : proxy.url.port,
      method: 'CONNECT',
      path: authority,
      agent: false,
      headers: {
        host: authority,
        'user-agent': userAgent,
        ...(proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }),
      },
    });
    const timer = setTimeout(
      () => finish({ type: 'prevented', why: `the proxy said nothing for ${past()} ms` }),
      timeoutMs,
    );
    const finish = (opened: Opened) => {
      clearTimeout(timer);
      if (opened.type !== 'open') call.destroy();
      resolve(opened);
    };
    call.on('error', (error) => finish({ type: 'prevented', why: `the proxy cannot be used: ${whyOf(error)}` }));
    call.once('connect', ({ statusCode = 0 }, socket) => {
      socket.on('error', () => {});
      if (200 <= statusCode && statusCode < 300) return finish({ type: 'open', socket, address: null, ms: past() });
      socket.destroy();
      const why = `the proxy answered ${statusCode}`;
      // A gateway error is about the server behind it; anything else about the proxy's own rules.
      finish(BEHIND.includes(statusCode) ? { type: 'refused', why } : { type: 'prevented', why });
    });
    call.once('response', ({ statusCode }) =>
      finish({ type: 'prevented', why: `the proxy answered ${statusCode ?? 0}` }),
    );
    call.end();
  });
}

const BEHIND: readonly number[] = [502, 503, 504];
