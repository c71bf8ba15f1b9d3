import type { DescribedOperation } from '../openapi/operations.js';
import type { Parts } from './area.js';

/** What any operation refuses, made from a request of right form. */
export interface AnyRefusal {
  readonly status: number;
  /** Null where LINE's words are not known. */
  readonly message: string | null;
  readonly parts: Parts;
  /** In place of the live one; null leaves the header out. */
  readonly token?: string | null;
}

const TOO_LARGE = ' '.repeat(2 * 1024 * 1024 + 1);
const RETRY_KEY = { 'x-line-retry-key': '123e4567-e89b-12d3-a456-426614174000' };
const JSON_TYPE = { 'content-type': 'application/json' };

const NO_HEADER = "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'";
const WRONG_TOKEN =
  'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.';

/** @see https://developers.line.biz/en/reference/messaging-api/#status-codes */
export function refusalsOfAny({ facts }: DescribedOperation, parts: Parts): readonly AnyRefusal[] {
  const takesKey = facts.parameters.some(({ name }) => name === 'X-Line-Retry-Key');
  return [
    ...(facts.takesToken
      ? [
          { status: 401, message: NO_HEADER, parts, token: null },
          { status: 401, message: WRONG_TOKEN, parts, token: 'a-wrong-token' },
        ]
      : []),
    takesKey
      ? { status: 400, message: 'Invalid retry key', parts: { ...parts, headers: { 'x-line-retry-key': 'no-uuid' } } }
      : {
          status: 400,
          message: 'The retry key is not supported by this endpoint',
          parts: { ...parts, headers: { ...parts.headers, ...RETRY_KEY } },
        },
    ...(parts.json === undefined ? [] : ofJson(parts)),
  ];
}

function ofJson(parts: Parts): readonly AnyRefusal[] {
  return [
    { status: 400, message: null, parts: { ...parts, headers: JSON_TYPE, json: '{"messages":' } },
    { status: 415, message: null, parts: { ...parts, headers: { 'content-type': 'text/plain' }, json: '{}' } },
    { status: 413, message: null, parts: { ...parts, headers: JSON_TYPE, json: TOO_LARGE } },
  ];
}
