import type { Verb } from '../verb.js';
import { paragraph, rowLines, type Section, usageSection } from './layout.js';
import { globalRows, sentence } from './manual.js';
import { guideOf } from './pages.js';

/** The help of a noun with verbs: what each of them does. */
export function nounSections(
  noun: string,
  { summary, verbs }: { readonly summary: string; readonly verbs: readonly Verb[] },
  width: number,
): readonly Section[] {
  const rows = verbs.map(({ path, summary: text }) => ({ term: path.slice(noun.length + 1), text }));
  const guide = guideOf(noun);
  return [
    { title: '', lines: paragraph(sentence(summary), width) },
    usageSection(`line-ops ${noun} <verb> [arguments] [options]`, width),
    { title: 'Verbs', lines: rowLines(rows, width) },
    { title: 'Global options', lines: rowLines(globalRows(true), width) },
    {
      title: 'Read more',
      lines: [`  line-ops ${noun} <verb> --help`, ...(guide === null ? [] : [`  ${guide}`])],
    },
  ];
}
