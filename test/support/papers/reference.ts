import type { Row } from '../../../src/cli/help/layout.js';
import { globalRows, type Manual, sentence } from '../../../src/cli/help/manual.js';
import { GROUPS } from '../../../src/cli/help/root-help.js';
import { TOPICS } from '../../../src/cli/help/topics.js';
import type { NounManual } from './manuals.js';

/** The reference of all commands as one page of Markdown. */
export function referencePage(nouns: readonly NounManual[]): string {
  const found = (name: string) => nouns.filter(({ noun }) => noun === name);
  const rows = GROUPS.flatMap(([title, names]) =>
    names
      .flatMap(found)
      .map(({ noun, summary }, at) => `| ${at === 0 ? title : ''} | [\`${noun}\`](#${noun}) | ${inCell(summary)} |`),
  );
  return [
    '# Commands',
    `Made from the verbs that the program has: the same as \`line-ops <noun> <verb> --help\` prints, and as the manual pages below \`docs/man/\` say. What is about more than one verb is in the help topics: ${TOPICS.map(({ name }) => `\`line-ops help ${name}\``).join(', ')}.`,
    table(['For', 'Noun', 'What it does'], rows),
    '## Global options',
    'Every verb takes them, wherever on the line they stand; `--dry-run` and `--yes` only what changes something.',
    optionTable(globalRows(true)),
    ...nouns.flatMap(nounParts),
  ]
    .join('\n\n')
    .concat('\n');
}

function nounParts({ noun, summary, isVerb, manuals }: NounManual): readonly string[] {
  const head = `## ${noun}`;
  if (isVerb) return [head, ...manuals.flatMap(verbParts)];
  return [
    head,
    sentence(inText(summary)),
    ...manuals.flatMap((manual) => [`### ${manual.path}`, ...verbParts(manual)]),
  ];
}

function verbParts({
  purpose,
  usage,
  examples,
  args,
  groups,
  exits,
  documents,
  guide,
  links,
}: Manual): readonly string[] {
  const width = Math.max(...examples.map(({ term }) => term.length));
  const pages = [
    ...(guide === null ? [] : [`[${guide}](${guide.slice('docs/'.length)})`]),
    ...links.map((link) => `<${link}>`),
  ];
  return [
    inText(purpose),
    block('text', [usage]),
    block(
      'sh',
      examples.map(({ term, text }) => `${term.padEnd(width)}  # ${text}`),
    ),
    ...(args.length === 0 ? [] : [table(['Argument', 'Meaning'], args.map(optionRow))]),
    ...groups.map(({ title, rows }) => table([title, 'Meaning'], rows.map(optionRow))),
    `Exit codes: ${exits.map(({ code, means }) => `${code} ${inText(means)}`).join('; ')}.`,
    `Documents: ${documents.map((document) => `\`${document}\``).join(', ') || 'none'}.`,
    ...(pages.length === 0 ? [] : [`More: ${pages.join(', ')}`]),
  ];
}

function block(info: string, lines: readonly string[]): string {
  return ['```'.concat(info), ...lines, '```'].join('\n');
}

function optionTable(rows: readonly Row[]): string {
  return table(['Option', 'Meaning'], rows.map(optionRow));
}

function optionRow({ term, text }: Row): string {
  return `| \`${term.replaceAll('|', '\\|')}\` | ${inCell(text)} |`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return [`| ${heads.join(' | ')} |`, `| ${heads.map(() => '---').join(' | ')} |`, ...rows].join('\n');
}

function inText(text: string): string {
  return text.replace(/[\\*<>[\]_]/g, (character) => `\\${character}`);
}

function inCell(text: string): string {
  return inText(text).replaceAll('|', '\\|');
}
