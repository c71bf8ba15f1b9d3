import { createHmac } from 'node:crypto';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { isIP } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { isLoopback } from '../../domain/host/hosts.js';
import type { ChannelIdentity } from '../channel.js';

/** A bot server must have answered within this time. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
const ANSWER_WITHIN_MS = 2000;
/** @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url */
const MAX_URL_LENGTH = 500;

/**
 * How a webhook call ended, in the words of LINE's test endpoint.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint
 */
export interface WebhookCall {
  readonly reason: 'OK' | 'COULD_NOT_CONNECT' | 'REQUEST_TIMEOUT' | 'ERROR_STATUS_CODE' | 'UNCLASSIFIED';
  readonly detail: string;
  /** 0 when no answer came. */
  readonly statusCode: number;
  /** Whether the host name could be looked up at all. */
  readonly isHostKnown: boolean;
}

/**
 * Whether LINE would take the URL as a webhook endpoint. Other than LINE, the emulator also takes `http` for loopback
 * hosts, so that a bot on the same machine can be tried without a certificate.
 */
export function isWebhookUrl(text: unknown): text is string {
  if (typeof text !== 'string' || MAX_URL_LENGTH < text.length || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/**
 * Posts the body to the bot server, signed with the channel secret, and waits two seconds at most. Never throws.
 *
 * @param lookup how the host's address is found; the system's way unless told.
 */
export async function callWebhook(
  { secret }: Pick<ChannelIdentity, 'secret'>,
  url: string,
  body: string,
  lookup?: RequestOptions['lookup'],
): Promise<WebhookCall> {
  const target = new URL(url);
  const { request } = target.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const payload = Buffer.from(body);
  const options: RequestOptions & Pick<ConnectionOptions, 'minVersion' | 'ALPNProtocols'> = {
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    method: 'POST',
    agent: false,
    ...(lookup === undefined ? {} : { lookup }),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': payload.length,
      'user-agent': 'LineBotWebhook/2.0',
      'x-line-signature': createHmac('sha256', secret).update(payload).digest('base64'),
    },
  };
  return new Promise((resolve) => {
    let isConnected = false;
    // A socket that is given an address looks nothing up.
    let isLookedUp = isIP(target.hostname.replace(/^\[|\]$/g, '')) !== 0;
    const call = request(target, options);
    const timer = setTimeout(() => {
      const missing = isLookedUp ? 'Connection timeout' : 'DNS Query timeout';
      finish(isConnected ? requestTimeout() : couldNotConnect(missing, url));
      call.destroy();
    }, ANSWER_WITHIN_MS);
    const finish = (result: WebhookCall) => {
      clearTimeout(timer);
      resolve(result);
    };
    call.on('socket', (socket) => {
      socket.once('lookup', () => {
        isLookedUp = true;
      });
      socket.once(isTls(socket) ? 'secureConnect' : 'connect', () => {
        isConnected = true;
      });
    });
    call.on('response', (response: IncomingMessage) => {
      finish(answered(response.statusCode ?? 0));
      response.resume();
    });
    call.on('error', (error: NodeJS.ErrnoException) => finish(failed(error, isConnected, url)));
    call.end(payload);
  });
}

function answered(statusCode: number): WebhookCall {
  const isSuccess = 200 <= statusCode && statusCode < 300;
  return { reason: isSuccess ? 'OK' : 'ERROR_STATUS_CODE', detail: String(statusCode), statusCode, isHostKnown: true };
}

function failed(error: NodeJS.ErrnoException, isConnected: boolean, url: string): WebhookCall {
  const code = error.code ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { ...couldNotConnect('Unknown host', url), isHostKnown: false };
  if (isConnected) {
    const isClosed = code === 'ECONNRESET' || code === 'EPIPE' || error.message.includes('socket hang up');
    const detail = isClosed ? 'Session closed unexpectedly' : 'Unclassified webhook dispatch error';
    return { reason: 'UNCLASSIFIED', detail, statusCode: 0, isHostKnown: true };
  }
  if (code === 'ETIMEDOUT') return couldNotConnect('Connection timeout', url);
  if (error.message.includes('wrong version number') || error.message.includes('packet length too long')) {
    return couldNotConnect('No SSL/TLS record', url);
  }
  if (error.message.includes('no application protocol'))
    return couldNotConnect('Session protocol negotiation failure', url);
  const isRefused = code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EACCES';
  if (isRefused || url.startsWith('http:')) return couldNotConnect('Connection failed', url);
  return couldNotConnect('TLS handshake failure', url);
}

function couldNotConnect(cause: string, url: string): WebhookCall {
  return { reason: 'COULD_NOT_CONNECT', detail: `${cause}: ${url}`, statusCode: 0, isHostKnown: true };
}

function requestTimeout(): WebhookCall {
  return { reason: 'REQUEST_TIMEOUT', detail: 'Request timeout', statusCode: 0, isHostKnown: true };
}

function isTls(socket: object): socket is TLSSocket {
  return 'encrypted' in socket;
}
