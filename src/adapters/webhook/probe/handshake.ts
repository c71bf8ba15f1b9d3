import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, TLSSocket, connect as tlsConnect } from 'node:tls';
import { whyOf } from '../../../domain/failure/system-errors.js';
import { CURRENT_CIPHERS, DEPRECATED_CIPHERS, TLS13_CIPHERS } from '../../../domain/webhook/check/line-tls.js';
import type { HandshakeDone, HandshakeObserved } from '../../../domain/webhook/check/observations.js';
import type { Offer } from '../../../ports/webhook/prober.js';

/** Without it what this computer does not like (an old version, a short key) looks like the server's refusal. */
const NO_OWN_POLICY = '@SECLEVEL=0';

/** What goes into the handshake. */
export function offerOptions(offer: Offer): ConnectionOptions {
  switch (offer.type) {
    case 'asLine':
      return {
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
        ciphers: [...TLS13_CIPHERS, ...CURRENT_CIPHERS, ...DEPRECATED_CIPHERS, NO_OWN_POLICY].join(':'),
        ALPNProtocols: ['h2', 'http/1.1'],
      };
    case 'version':
      return {
        minVersion: offer.version,
        maxVersion: offer.version,
        ciphers: [...TLS13_CIPHERS, 'ALL', NO_OWN_POLICY].join(':'),
      };
    case 'ciphers':
      return {
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.2',
        ciphers: [...offer.ciphers, NO_OWN_POLICY].join(':'),
        ALPNProtocols: ['h2', 'http/1.1'],
      };
  }
}

/** A handshake that was done, with the socket to speak on, which whoever asked for it ends; or how it ended. */
export type Shaken =
  | { readonly handshake: HandshakeDone; readonly socket: TLSSocket }
  | { readonly handshake: Exclude<HandshakeObserved, HandshakeDone>; readonly socket: null };

/**
 * One handshake over an open connection. Certificates are looked at afterwards, whatever they are: nothing that is sent
 * over it is secret.
 */
export function shakeHands(
  connection: Socket,
  host: string,
  options: ConnectionOptions,
  timeoutMs: number,
): Promise<Shaken> {
  const socket = begin(connection, host, options);
  if (!(socket instanceof TLSSocket)) return Promise.resolve({ handshake: socket, socket: null });
  // From here on: what takes time before is ours, reading the CAs above all.
  const startedAt = performance.now();
  const past = () => Math.round(performance.now() - startedAt);
  return new Promise((resolve) => {
    const timer = setTimeout(() => fail({ type: 'silent', ms: past() }), timeoutMs);
    const fail = (handshake: Exclude<HandshakeObserved, HandshakeDone>) => {
      clearTimeout(timer);
      socket.destroy();
      connection.destroy();
      resolve({ handshake, socket: null });
    };
    socket.on('error', (error) => fail(handshakeFailure(error)));
    socket.once('close', () => fail({ type: 'closed' }));
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      const alpn = typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null;
      const protocol = socket.getProtocol() ?? 'TLS';
      resolve({ handshake: { type: 'done', protocol, cipher: socket.getCipher().name, alpn, ms: past() }, socket });
    });
  });
}

/** What this computer's own TLS refuses to offer throws at once. */
function begin(connection: Socket, host: string, options: ConnectionOptions): TLSSocket | Untried {
  try {
    return tlsConnect({
      ...options,
      socket: connection,
      // An address is no server name. @see https://www.rfc-editor.org/rfc/rfc6066#section-3
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
      // It would read the certificates, which can be read but once.
      checkServerIdentity: () => undefined,
    });
  } catch (error) {
    connection.destroy();
    return { type: 'untried', why: `not offered from here: ${whyOf(error)}` };
  }
}

type Untried = Extract<HandshakeObserved, { type: 'untried' }>;

/** @see https://docs.openssl.org/3.0/man3/SSL_alert_type_string/ */
function handshakeFailure(error: Error): Exclude<HandshakeObserved, HandshakeDone> {
  const code = 'code' in error ? String(error.code) : '';
  if (NOT_TLS.includes(code)) return { type: 'notTls' };
  const reason = 'reason' in error ? String(error.reason) : '';
  const [, alert] = /\balert (.+)$/.exec(reason) ?? [];
  if (alert !== undefined) return { type: 'alert', alert };
  // It chose a version that was not offered: of those offered it has none.
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL') return { type: 'alert', alert: 'it answered with another version' };
  if (code === 'ECONNRESET' || code === 'EPIPE') return { type: 'closed' };
  return { type: 'untried', why: reason === '' ? whyOf(error) : reason };
}

/** What OpenSSL says to bytes that are no TLS record. */
const NOT_TLS: readonly string[] = [
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_UNKNOWN_PROTOCOL',
];
