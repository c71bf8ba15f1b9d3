import { describe, expect, it } from 'vitest';
import { parseAnswer, withAnswers } from '../../../src/domain/doctor/answers.js';
import { CHECKS, QUESTIONS } from '../../../src/domain/doctor/checklist.js';
import type { FolderFacts } from '../../../src/domain/doctor/facts.js';
import { botVerdict, clockVerdict, quotaVerdict, stagesVerdict } from '../../../src/domain/doctor/verdicts/account.js';
import {
  foldersVerdict,
  protectionVerdict,
  runtimeVerdict,
  sizeVerdict,
} from '../../../src/domain/doctor/verdicts/machine.js';
import { questionResults } from '../../../src/domain/doctor/verdicts/questions.js';
import { countVerdict, givenTokenResult } from '../../../src/domain/doctor/verdicts/tokens.js';
import { parseTokenKeyId } from '../../../src/domain/line/ids.js';
import type { TokenInventory } from '../../../src/domain/tokens/token-inventory.js';

const RUNTIME = { node: '20.18.1', lowest: '20.18.1', openssl: '3.0.15', checksCertificates: true };
const FOLDER: FolderFacts = {
  holds: 'state',
  path: '/data',
  kind: 'folder',
  mode: 0o700,
  bytes: 17_300_000,
  isWritable: true,
};

describe('the list', () => {
  it('names each point once, and needs only what comes before it', () => {
    const ids: readonly string[] = [...CHECKS, ...QUESTIONS].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [at, { needs }] of CHECKS.entries())
      for (const needed of needs) expect(ids.slice(0, at)).toContain(needed);
  });

  it('asks so that yes means that all is well', () => {
    for (const { question } of QUESTIONS) expect(question).toMatch(/^(Do|Does|Was|Are|Can) .*\?$/);
  });
});

it.each([
  [RUNTIME, 'pass'],
  [{ ...RUNTIME, node: '24.0.0' }, 'pass'],
  [{ ...RUNTIME, node: '20.9.0' }, 'fail'],
  [{ ...RUNTIME, node: '18.20.4' }, 'fail'],
  [{ ...RUNTIME, checksCertificates: false }, 'fail'],
])('a runtime of %o: %s', (facts, status) => {
  expect(runtimeVerdict(facts).status).toBe(status);
});

it.each<[what: Partial<FolderFacts>, status: string]>([
  [{}, 'pass'],
  [{ kind: 'missing', mode: null }, 'pass'],
  [{ mode: null }, 'pass'],
  [{ mode: 0o755 }, 'warn'],
  [{ mode: 0o770 }, 'fail'],
  [{ mode: 0o702 }, 'fail'],
  [{ isWritable: false }, 'fail'],
  [{ kind: 'missing', mode: null, isWritable: false }, 'fail'],
  [{ kind: 'no folder', mode: 0o600 }, 'fail'],
])('a folder with %o: %s', (facts, status) => {
  expect(foldersVerdict([FOLDER, { ...FOLDER, path: '/other', ...facts }]).status).toBe(status);
});

it('the size of the state says how long recipients are kept, and warns of those that are kept for longer', () => {
  const day = 24 * 60 * 60 * 1000;
  expect(sizeVerdict([FOLDER], { keepsMs: null, overdue: 0 })).toMatchObject({
    status: 'pass',
    detail: '/data has 17 MB; the recipients of broadcasts are kept for ever',
  });
  expect(sizeVerdict([FOLDER], { keepsMs: 90 * day, overdue: 0 }).status).toBe('pass');
  expect(sizeVerdict([FOLDER], { keepsMs: 90 * day, overdue: 3 })).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('kept for 90d, and 3 broadcasts are older'),
    hint: expect.stringContaining('line-ops broadcast prune'),
  });
});

it('a plain file of secrets is called plain', () => {
  expect(protectionVerdict({ type: 'plain', why: 'no keyring' })).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('not encrypted'),
  });
  expect(protectionVerdict({ type: 'keyring' }).status).toBe('pass');
});

it.each([
  [null, 'unknown'],
  [0, 'pass'],
  [-59_000, 'pass'],
  [61_000, 'warn'],
  [-3_600_000, 'warn'],
])('a clock that LINE is %s ms ahead of: %s', (skew, status) => {
  expect(clockVerdict(skew).status).toBe(status);
});

it.each([
  [0, 5_000, 'pass', 'as that of the state server is'],
  [0, 3_600_000, 'warn', "that of the state server is 1 h ahead of LINE's"],
  [-3_600_000, -3_600_000, 'warn', "1 h ahead of LINE's"],
  [3_600_000, 0, 'warn', "1 h behind LINE's; that of the state server is 1 h behind LINE's"],
])('a clock that LINE is %s ms ahead of, and a state server %s ms: %s', (line, server, status, words) => {
  expect(clockVerdict(line, server)).toMatchObject({ status, detail: expect.stringContaining(words) });
});

it.each([
  [{ limit: null, used: 5 }, 'pass'],
  [{ limit: 1000, used: 900 }, 'pass'],
  [{ limit: 1000, used: 901 }, 'warn'],
  [{ limit: 1000, used: 1001 }, 'warn'],
])('a quota of %o: %s', (facts, status) => {
  expect(quotaVerdict(facts).status).toBe(status);
});

