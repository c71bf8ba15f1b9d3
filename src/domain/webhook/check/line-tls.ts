import { guide } from '../../messages/line-pages.js';

export const TLS_PAGE = guide('ssl-tls-spec-of-the-webhook-source/');

/** What LINE offers over TLS 1.3, by OpenSSL's names. @see https://developers.line.biz/en/docs/messaging-api/ssl-tls-spec-of-the-webhook-source/ */
export const TLS13_CIPHERS = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];

/** The same over TLS 1.2. */
export const CURRENT_CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** LINE still offers these, with HTTP/1.x alone, and may cease to. */
export const DEPRECATED_CIPHERS = [
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES128-SHA',
  'AES256-SHA',
];
