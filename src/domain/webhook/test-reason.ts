/** How LINE's own test call ended, in words. */
export interface Explanation {
  /** What happened; one sentence without a full stop. */
  readonly explanation: string;
  /** What to do about it; null where nothing is to be done. */
  readonly hint: string | null;
}

/** The parts of a test result that tell why. */
export interface TestOutcome {
  readonly success: boolean;
  readonly statusCode: number | null;
  readonly reason: string | null;
  readonly detail: string | null;
}

/** The bot server must answer within this time. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
const WEBHOOK_ANSWER_SECONDS = 2;

/**
 * Explains the result of a webhook test. Reasons and details that LINE adds one day are passed on as they are.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint
 * @see https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/
 */
export function explainWebhookTest(outcome: TestOutcome): Explanation {
  if (outcome.success) return { explanation: 'the bot server answered as it should', hint: null };
  switch (outcome.reason?.toUpperCase() ?? '') {
    case 'OK':
      return {
        explanation: 'LINE got an answer, and does not count it as a success',
        hint: 'Run the test again; if it stays so, check https://api.line-status.info/.',
      };
    case 'COULD_NOT_CONNECT':
      return connectExplanation(outcome.detail);
    case 'REQUEST_TIMEOUT':
      return {
        explanation: `the bot server did not answer within ${WEBHOOK_ANSWER_SECONDS} seconds; it may have got the request`,
        hint: 'Answer 200 first and work on the events afterwards; look for cold starts and slow start-up.',
      };
    case 'ERROR_STATUS_CODE':
      return statusExplanation(outcome);
    case 'UNCLASSIFIED':
      return (
        detailExplanation(UNCLASSIFIED_DETAILS, outcome.detail) ?? {
          explanation: `the call failed in a way that LINE does not name${told(outcome.detail)}`,
          hint: "Look into the bot server's own log at the time of the test, then run the test again.",
        }
      );
    default:
      return {
        explanation: `LINE gave the reason ${outcome.reason ?? '(none)'}${told(outcome.detail)}`,
        hint: 'This reason is not on the list this version knows; see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint.',
      };
  }
}

function told(detail: string | null): string {
  return detail === null || detail === '' ? '' : `: ${detail}`;
}

const CHECK_FIREWALL =
  'Open the port to the whole internet: LINE does not publish the addresses that it calls from, and forbids to filter by them.';
const CHECK_CERTIFICATE =
  'Offer TLS 1.2 or 1.3 with a certificate of a public CA for this host name, unexpired, with the whole chain of intermediates; self-signed ones are refused.';
const CHECK_DNS =
  'Check the spelling of the host name, and that it resolves in public DNS, not only inside your network.';

/** Details of `COULD_NOT_CONNECT`; LINE adds a colon and the URL. */
const CONNECT_DETAILS: Readonly<Record<string, Explanation>> = {
  'Connection failed': {
    explanation: 'the connection to the bot server was refused or broke off',
    hint: `Check that the server listens on that host and port. ${CHECK_FIREWALL}`,
  },
  'Connection failed (received GOAWAY)': {
    explanation: 'the bot server ended the HTTP/2 connection (GOAWAY) before it took the request',
    hint: 'Check the HTTP/2 settings of the server or its load balancer, above all limits on connections and requests.',
  },
  'Connection failed (session closed)': {
    explanation: 'the bot server closed the session before it took the request',
    hint: 'Check idle timeouts and restarts of the server or its load balancer.',
  },
  'Connection timeout': {
    explanation: 'no connection could be made in time',
    hint: `Check that the server is up and not overloaded. ${CHECK_FIREWALL}`,
  },
  'DNS Query timeout': {
    explanation: 'the name servers of the host did not answer in time',
    hint: 'Check the name servers of the domain.',
  },
  'Invalid URL syntax': {
    explanation: 'the URL cannot be read',
    hint: 'Set it again, percent-encoded: line-ops webhook set <url>',
  },
  'Session protocol negotiation failure': {
    explanation: 'the two sides agreed on no protocol',
    hint: 'Offer HTTP/1.1 or HTTP/2 in the TLS handshake (ALPN).',
  },
  'No SSL/TLS record': {
    explanation: 'the server at that port does not speak TLS',
    hint: 'Serve https there, or name the port that does.',
  },
  'TLS handshake failure': { explanation: 'the TLS handshake failed', hint: CHECK_CERTIFICATE },
  'Unknown host': { explanation: 'the host name does not resolve', hint: CHECK_DNS },
};

const UNCLASSIFIED_DETAILS: Readonly<Record<string, Explanation>> = {
  'Session closed unexpectedly': {
    explanation: 'the bot server closed the connection in the middle of the call; it may have got the request',
    hint: "Look for a crash or a restart in the server's log, and for timeouts of a proxy before it.",
  },
  'Stream closed unexpectedly': {
    explanation: 'the bot server closed the HTTP/2 stream in the middle of the call; it may have got the request',
    hint: "Look for a crash in the server's log, and for HTTP/2 limits of a proxy before it.",
  },
  'Unclassified webhook dispatch error': {
    explanation: 'the call failed in a way that LINE does not name',
    hint: "Run the test again; if it stays so, look into the server's log and https://api.line-status.info/.",
  },
};

function connectExplanation(detail: string | null): Explanation {
  return (
    detailExplanation(CONNECT_DETAILS, detail) ?? {
      explanation: `LINE could not connect to the bot server${told(detail)}`,
      hint: `Check host name, port and certificate. ${CHECK_FIREWALL}`,
    }
  );
}

/** LINE writes `TLS handshake failure: https://example.com/webhook`: the cause, then the URL. */
function detailExplanation(known: Readonly<Record<string, Explanation>>, detail: string | null): Explanation | null {
  const cause = (detail ?? '')
    .replace(/:\s*https?:.*$/i, '')
    .trim()
    .toLowerCase();
  return Object.entries(known).find(([name]) => name.toLowerCase() === cause)?.[1] ?? null;
}

function statusExplanation({ detail, statusCode }: TestOutcome): Explanation {
  const status = statusCode !== null && 0 < statusCode ? statusCode : Number(detail);
  const explanation = `the bot server answered ${Number.isInteger(status) && 0 < status ? status : (detail ?? 'with an error')}, and LINE counts only 2xx as success`;
  return { explanation, hint: hintForStatus(status) };
}

function hintForStatus(status: number): string {
  if (300 <= status && status < 400) return 'LINE does not follow redirects: set the URL that the redirect leads to.';
  switch (status) {
    case 400:
    case 401:
      return 'The server refused the request: check that it verifies the signature with the secret of this very channel, over the raw body.';
    case 403:
      return 'The server, or a firewall before it, refused the request: check the signature check, and rules that block callers or countries.';
    case 404:
      return 'Nothing is served at that path: check the path of the URL, capital letters and slash at the end included.';
    case 405:
      return 'The path does not take POST requests: check the route.';
    case 429:
    case 503:
      return 'The server, or a proxy before it, is overloaded or limits its callers: LINE sends in bursts.';
    case 502:
    case 504:
      return 'The proxy answered, the bot behind it did not: check that it runs.';
  }
  if (500 <= status) return 'The bot failed: look into its log. An empty list of events is a valid request.';
  return 'Answer 200 to every request with a right signature, also when the list of events is empty.';
}