it.each([
  [null, 'unknown'],
  [1_000_000, 'pass'],
  [1_000_001, 'warn'],
])('an account with %s friends: %s', (friends, status) => {
  expect(stagesVerdict(friends).status).toBe(status);
});

it('a token of another bot is a failure', () => {
  const bot = { userId: 'U1', displayName: 'Shop', basicId: '@shop', chatMode: 'bot' };
  expect(botVerdict({ ...bot, expectedUserId: null }).status).toBe('pass');
  expect(botVerdict({ ...bot, expectedUserId: 'U1' }).status).toBe('pass');
  expect(botVerdict({ ...bot, expectedUserId: 'U2' }).status).toBe('fail');
});

describe('the number of tokens', () => {
  const inventory = (
    active: Partial<TokenInventory['active']>,
    more: Partial<TokenInventory> = {},
  ): TokenInventory => ({
    tokens: [],
    changes: [],
    active: { 'v2.1': 0, 'short-lived': 0, 'long-lived': 0, stateless: 0, ...active },
    isListed: true,
    unknownKeyIds: [],
    ...more,
  });

  it.each([
    ['room is left', inventory({ 'v2.1': 29, 'short-lived': 29 }), 'pass'],
    ['30 v2.1 are alive', inventory({ 'v2.1': 30 }), 'warn'],
    ['30 short-lived are known', inventory({ 'short-lived': 30 }), 'warn'],
    [
      'one is alive that nobody here knows',
      inventory({ 'v2.1': 1 }, { unknownKeyIds: [parseTokenKeyId('k')] }),
      'warn',
    ],
  ])('where %s', (_what, counted, status) => {
    expect(countVerdict(counted).status).toBe(status);
  });

  it("is never called LINE's where LINE was not asked", () => {
    expect(countVerdict(inventory({ 'v2.1': 1 }, { isListed: false })).detail).toBe(
      'known here: v2.1 1 of 30, short-lived 0 of 30, long-lived 0 of 1',
    );
  });
});

describe('the token of the environment', () => {
  const [check] = CHECKS.filter(({ id }) => id === 'token-life');
  const token = { isKnown: true, type: 'short-lived', expiresInSeconds: 20 * 86_400, channelId: '1' } as const;
  it.each([
    ['alive', token, 'pass'],
    ['that ends within a week', { ...token, expiresInSeconds: 86_400 }, 'warn'],
    ['that LINE does not know', { ...token, isKnown: false }, 'fail'],
    ['of another channel', { ...token, channelId: '2' }, 'fail'],
    ['whose end nobody knows', { ...token, type: 'stateless', expiresInSeconds: null, channelId: null }, 'pass'],
  ] as const)('%s', (_what, given, status) => {
    if (check === undefined) throw new Error('no such check');
    expect(givenTokenResult(check, given, '1')).toMatchObject({ id: 'token-life-environment', status });
  });
});

describe('an answer', () => {
  it.each([
    ['unsend=yes', { id: 'unsend', says: 'yes', note: null }],
    ['unsend=no', { id: 'unsend', says: 'no', note: null }],
    ['unsend=no: bot 2.4, in May = late', { id: 'unsend', says: 'no', note: 'bot 2.4, in May = late' }],
    ['unsend=yes:', { id: 'unsend', says: 'yes', note: null }],
  ])('%s is read', (text, answer) => {
    expect(parseAnswer(text)).toEqual(answer);
  });

  it.each([['unsend'], ['unsend=maybe'], ['unsend=yess'], ['=yes'], ['nothing=yes'], ['webhook=yes']])(
    '%s is refused',
    (text) => {
      expect(() => parseAnswer(text)).toThrow();
    },
  );

  const given = (says: 'yes' | 'no', at: number) => ({ id: 'unsend', says, note: null, by: 'sato', at }) as const;
  const unsend = (answers: Parameters<typeof questionResults>[0]) =>
    questionResults(answers, { isWebhookActive: null }).find(({ id }) => id === 'unsend');

  it('takes the place of an earlier one', () => {
    expect(withAnswers([given('no', 1)], [given('yes', 2)])).toEqual([given('yes', 2)]);
  });

  it('is shown with who gave it and when; no is a failure, none is a question', () => {
    expect(unsend([given('yes', Date.UTC(2026, 10, 27))])).toMatchObject({
      status: 'pass',
      detail: 'yes, said sato on 2026-11-27',
    });
    expect(unsend([given('no', 0)])).toMatchObject({ status: 'fail', hint: expect.any(String) });
    expect(unsend([])).toMatchObject({ status: 'ask', hint: expect.stringContaining('--answer unsend=yes') });
  });

  it('is not needed where webhooks are on: every response setting is allowed then', () => {
    const responses = (isWebhookActive: boolean | null) =>
      questionResults([], { isWebhookActive }).find(({ id }) => id === 'webhook-response')?.status;
    expect([responses(true), responses(false), responses(null)]).toEqual(['pass', 'ask', 'ask']);
  });
});
