import { describe, expect, it } from 'vitest';
import {
  doubtful,
  type ExaminationStatus,
  failing,
  isOk,
  type Judgement,
  judgeAll,
  objections,
  passed,
  unknowable,
} from '../../../src/domain/examination/examination.js';

const judgement = (id: string, needs: readonly string[], judge: Judgement<null>['judge']): Judgement<null> => ({
  id,
  title: `Title of ${id}`,
  docs: null,
  needs,
  judge,
});

describe('what depends on something before it', () => {
  it.each<[ExaminationStatus, Judgement<null>['judge'], string]>([
    ['fail', () => failing('it is down', 'start it'), 'not examined: "Title of first" failed'],
    ['unknown', () => unknowable('no answer'), 'not examined: "Title of first" could not be told'],
  ])('is skipped where that is %s, and says on what it depends', (_status, judge, why) => {
    const results = judgeAll(
      [judgement('first', [], judge), judgement('second', ['first'], () => passed('fine'))],
      null,
    );
    expect(results[1]).toMatchObject({ id: 'second', status: 'skip', detail: why });
  });

  it('is skipped through what was skipped itself, for the same reason', () => {
    const results = judgeAll(
      [
        judgement('first', [], () => failing('it is down', 'start it')),
        judgement('second', ['first'], () => passed('fine')),
        judgement('third', ['second'], () => passed('fine')),
      ],
      null,
    );
    expect(results.map(({ status }) => status)).toEqual(['fail', 'skip', 'skip']);
    expect(results[2]?.detail).toBe('not examined: "Title of first" failed');
  });

  it('is examined where that passed with a warning', () => {
    const results = judgeAll(
      [
        judgement('first', [], () => doubtful('it is old', 'renew it')),
        judgement('second', ['first'], () => passed('fine')),
      ],
      null,
    );
    expect(results[1]).toMatchObject({ status: 'pass' });
  });
});

it.each<[ExaminationStatus, boolean, number, number]>([
  ['pass', true, 0, 0],
  ['skip', true, 0, 0],
  ['ask', true, 0, 0],
  ['warn', true, 0, 1],
  ['unknown', true, 0, 1],
  ['fail', false, 1, 1],
])('%s: ok is %s; %i objections, %i where it is strict', (status, ok, plain, strict) => {
  const results = [{ id: 'one', title: 'One', docs: null, status, detail: '', hint: null }];
  expect(isOk(results)).toBe(ok);
  expect(objections(results, { isStrict: false })).toHaveLength(plain);
  expect(objections(results, { isStrict: true })).toHaveLength(strict);
});
