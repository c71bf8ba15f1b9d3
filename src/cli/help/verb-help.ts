import { textWidth } from '../../domain/text/text-width.js';
import { commandLines, paragraph, type Row, rowLines, type Section, usageSection } from './layout.js';
import type { Manual } from './manual.js';

/** The help of one verb: what it is for, how it is typed, and everything it takes. */
export function verbSections(manual: Manual, width: number): readonly Section[] {
  const { purpose, usage, examples, args, groups, globals, exits } = manual;
  return [
    { title: '', lines: paragraph(purpose, width) },
    usageSection(usage, width),
    { title: 'Examples', lines: exampleLines(examples, width) },
    { title: 'Arguments', lines: rowLines(args, width) },
    ...groups.map(({ title, rows }) => ({ title, lines: rowLines(rows, width) })),
    { title: 'Global options', lines: rowLines(globals, width) },
    {
      title: 'Exit codes',
      lines: rowLines(
        exits.map(({ code, means }) => ({ term: String(code), text: means })),
        width,
      ),
    },
    { title: 'Read more', lines: moreLines(manual) },
  ];
}

/** What a line does stands beside it where both fit, else below it. */
function exampleLines(examples: readonly Row[], width: number): readonly string[] {
  const longest = Math.max(0, ...examples.map(({ term }) => textWidth(term)));
  const isBeside = examples.every(({ text }) => longest + textWidth(text) + BESIDE <= width);
  if (isBeside) return examples.map(({ term, text }) => `  ${term.padEnd(longest)}   ${text}`);
  return examples.flatMap(({ term, text }) => [
    ...paragraph(text, width - REMARK.length).map((line) => `${REMARK}${line}`),
    ...commandLines(term, width),
  ]);
}

/** To a shell it is none of the line. */
const REMARK = '  # ';

/** Columns before, and between. */
const BESIDE = 5;

function moreLines({ guide, links, documents }: Manual): readonly string[] {
  return [
    ...(guide === null ? [] : [`  ${guide}`]),
    ...links.map((link) => `  ${link}`),
    ...(documents.length === 0 ? [] : ['  line-ops help json']),
  ];
}
