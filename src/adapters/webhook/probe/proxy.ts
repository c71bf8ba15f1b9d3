import { isLoopbackHost } from '../../../domain/host/hosts.js';
import type { EnvironmentVariables } from '../../../ports/host.js';

/** A proxy of the environment. */
export interface OutboundProxy {
  readonly url: URL;
  /** Host and port, without the credentials that its URL may hold. */
  readonly name: string;
  /** `Proxy-Authorization`; null for none. */
  readonly authorization: string | null;
}

/** The proxy that leads to a URL; null where it is reached directly. */
export function proxyFor(target: URL, env: EnvironmentVariables): OutboundProxy | null {
  const scheme = target.protocol === 'https:' ? 'https' : 'http';
  // HTTP_PROXY in capitals is what a CGI program gets of a header: nobody reads it.
  const text = (scheme === 'https' ? env['https_proxy'] || env['HTTPS_PROXY'] : env['http_proxy']) ?? '';
  if (text === '' || isLoopbackHost(target.hostname) || isLeftOut(target, env['no_proxy'] || env['NO_PROXY'] || ''))
    return null;
  const whole = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const authorization = credentials === ':' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { url, name: url.host, authorization };
}

/** `NO_PROXY`: hosts, each with all below it, perhaps with a port; `*` for all. */
function isLeftOut({ hostname, port, protocol }: URL, list: string): boolean {
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return list.split(/[,\s]+/).some((entry) => {
    if (entry === '*') return true;
    const [, host = '', onlyPort] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
    const name = host.replace(/^\*?\./, '').toLowerCase();
    if (name === '' || (onlyPort !== undefined && onlyPort !== ownPort)) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}
