import { failure } from '../../domain/failure/failure.js';
import { isLoopback } from '../../domain/host/hosts.js';
import type { Endpoint } from '../../domain/line/endpoints.js';
import type { EnvironmentVariables } from '../../ports/host.js';

/** The two hosts of the LINE Platform. @see https://developers.line.biz/en/reference/messaging-api/#domain-name */
const LINE_API_URL = 'https://api.line.me';
const LINE_DATA_API_URL = 'https://api-data.line.me';

/** Without a slash at the end: LINE's paths must be exact. */
export type ApiHosts = Readonly<Record<Endpoint['host'], string>>;

/** @throws {LineOpsError} `usage` for a value that is no URL, and for plain http to anything but this machine. */
export function apiHosts(env: EnvironmentVariables): ApiHosts {
  return {
    api: hostFrom('LINE_OPS_API_URL', env['LINE_OPS_API_URL'] || LINE_API_URL),
    'api-data': hostFrom('LINE_OPS_DATA_API_URL', env['LINE_OPS_DATA_API_URL'] || LINE_DATA_API_URL),
  };
}

function hostFrom(variable: string, text: string): string {
  if (!URL.canParse(text)) {
    throw failure('INVALID_API_URL', { which: 'noUrl', variable, example: LINE_API_URL });
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
