import { describe, expect, it } from 'vitest';
import { githubLines } from '../../../../src/cli/output/examination/github.js';
import { junitDocument } from '../../../../src/cli/output/examination/junit.js';
import { prettyReport } from '../../../../src/cli/output/examination/pretty.js';
import type { ExaminationReport } from '../../../../src/cli/output/examination/report-shape.js';
import type { ExaminationResult } from '../../../../src/domain/examination/examination.js';
import type { Painter } from '../../../../src/ports/terminal.js';

const plain = (text: string) => text;
const PAINT: Painter = {
  bold: plain,
  dim: plain,
  good: plain,
  warn: plain,
  bad: plain,
  accent: plain,
  columns: 80,
  table: () => '',
  folded: plain,
  time: String,
};
const LAYOUT = { paint: PAINT, width: 80, isQuiet: false };

const DOCS = 'https://developers.line.biz/en/docs/messaging-api/ssl-tls-spec-of-the-webhook-source/';
const result = (given: Partial<ExaminationResult>): ExaminationResult => ({
  id: 'certificate-chain',
  title: 'Certificate chain',
  status: 'pass',
  detail: '3 certificates',
  hint: null,
  docs: DOCS,
  ...given,
});
const report = (...results: readonly ExaminationResult[]): ExaminationReport => ({
  schema: 'line-ops/webhook-check@1',
  name: 'webhook check',
  subject: {},
  title: 'https://bot.example.com/webhook',
  results,
});
const FAILED = result({ status: 'fail', detail: 'the intermediate is missing', hint: 'Serve it too.' });
/** What a server said: it ends a line, begins a command of the runner, colours, and closes a tag. */
const HOSTILE = result({ status: 'warn', detail: 'it said \u001b[31m\n::error::x</failure>', hint: 'Look.' });

describe('for people', () => {
  it('says the status as a word, what to do below it, and the page where there is something to do', () => {
    expect(prettyReport(report(result({}), FAILED), LAYOUT).split('\n')).toEqual([
      'https://bot.example.com/webhook',
      '',
      'pass     Certificate chain: 3 certificates',
      'fail     Certificate chain: the intermediate is missing',
      '         hint: Serve it too.',
      `         ${DOCS}`,
      '',
      'failed: 1 failed, 1 passed',
    ]);
  });

  it('says once why several were left out', () => {
    const left = (title: string) => result({ title, status: 'skip', detail: 'not examined: "Port" failed' });
    const lines = prettyReport(report(left('One'), left('Two'), result({}), left('Three')), LAYOUT).split('\n');
    expect(lines.slice(2, 5)).toEqual([
      'skip     One, Two: not examined: "Port" failed',
      'pass     Certificate chain: 3 certificates',
      'skip     Three: not examined: "Port" failed',
    ]);
    expect(lines.at(-1)).toBe('ok: 1 passed, 3 not examined');
  });

  it('lists with --quiet only what needs a look, and counts the rest', () => {
    const quiet = { ...LAYOUT, isQuiet: true };
    const ask = result({ id: 'unsend', title: 'Unsent messages', status: 'ask', detail: 'Are they?', docs: null });
    expect(prettyReport(report(result({}), result({ status: 'skip' }), ask), quiet).split('\n')).toEqual([
      'https://bot.example.com/webhook',
      '',
      'ask      Unsent messages: Are they?',
      '',
      'ok: 1 to be answered, 1 passed, 1 not examined',
    ]);
    expect(prettyReport(report(result({})), quiet)).toBe('https://bot.example.com/webhook\n\nok: 1 passed');
  });

  it('keeps within the width', () => {
    const long = result({ detail: 'a long sentence about what was measured and what came of it in the end' });
    const lines = prettyReport(report(long), { ...LAYOUT, width: 60 }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('never says that all is well without its warnings', () => {
    expect(prettyReport(report(result({}), result({ status: 'warn' })), LAYOUT)).toMatch(
      /\nok: 1 passed with a warning, 1 passed$/,
    );
  });
});

describe('for a CI run', () => {
  it('annotates what failed and what is doubtful, and nothing else', () => {
    const { annotations, summary } = githubLines(report(result({}), FAILED, result({ status: 'skip' })), {
      isStrict: false,
    });
    expect(annotations).toEqual([
      `::error title=webhook check%3A Certificate chain::the intermediate is missing. Serve it too. ${DOCS}`,
    ]);
    expect(summary).toBe('failed: 1 failed, 1 passed, 1 not examined');
  });

  it('makes one line of what a server said', () => {
    const { annotations } = githubLines(report(HOSTILE), { isStrict: false });
    expect(annotations).toEqual([
      `::warning title=webhook check%3A Certificate chain::it said \\u001b[31m\\n::error::x</failure>. Look. ${DOCS}`,
    ]);
  });
});

describe('as JUnit', () => {
  it('counts failures, and what was not told as skipped', () => {
    const document = junitDocument([report(result({}), FAILED, result({ status: 'unknown' }))], { isStrict: false });
    expect(document).toContain(
      '<testsuite name="webhook check https://bot.example.com/webhook" tests="3" failures="1"',
    );
    expect(document).toContain('<failure type="fail" message="the intermediate is missing">');
    expect(document).toContain('<skipped message="unknown: 3 certificates"/>');
  });

  it('is a failure for a warning where the run is strict', () => {
    const document = junitDocument([report(result({ status: 'warn' }))], { isStrict: true });
    expect(document).toContain('<failure type="warn"');
  });

  it('lets nothing that a server said close a tag, nor a control character in', () => {
    const document = junitDocument([report({ ...HOSTILE, status: 'fail' })], {
      isStrict: false,
    });
    expect(document).toContain('message="it said \\u001b[31m\\n::error::x&lt;/failure&gt;"');
  });
});
