import { failure } from '../../domain/failure/failure.js';
import { apiHosts, LINE_HOSTS } from '../../domain/host/api-hosts.js';
import { unwrapped } from '../../domain/line/credential-text.js';
import type { Endpoint } from '../../domain/line/endpoints.js';
import { parseRetryKey, type RetryKey } from '../../domain/line/ids.js';
import { isAboutTokens, isSend, looksLikeSend, readApiTarget } from '../../domain/line/operations/api-path.js';
import { LISTED_ON, type Listed, listed } from '../../domain/line/operations/operations.js';
import type { AnyRequest } from '../../ports/line-api.js';
import { readData } from '../../usecases/api/read-data.js';
import type { Session } from '../session.js';
import { flag, type OptionValues, option } from '../verb.js';

type Method = Endpoint['method'];

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'DELETE'];

/** @throws {LineOpsError} `usage` unless it is one of LINE's. */
export function parseMethod(text: string): Method {
  const method = METHODS.find((known) => known === text.toUpperCase());
  if (method !== undefined) return method;
  throw failure('INVALID_API_METHOD', { text });
}

export const API_OPTIONS = {
  data: option('<file>', 'what the request carries: JSON, or a JPEG or PNG image; - for stdin'),
  dataHost: flag("on LINE's host for files, api-data.line.me; told by LINE's list where it knows the path"),
  paginate: flag('all pages, one document a line, as LINE numbers or links them; with --json an array in body'),
  retryKey: option(
    '<uuid>',
    'for push, multicast, narrowcast, broadcast: LINE takes the request once within 24 hours, however often it is made',
    (text) => parseRetryKey(unwrapped(text).toLowerCase()),
  ),
  confirmChannel: option('<name>', 'confirms a change on a production channel, in scripts'),
};

export type ApiOptions = OptionValues<typeof API_OPTIONS>;

/** What was asked for, and what is to be said about it. */
export interface ApiWish {
  readonly request: AnyRequest;
  /** Null where no messages are sent. */
  readonly retryKey: RetryKey | null;
  readonly warnings: readonly string[];
}

/** @throws {LineOpsError} `usage` for what must not, or cannot, be asked so. Makes no request. */
export async function readWish({ deps }: Session, method: Method, text: string, options: ApiOptions): Promise<ApiWish> {
  requireFitting(method, text, options);
  if (options.retryKey === undefined && looksLikeSend(method, text)) throw failure('SEND_WITHOUT_KEY', { path: text });
  if (isAboutTokens(text)) throw failure('TOKEN_ENDPOINT', { path: text });
  const { host: named, path, query } = readApiTarget(text, [apiHosts(deps.env), LINE_HOSTS]);
  // Below a base URL with a path of its own only this tells.
  if (isAboutTokens(path)) throw failure('TOKEN_ENDPOINT', { path });
  if (options.retryKey !== undefined && !isSend(method, path)) throw failure('RETRY_KEY_NOT_TAKEN', { path });
  const known = listed(method, path);
  const host = named ?? (options.dataHost ? 'api-data' : known.is === 'unknown' ? 'api' : known.host);
  const body = options.data === undefined ? null : await readData(options.data, await deps.messageFiles());
  return {
    request: { method, host, path, query, body },
    retryKey: options.retryKey ?? null,
    warnings: warningsOf(method, path, host, known),
  };
}

/** @throws {LineOpsError} `usage` for options that this request does not honour. */
function requireFitting(method: Method, text: string, { data, dataHost, paginate }: ApiOptions): void {
  const contradiction = (name: string, why: string, hint: string) =>
    failure('CONTRADICTING_OPTIONS', { option: name, why, hint });
  if (method === 'GET' && data !== undefined)
    throw contradiction(
      '--data',
      'goes with no GET',
      'Write parameters behind a question mark, as in "/v2/bot/followers/ids?limit=10".',
    );
  if (method !== 'GET' && paginate) throw contradiction('--paginate', 'is for GET', 'Leave it out.');
  if (dataHost && /^[a-z]+:/i.test(text))
    throw contradiction('--data-host', 'stands beside a URL, which names its host', 'Leave one of them out.');
}

function warningsOf(method: Method, path: string, host: Endpoint['host'], known: Listed): readonly string[] {
  const list = `LINE's list of ${LISTED_ON}`;
  if (known.is === 'unknown') return [`${list} does not know ${path}; it is asked for all the same`];
  if (known.is === 'otherMethod') return [`${list} has ${path} for ${known.methods.join(', ')}, not for ${method}`];
  if (known.host === host) return [];
  return [
    `LINE serves ${path} on ${new URL(LINE_HOSTS[known.host]).host}: ${known.host === 'api' ? 'leave --data-host out' : 'add --data-host'}`,
  ];
}
