import type { LineSubject } from '../../entry.js';

const STATISTICS_PAGE = 'https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/';
const TLS_PAGE = 'https://developers.line.biz/en/docs/messaging-api/ssl-tls-spec-of-the-webhook-source/';

const CHECK = 'Examine the server from outside: `line-ops webhook check https://bot.example.com/webhook`.';
const TEST = 'Let LINE call it again: `line-ops webhook test`.';

/** How LINE's call of a bot server ended: reasons of its test and of the error statistics in the console, and their details. */
export const WEBHOOK_SUBJECTS: readonly LineSubject[] = [
  {
    name: 'OK',
    title: 'The bot server was reached and answered',
    seenAs: [/"reason"\s{0,4}:\s{0,4}"OK"/],
    means:
      "LINE's test call was answered with 2xx in time. That says nothing of the signature check: the test holds no event.",
    causes: ['All is well.'],
    next: [
      'See that forged webhooks are refused, and real ones answered in time: `line-ops webhook check https://bot.example.com/webhook`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint',
  },
  {
    name: 'COULD_NOT_CONNECT',
    title: 'LINE could not connect to the bot server',
    seenAs: [/\bcould_not_connect\b/i],
    means: 'No connection came about, so that the request did not arrive. The detail says how far it got.',
    causes: [
      'The host name does not resolve, or the port is closed to the internet.',
      'A firewall filters by address: LINE publishes none.',
      'The certificate is self-signed, expired, or without its intermediates.',
    ],
    next: [CHECK, TEST],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'REQUEST_TIMEOUT',
    title: 'The bot server did not answer in time',
    seenAs: [/\brequest_timeout\b/i, /Request timeout/],
    means: 'The request was sent and no answer came within 2 seconds. It may have arrived.',
    causes: [
      'The bot works on the events before it answers.',
      'A cold start of a function.',
      'The server is overloaded.',
    ],
    next: [
      'Answer 200 first and work afterwards.',
      'Measure it: `line-ops webhook send http://127.0.0.1:3000/webhook --count 100 --fail-if "p99>2s"`.',
      TEST,
    ],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'ERROR_STATUS_CODE',
    title: 'The bot server answered with another status than 2xx',
    seenAs: [/\berror_status_code\b/i],
    means: 'The server was reached and refused. LINE counts the events as not received.',
    causes: [
      '404: the path of the URL is wrong.',
      '401 or 403: the signature is checked with another secret, or a firewall refuses.',
      '5xx: the bot fails; an empty list of events is a valid request.',
      '3xx: LINE does not follow redirects.',
    ],
    next: [
      'Send it a signed event and see its answer: `line-ops webhook send http://127.0.0.1:3000/webhook --event message:text`.',
      CHECK,
    ],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'UNCLASSIFIED',
    title: "LINE's call failed in another way",
    seenAs: [/"reason"\s{0,4}:\s{0,4}"unclassified"/i, /^unclassified\b/im],
    means: 'The connection was there and broke off in the middle. The request may have arrived.',
    causes: ['The server or a proxy before it crashed or was restarted.', 'Limits of HTTP/2 in a proxy.'],
    next: ["Look into the server's own log at that time.", TEST],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'connection-failed',
    title: 'Connection failed',
    seenAs: [/Connection failed(?! \()/],
    means: 'The connection was refused or broke off before the request.',
    causes: ['Nothing listens at that port.', 'A firewall refuses.'],
    next: ['See that it can be reached from outside of your network.', CHECK],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'goaway',
    title: 'Connection failed (received GOAWAY)',
    seenAs: [/received GOAWAY/],
    means: 'The server ended the HTTP/2 connection before it took the request.',
    causes: [
      'A limit on requests or on the age of a connection in the server or its load balancer.',
      'It was being restarted.',
    ],
    next: ['Look at the HTTP/2 settings of the load balancer.', TEST],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'session-closed',
    title: 'Connection failed (session closed)',
    seenAs: [/\(session closed\)/],
    means: 'The server closed the session before it took the request.',
    causes: ['An idle timeout that is shorter than the pauses between events.', 'A restart.'],
    next: ['Look at idle timeouts of the server and its load balancer.', TEST],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'connection-timeout',
    title: 'Connection timeout',
    seenAs: [/Connection timeout/],
    means: 'No connection could be made in time.',
    causes: [
      'A firewall drops the packets.',
      'The server is down or overloaded.',
      'The name resolves to an address of an inner network.',
    ],
    next: [CHECK],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'dns-query-timeout',
    title: 'DNS Query timeout',
    seenAs: [/DNS Query timeout/i],
    means: 'The name servers of the host did not answer LINE in time.',
    causes: ['A name server of the domain is down.', 'The delegation names one that does not exist.'],
    next: ['Ask each name server of the domain.', CHECK],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'invalid-url-syntax',
    title: 'Invalid URL syntax',
    seenAs: [/Invalid URL syntax/i],
    means: 'LINE cannot read the URL that is set.',
    causes: ['It has characters that must be percent-encoded.'],
    next: ['Set it again: `line-ops webhook set https://bot.example.com/webhook`.'],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'protocol-negotiation',
    title: 'Session protocol negotiation failure',
    seenAs: [/Session protocol negotiation failure/i],
    means: 'The two sides agreed on no protocol in the TLS handshake.',
    causes: [
      'The server offers HTTP/2 with a cipher that LINE does not use with it.',
      'ALPN is set to something else than h2 and http/1.1.',
    ],
    next: ['Offer HTTP/1.1 or HTTP/2 by ALPN.', CHECK],
    docs: TLS_PAGE,
  },
  {
    name: 'no-tls-record',
    title: 'No SSL/TLS record',
    seenAs: [/No SSL\/TLS record/i],
    means: 'The server at that port does not speak TLS.',
    causes: ['Plain http is served there.', 'The port in the URL is another one.'],
    next: ['Serve https there, or name the port that does: `line-ops webhook set https://bot.example.com/webhook`.'],
    docs: TLS_PAGE,
  },
  {
    name: 'tls-handshake-failure',
    title: 'TLS handshake failure',
    seenAs: [/TLS handshake failure/i],
    means: 'LINE and the server came to no TLS connection.',
    causes: [
      'An intermediate certificate is missing: browsers fetch it, LINE does not.',
      'The certificate is expired, self-signed, or for another host name.',
      "The server takes neither TLS 1.2 nor 1.3, or none of LINE's ciphers.",
    ],
    next: [
      'See which of them, and get a missing intermediate as a file: `line-ops webhook check --save-chain chain.pem`.',
      TEST,
    ],
    docs: TLS_PAGE,
  },
  {
    name: 'unknown-host',
    title: 'Unknown host',
    seenAs: [/Unknown host/],
    means: 'The host name of the URL does not resolve for LINE.',
    causes: [
      'It is spelled otherwise.',
      'It is known inside your network only.',
      'The record is new and not everywhere yet.',
    ],
    next: [CHECK],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'closed-unexpectedly',
    title: 'Session closed unexpectedly, Stream closed unexpectedly',
    seenAs: [/(?:Session|Stream) closed unexpectedly/i],
    means: "The server closed the connection in the middle of LINE's call. The request may have arrived.",
    causes: ['A crash or a restart.', 'A time limit of a proxy before the bot.'],
    next: ['Look into the log of the server and of the proxy at that time.', TEST],
    docs: STATISTICS_PAGE,
  },
  {
    name: 'dispatch-error',
    title: 'Unclassified webhook dispatch error',
    seenAs: [/webhook dispatch error/i],
    means: 'The call failed in a way that LINE has no name for.',
    causes: ['A fault at LINE or on the way.'],
    next: [TEST, "If it stays, look into the server's log and at https://api.line-status.info/."],
    docs: STATISTICS_PAGE,
  },
];
