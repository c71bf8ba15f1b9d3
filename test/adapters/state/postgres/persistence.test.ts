import { expect, it } from 'vitest';
import { Persistence } from '../../../../src/adapters/state/postgres/persistence.js';
import { troubleOf } from '../../../../src/adapters/state/postgres/troubles.js';
import { LineOpsError } from '../../../../src/domain/failure/failure.js';

/** A server whose answers are these, one a try; time passes by waiting alone. */
function meeting() {
  let now = 0;
  const said: string[] = [];
  const persistence = new Persistence({
    name: 'db:5432/ops',
    stopwatch: {
      now: () => now,
      until: async (moment: number) => {
        now = moment;
      },
    },
    fraction: () => 0.5,
    ended: new AbortController().signal,
    warn: (line) => said.push(line),
  });
  const thrown = (error: Error): unknown => {
    const trouble = troubleOf(error, 'db:5432/ops');
    return trouble === null ? error : persistence.noted(trouble);
  };
  /** Fails with this error for so long, and then answers. */
  const ask = async (error: Error, forMs: number, waitMs?: number) => {
    const back = now + forMs;
    return await persistence.until(
      async () => {
        if (now < back) throw thrown(error);
        persistence.answered();
        return 'answer';
      },
      waitMs === undefined ? {} : { waitMs },
    );
  };
  return { ask, said, seconds: () => now / 1_000, answered: () => persistence.answered() };
}

const REFUSED = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const ofServer = (code: string) => Object.assign(new Error('as the server says it'), { code, severity: 'ERROR' });

it('an absence is told once when it is felt, and once when it is over', async () => {
  const { ask, said, answered } = meeting();
  answered();
  expect(await ask(REFUSED, 20_000)).toBe('answer');
  expect(said).toEqual([
    'waiting for the state server db:5432/ops: the connection was refused: nothing listens there',
    expect.stringMatching(/^the state server db:5432\/ops is back after \d+ s$/),
  ]);
});

it('a blink is not told', async () => {
  const { ask, said, answered } = meeting();
  answered();
  expect(await ask(REFUSED, 500)).toBe('answer');
  expect(said).toEqual([]);
});

it.each([
  ['a minute', true, undefined, 50, 62],
  ['seconds, where it was never there', false, undefined, 5, 10],
  ['as long as was wished', true, 3_000, 1, 4],
])('a server that is away is waited for: %s', async (_title, wasThere, waitMs, least, most) => {
  const { ask, seconds, answered } = meeting();
  if (wasThere) answered();
  const failed: unknown = await ask(REFUSED, 600_000, waitMs).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'STATE_SERVER_AWAY', kind: 'unavailable' });
  expect(seconds()).toBeGreaterThan(least);
  expect(seconds()).toBeLessThan(most);
});

it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])(
  '%s is an absence',
  async (code) => {
    const { ask } = meeting();
    expect(await ask(Object.assign(new Error('of the system'), { code }), 2_000)).toBe('answer');
  },
);

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
it.each([
  '08000',
  '08003',
  '08006',
  '08P01',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57014',
  '25006',
  '40001',
  '40P01',
  '55P03',
])('what the server calls %s passes', async (code) => {
  const { ask } = meeting();
  expect(await ask(ofServer(code), 2_000)).toBe('answer');
});

it.each([
  ['28P01', 'STATE_SERVER_REFUSED', 'auth'],
  ['28000', 'STATE_SERVER_REFUSED', 'auth'],
  ['42501', 'STATE_SERVER_REFUSED', 'auth'],
  ['3D000', 'STATE_DATABASE_MISSING', 'usage'],
  ['53100', 'STATE_SERVER_FAILED', 'failure'],
  ['58030', 'STATE_SERVER_FAILED', 'failure'],
  ['42P01', 'STATE_DAMAGED', 'failure'],
  ['23505', 'STATE_DAMAGED', 'failure'],
  ['22P02', 'STATE_DAMAGED', 'failure'],
  ['XX001', 'STATE_DAMAGED', 'failure'],
])('what the server calls %s is %s at once', async (state, code, kind) => {
  const { ask, seconds } = meeting();
  await expect(ask(ofServer(state), 2_000)).rejects.toMatchObject({ code, kind });
  expect(seconds()).toBe(0);
});

it.each([
  ['no such database: ops', 'STATE_DATABASE_MISSING'],
  ['database "ops" does not exist', 'STATE_DATABASE_MISSING'],
  ['SASL authentication failed', 'STATE_SERVER_REFUSED'],
  ['password authentication failed', 'STATE_SERVER_REFUSED'],
  ['no such user: u', 'STATE_SERVER_REFUSED'],
  ['transaction blocks not allowed in statement pooling mode', 'STATE_SERVER_FAILED'],
])('what a pooler says under the code of a broken protocol stays as well: %s', async (text, code) => {
  const { ask } = meeting();
  const error = Object.assign(new Error(text), { code: '08P01', severity: 'FATAL' });
  await expect(ask(error, 2_000)).rejects.toMatchObject({ code });
});

it('a server that stays read-only is told as one', async () => {
  const { ask } = meeting();
  await expect(ask(ofServer('25006'), 600_000)).rejects.toMatchObject({
    failure: { code: 'STATE_SERVER_FAILED', facts: { which: 'readOnly' } },
  });
});

it('somebody who is faster is not told, however often', async () => {
  const { ask, said, answered } = meeting();
  answered();
  expect(await ask(ofServer('40001'), 30_000)).toBe('answer');
  expect(said).toEqual([]);
});

it('a failure of ours is not tried again', async () => {
  const { ask, seconds } = meeting();
  await expect(ask(new TypeError('not of the server'), 1)).rejects.toBeInstanceOf(LineOpsError);
  expect(seconds()).toBe(0);
});
