import { type ExaminationResult, objections } from '../../../domain/examination/examination.js';
import { visible } from '../../../domain/text/visible.js';
import type { ExaminationReport } from './report-shape.js';

/**
 * A test suite for each report, whose cases are the examinations. JUnit knows no warning: one is a case that passed and says something,
 * and a failure where the run is strict; what is unknown or was not examined is skipped, never passed.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junitDocument(
  reports: readonly ExaminationReport[],
  { isStrict }: { readonly isStrict: boolean },
): string {
  const results = reports.flatMap((report) => report.results);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="line-ops" ${countsOf(results, isStrict)}>`,
    ...reports.flatMap((report) => suiteLines(report, isStrict)),
    '</testsuites>',
  ].join('\n');
}

function suiteLines({ name, title, results }: ExaminationReport, isStrict: boolean): readonly string[] {
  const against = new Set(objections(results, { isStrict }));
  return [
    `  <testsuite name="${escaped(`${name} ${title}`)}" ${countsOf(results, isStrict)}>`,
    ...results.map((result) => testCase(name, result, against.has(result))),
    '  </testsuite>',
  ];
}

function countsOf(results: readonly ExaminationResult[], isStrict: boolean): string {
  const against = new Set(objections(results, { isStrict }));
  const skipped = results.filter((result) => !against.has(result) && SKIPPED.includes(result.status)).length;
  return `tests="${results.length}" failures="${against.size}" errors="0" skipped="${skipped}"`;
}

const SKIPPED: readonly ExaminationResult['status'][] = ['skip', 'unknown', 'ask'];

function testCase(suite: string, result: ExaminationResult, isAgainst: boolean): string {
  const { id, title, status, detail, hint, docs } = result;
  const open = `    <testcase classname="${escaped(suite.replaceAll(' ', '-'))}.${escaped(id)}" name="${escaped(title)}">`;
  const text = [`${detail}.`, hint, docs].flatMap((part) => (part === null ? [] : escaped(part))).join('\n');
  const close = '</testcase>';
  if (isAgainst) {
    return `${open}<failure type="${status}" message="${escaped(detail)}">${text}</failure>${close}`;
  }
  if (SKIPPED.includes(status)) return `${open}<skipped message="${escaped(`${status}: ${detail}`)}"/>${close}`;
  return `${open}<system-out>${text}</system-out>${close}`;
}

/** XML 1.0 has no way at all to write most control characters: they are shown as escapes. */
function escaped(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
