import { describe, expect, it } from 'vitest';
import { judgeAll } from '../../../../src/domain/examination/examination.js';
import { WEBHOOK_JUDGEMENTS } from '../../../../src/domain/webhook/check/judgements.js';
import type {
  AnswerObserved,
  AnswersObserved,
  Certificate,
  CertificateObserved,
  NetworkObserved,
  Observed,
  TlsObserved,
} from '../../../../src/domain/webhook/check/observations.js';
import { eventBody, FORM_PROBES, formBody, SAMPLE_DESTINATION } from '../../../../src/domain/webhook/check/probes.js';

const NOW = Date.UTC(2026, 10, 27);
const DAY_MS = 24 * 60 * 60 * 1000;
const URL = 'https://bot.example.com/hook';

const taken = (ms = 30): AnswerObserved => ({
  type: 'answer',
  status: 200,
  ms,
  contentType: null,
  location: null,
  bodyStart: '',
});

const PROBED: Extract<AnswersObserved, { type: 'probed' }> = {
  type: 'probed',
  isSigned: true,
  first: taken(),
  wrongSignature: { ...taken(), status: 401 } as AnswerObserved,
  missingSignature: { ...taken(), status: 401 } as AnswerObserved,
  forms: {},
  timed: [],
  events: { type: 'notSent', why: 'nobody agreed', hint: null },
};

const NETWORK: NetworkObserved = {
  lookup: { type: 'found', addresses: ['203.0.113.7'] },
  connection: { type: 'open', address: '203.0.113.7', ms: 12 },
  proxy: null,
};

const OBSERVED: Observed = {
  now: NOW,
  target: { url: URL, isGiven: false, problems: [], isPlainHttp: false },
  settings: { type: 'asked', endpoint: { endpoint: URL, active: true }, chatMode: 'bot' },
  network: NETWORK,
  tls: null,
  answers: PROBED,
  lineTest: { type: 'skipped', why: 'it was left out', hint: null },
};

function judged(id: string, seen: Partial<Observed>) {
  const found = judgeAll(WEBHOOK_JUDGEMENTS, { ...OBSERVED, ...seen }).find((result) => result.id === id);
  if (found === undefined) throw new Error(`no examination "${id}"`);
  return found;
}

describe('the list of examinations', () => {
  it('has IDs in kebab-case, each once, each with a page of LINE, and none that needs a later one', () => {
    const ids = WEBHOOK_JUDGEMENTS.map(({ id }) => id);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [at, { docs, needs }] of WEBHOOK_JUDGEMENTS.entries()) {
      expect(docs).toMatch(/^https:\/\/developers\.line\.biz\/en\//);
      expect(needs.every((need) => ids.indexOf(need) !== -1 && ids.indexOf(need) < at)).toBe(true);
    }
  });
});

describe('the way to the server', () => {
  it.each<[string, Partial<NetworkObserved>, string, string, RegExp]>([
    ['the name leads nowhere', { lookup: { type: 'missing' } }, 'dns', 'fail', /has no address/],
    [
      'no name server answers',
      { lookup: { type: 'failed', why: 'no answer' } },
      'dns',
      'unknown',
      /could not be looked/,
    ],
    [
      'the proxy looks the name up',
      { lookup: { type: 'missing' }, proxy: 'proxy:3128' },
      'dns',
      'unknown',
      /the proxy proxy:3128 looks it up/,
    ],
    ['the address is public', {}, 'public-address', 'pass', /203\.0\.113\.7/],
    [
      'the name leads into the network here',
      { lookup: { type: 'found', addresses: ['203.0.113.7', '10.0.0.8'] } },
      'public-address',
      'warn',
      /LINE cannot reach 10\.0\.0\.8, which bot\.example\.com is here/,
    ],
    [
      'the port is closed',
      { connection: { type: 'refused', why: 'nothing listens there' } },
      'tcp',
      'fail',
      /port 443/,
    ],
    ['the port says nothing', { connection: { type: 'timeout', ms: 5000 } }, 'tcp', 'fail', /nothing for 5000 ms/],
    [
      'this computer has no network',
      { connection: { type: 'prevented', why: 'this computer has no way to that network' } },
      'tcp',
      'unknown',
      /could be tried/,
    ],
  ])('%s', (_what, network, id, status, detail) => {
    expect(judged(id, { network: { ...NETWORK, ...network } })).toMatchObject({
      status,
      detail: expect.stringMatching(detail),
    });
  });
});

const certificate = (given: Partial<Certificate>): Certificate => ({
  subject: 'bot.example.com',
  issuer: 'Intermediate',
  names: ['bot.example.com'],
  notBefore: NOW - 10 * DAY_MS,
  notAfter: NOW + 60 * DAY_MS,
  isSelfIssued: false,
  pem: '',
  ...given,
});

const CHAIN: CertificateObserved = {
  sent: [certificate({}), certificate({ subject: 'Intermediate', issuer: 'Root', notAfter: NOW + 400 * DAY_MS })],
  path: [0, 1],
  matchesHost: true,
  trust: { type: 'trusted' },
  fetched: null,
};

