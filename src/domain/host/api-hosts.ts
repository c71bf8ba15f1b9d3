import { failure } from '../failure/failure.js';
import { isLoopback } from './hosts.js';

/** The two hosts of the LINE Platform. @see https://developers.line.biz/en/reference/messaging-api/#domain-name */
export const LINE_HOSTS: ApiHosts = { api: 'https://api.line.me', 'api-data': 'https://api-data.line.me' };

/** Without a slash at the end: LINE's paths must be exact. */
export type ApiHosts = Readonly<Record<'api' | 'api-data', string>>;

/** @throws {LineOpsError} `usage` for a value that is no URL, and for plain http to anything but this machine. */
export function apiHosts(env: Readonly<Record<string, string | undefined>>): ApiHosts {
  return {
    api: hostFrom('LINE_OPS_API_URL', env['LINE_OPS_API_URL'] || LINE_HOSTS.api),
    'api-data': hostFrom('LINE_OPS_DATA_API_URL', env['LINE_OPS_DATA_API_URL'] || LINE_HOSTS['api-data']),
  };
}

function hostFrom(variable: string, text: string): string {
  if (!URL.canParse(text)) {
    throw failure('INVALID_API_URL', { which: 'noUrl', variable, example: LINE_HOSTS.api });
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw failure('INSECURE_API_URL', { variable });
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw failure('INVALID_API_URL', { which: 'notPlain', variable });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
