import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/settings.js';

export const CHANNEL_ID = '1234567890';
export const TEXT = [{ type: 'text', text: 'Hello' }];

/** Starts an emulator that is stopped when the test is over. */
export async function emulate(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.stop());
  return emulator;
}

/** A stateless token's string. */
export async function tokenOf(emulator: Emulator): Promise<string> {
  const { body } = await form(emulator, '/oauth2/v3/token', {
    ...credentials(emulator),
    grant_type: 'client_credentials',
  });
  return String(body['access_token']);
}

export function credentials(emulator: Emulator): { client_id: string; client_secret: string } {
  return { client_id: emulator.env['LINE_CHANNEL_ID'] ?? '', client_secret: emulator.env['LINE_CHANNEL_SECRET'] ?? '' };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export async function call(
  emulator: Emulator,
  method: string,
  path: string,
  options: { token?: string | null; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const { token, body, headers } = options;
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return readReply(response);
}

export async function form(emulator: Emulator, path: string, fields: Record<string, string>): Promise<Reply> {
  return readReply(await fetch(`${emulator.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) }));
}

async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, body };
}

/** A multicast of one text, with a retry key where one is given. */
export function multicast(emulator: Emulator, token: string, to: readonly string[], retryKey?: string): Promise<Reply> {
  const headers = retryKey === undefined ? {} : { 'x-line-retry-key': retryKey };
  return call(emulator, 'POST', '/v2/bot/message/multicast', { token, body: { to, messages: TEXT }, headers });
}

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The parameters of an assertion; claims and header fields can be replaced, `undefined` leaves one out. */
export function assertion(
  emulator: Emulator,
  {
    header = {},
    claims = {},
    now = Date.now(),
    key = JSON.parse(emulator.env['LINE_ASSERTION_KEY'] ?? ''),
  }: { header?: object; claims?: object; now?: number; key?: JsonWebKey } = {},
): { client_assertion_type: string; client_assertion: string } {
  const fullHeader = { alg: 'RS256', typ: 'JWT', kid: emulator.env['LINE_ASSERTION_KEY_ID'], ...header };
  const seconds = Math.floor(now / 1000);
  const fullClaims = {
    iss: CHANNEL_ID,
    sub: CHANNEL_ID,
    aud: 'https://api.line.me/',
    exp: seconds + 1800,
    token_exp: 86_400,
    ...claims,
  };
  const signed = [fullHeader, fullClaims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('RSA-SHA256', Buffer.from(signed), createPrivateKey({ key, format: 'jwk' })).toString(
    'base64url',
  );
  return { client_assertion_type: ASSERTION_TYPE, client_assertion: `${signed}.${signature}` };
}