const tlsWith = (seen: Partial<CertificateObserved>): TlsObserved => ({
  asLine: { type: 'done', protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', alpn: null, ms: 1 },
  plainHttp: null,
  versions: null,
  ciphers: null,
  certificate: { ...CHAIN, ...seen },
});

describe('how long the chain is good for', () => {
  it.each<[string, Partial<CertificateObserved>, string, string]>([
    ['60 days', {}, 'pass', '60 days left, until 2027-01-26'],
    [
      '30 days',
      { sent: [certificate({ notAfter: NOW + 30 * DAY_MS })], path: [0] },
      'pass',
      '30 days left, until 2026-12-27',
    ],
    [
      '29 days',
      { sent: [certificate({ notAfter: NOW + 29 * DAY_MS })], path: [0] },
      'warn',
      '29 days left, until 2026-12-26',
    ],
    [
      'an intermediate ends first',
      { sent: [certificate({}), certificate({ subject: 'Intermediate', notAfter: NOW + 5 * DAY_MS })] },
      'warn',
      '5 days left, until 2026-12-02 (of Intermediate)',
    ],
    [
      'a second way to a root has ended, and the first is taken',
      { sent: [certificate({}), certificate({ subject: 'Cross', notAfter: NOW - DAY_MS })] },
      'pass',
      '60 days left, until 2027-01-26',
    ],
    [
      'a root that is sent ends, which is nobody’s business',
      { sent: [certificate({}), certificate({ subject: 'Root', isSelfIssued: true, notAfter: NOW + DAY_MS })] },
      'pass',
      '60 days left, until 2027-01-26',
    ],
    [
      'it has ended',
      { sent: [certificate({ notAfter: NOW - DAY_MS })], path: [0], trust: { type: 'outOfDate' } },
      'fail',
      'it ended at 2026-11-26',
    ],
  ])('%s', (_what, seen, status, detail) => {
    expect(judged('certificate-validity', { tls: tlsWith(seen) })).toMatchObject({ status, detail });
  });
});

describe('the time of an answer', () => {
  const timed = (...times: readonly number[]) => ({ answers: { ...PROBED, timed: times.map((ms) => taken(ms)) } });

  it.each([
    [[10, 30, 20, 50, 40], 'pass', 'median 30 ms, worst 50 ms, of 5 answers'],
    [[10, 30, 20, 1001, 40], 'warn', 'median 30 ms, worst 1001 ms, of 5 answers'],
    [[10, 30, 20, 2001, 40], 'fail', 'median 30 ms, worst 2001 ms, of 5 answers'],
  ])('%j is %s', (times, status, detail) => {
    expect(judged('answer-time', timed(...times))).toMatchObject({ status, detail });
  });

  it('of the first one counts too, at 2 seconds', () => {
    expect(judged('empty-events', { answers: { ...PROBED, first: taken(2000) } }).status).toBe('pass');
    expect(judged('empty-events', { answers: { ...PROBED, first: taken(2001) } }).status).toBe('fail');
  });
});

describe('a server that LINE does not reach, and this computer does', () => {
  const failed = (reason: string, detail: string) =>
    ({ type: 'tested', outcome: { success: false, statusCode: 0, reason, detail } }) as const;

  it.each<[string, Partial<Observed>, string]>([
    ['lets only some in', { lineTest: failed('COULD_NOT_CONNECT', 'Connection timeout') }, 'fail'],
    ['lets requests of LINE lie', { lineTest: failed('REQUEST_TIMEOUT', 'Request timeout') }, 'fail'],
    [
      'is slow for everybody',
      { lineTest: failed('REQUEST_TIMEOUT', 'Request timeout'), answers: { ...PROBED, first: taken(1900) } },
      'skip',
    ],
    [
      'has a chain that LINE does not trust',
      {
        lineTest: failed('COULD_NOT_CONNECT', 'TLS handshake failure'),
        tls: tlsWith({ trust: { type: 'incomplete' }, fetched: { certificates: [], isTrusted: true, problem: null } }),
      },
      'skip',
    ],
    ['fails by itself', { lineTest: failed('ERROR_STATUS_CODE', '500') }, 'skip'],
    ['was not tried by LINE', {}, 'skip'],
  ])('%s', (_what, seen, status) => {
    expect(judged('address-filter', seen).status).toBe(status);
  });
});

describe('what is sent', () => {
  it('has no event in any other form of the empty list, and always the same meaning', () => {
    for (const name of FORM_PROBES) {
      expect(JSON.parse(formBody(name, SAMPLE_DESTINATION))).toMatchObject({
        destination: SAMPLE_DESTINATION,
        events: [],
      });
    }
  });

  it('is three events of two users in one body', () => {
    const { events } = JSON.parse(
      eventBody('severalEvents', { destination: SAMPLE_DESTINATION, now: NOW, run: new Uint8Array(5) }),
    );
    expect(events.map(({ type }: { type: string }) => type)).toEqual(['message', 'follow', 'message']);
    expect(new Set(events.map(({ source }: { source: { userId: string } }) => source.userId)).size).toBe(2);
  });
});
