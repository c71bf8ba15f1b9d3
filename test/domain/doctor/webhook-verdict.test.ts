import { expect, it } from 'vitest';
import { webhookVerdict } from '../../../src/domain/doctor/verdicts/webhook.js';
import type { ExaminationResult, ExaminationStatus } from '../../../src/domain/examination/examination.js';

const HOOK = 'https://bot.example.com/hook';

const result = (title: string, status: ExaminationStatus): ExaminationResult => ({
  id: title,
  title,
  docs: null,
  status,
  detail: `${title} is ${status}`,
  hint: status === 'pass' ? null : `mend ${title}`,
});

it('a webhook of which every examination passed is said in one line', () => {
  expect(webhookVerdict(HOOK, [result('A', 'pass'), result('B', 'pass'), result('C', 'skip')])).toEqual({
    status: 'pass',
    detail: `${HOOK}: 2 examinations passed, 1 not examined`,
    hint: null,
  });
});

it('the worst comes first, and counts', () => {
  expect(webhookVerdict(HOOK, [result('A', 'unknown'), result('B', 'warn'), result('C', 'fail')])).toEqual({
    status: 'fail',
    detail: `${HOOK}: C: C is fail; B: B is warn; A: A is unknown`,
    hint: 'mend C. All of it: line-ops webhook check',
  });
  expect(webhookVerdict(HOOK, [result('A', 'pass'), result('B', 'unknown')]).status).toBe('unknown');
});

it('what one line has no room for is counted', () => {
  const many = ['A', 'B', 'C', 'D', 'E'].map((title) => result(title, 'fail'));
  expect(webhookVerdict(HOOK, many).detail).toMatch(/; and 2 more$/);
});

it('nothing examined is no pass', () => {
  expect(webhookVerdict(HOOK, [result('A', 'skip')]).status).toBe('skip');
});
