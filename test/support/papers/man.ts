import type { Row } from '../../../src/cli/help/layout.js';
import { globalRows, type Manual, sentence } from '../../../src/cli/help/manual.js';
import type { Block, Chapter } from '../../../src/cli/help/topics/content.js';
import { TOPICS } from '../../../src/cli/help/topics.js';
import type { NounManual } from './manuals.js';

// Manual pages in the macros of man(7).

/** What is shown for a page, and what its file is called below `docs/man/`. */
export interface ManPage {
  readonly file: string;
  readonly text: string;
}

export async function everyManPage(nouns: readonly NounManual[]): Promise<readonly ManPage[]> {
  const others = nouns.map(({ noun }) => `line-ops-${noun}`);
  const program = [
    ...pageHead('line-ops', 'operations tool for LINE Messaging API channels'),
    '.SH SYNOPSIS',
    ...synopsis('line-ops <noun> <verb> [arguments] [options]'),
    '.SH DESCRIPTION',
    said('Each noun has a page of its own, with its verbs:'),
    ...nouns.flatMap(({ noun, summary }) => tagged({ term: `line-ops-${noun}(1)`, text: summary })),
    '.SH OPTIONS',
    said('Every verb takes them; --dry-run and --yes only what changes something.'),
    ...globalRows(true).flatMap(tagged),
    ...(
      await Promise.all(TOPICS.map(async ({ name, chapters }) => topicLines(TITLES[name] ?? name, await chapters())))
    ).flat(),
    ...seeAlso(others),
  ];
  return [{ file: 'line-ops.1', text: asText(program) }, ...nouns.map(nounPage)];
}

/** Sections that man(7) has a name for. */
const TITLES: Readonly<Record<string, string>> = {
  environment: 'environment',
  'exit-codes': 'exit status',
  ci: 'in pipelines and from cron',
};

function nounPage({ noun, summary, isVerb, manuals }: NounManual): ManPage {
  const lines = [
    ...pageHead(`line-ops-${noun}`, summary),
    '.SH SYNOPSIS',
    ...manuals.flatMap(({ usage }, at) => [...(at === 0 ? [] : ['.br']), ...synopsis(usage)]),
    '.SH DESCRIPTION',
    said(sentence(summary)),
    said('The options of line-ops(1) are taken too.'),
    ...(isVerb ? [] : ['.SH VERBS']),
    ...manuals.flatMap((manual) => verbLines(manual, isVerb)),
    ...seeAlso(['line-ops']),
  ];
  return { file: `line-ops-${noun}.1`, text: asText(lines) };
}

function verbLines(manual: Manual, isAlone: boolean): readonly string[] {
  const { path, purpose, examples, args, groups, exits, documents, links } = manual;
  const head = isAlone ? ofPage : ofVerb;
  const part = (title: string, rows: readonly Row[]) =>
    rows.length === 0 ? [] : [...head(title), ...rows.flatMap(tagged)];
  const codes = exits.map(({ code, means }) => ({ term: String(code), text: means }));
  const more = [
    ...(documents.length === 0 ? [] : [said(`With --json: ${documents.join(', ')}.`)]),
    ...links.map((link) => lineStart(breakable(link))),
  ];
  return [
    ...(isAlone ? [] : [`.SS ${escaped(path)}`, said(purpose)]),
    ...part('Arguments', args),
    ...groups.flatMap(({ title, rows }) => part(title, rows)),
    ...part('Exit status', codes),
    ...head('Examples'),
    ...examples.flatMap(exampleLines),
    ...more.flatMap((line) => ['.PP', line]),
  ];
}

/** A part of a page that is about one verb. */
function ofPage(title: string): readonly string[] {
  return [`.SH ${escaped(title.toUpperCase())}`];
}

/** A part of one verb among others. */
function ofVerb(title: string): readonly string[] {
  return ['.PP', `.B ${escaped(title)}`];
}

function exampleLines({ term, text }: Row): readonly string[] {
  return ['.PP', said(`${text}:`), '.PP', '.nf', '.RS 4', lineStart(escaped(term)), '.RE', '.fi'];
}

function topicLines(title: string, chapters: readonly Chapter[]): readonly string[] {
  return [
    `.SH ${escaped(title.toUpperCase())}`,
    ...chapters.flatMap(({ title: head, blocks }) => [
      ...(head === '' ? [] : [`.SS ${escaped(head)}`]),
      ...blocks.flatMap(blockLines),
    ]),
  ];
}

function blockLines(block: Block): readonly string[] {
  if (block.type === 'text') return ['.PP', said(block.text)];
  if (block.type === 'rows') return block.rows.flatMap(tagged);
  const lines = block.type === 'commands' ? block.commands : block.lines.map((line) => line.trimStart());
  return ['.PP', ...lines.flatMap((line, at) => [...(at === 0 ? [] : ['.br']), lineStart(breakable(line))])];
}

function pageHead(name: string, summary: string): readonly string[] {
  return [
    '.\\" Made from the verbs of the program: UPDATE_PAPERS=1 npx vitest run test/commands-page.test.ts',
    `.TH ${escaped(name.toUpperCase())} 1 "" "line\\-ops" "line\\-ops"`,
    // Nothing is hyphenated or spread: what stands here is pasted.
    '.nh',
    '.ad l',
    '.SH NAME',
    `${escaped(name)} \\- ${escaped(summary)}`,
  ];
}

function synopsis(usage: string): readonly string[] {
  return [lineStart(escaped(usage))];
}

function seeAlso(names: readonly string[]): readonly string[] {
  return ['.SH SEE ALSO', ...names.map((name, at) => `.BR ${escaped(name)} (1)${at === names.length - 1 ? '' : ' ,'}`)];
}

function tagged({ term, text }: Row): readonly string[] {
  return ['.TP', `.B ${escaped(term)}`, said(text)];
}

function said(text: string): string {
  return lineStart(text.split(' ').map(breakable).join(' '));
}

/** An address may be broken where one part ends, and a path too. */
function breakable(text: string): string {
  const ends = text.startsWith('https://') ? /(?<=[a-z0-9])(?:\/|#|\\-)(?=[a-z0-9])/g : /(?<=[a-z0-9])\/(?=[a-z0-9])/g;
  return escaped(text).replace(ends, (sign) => `${sign}\\:`);
}

/** Everything as it stands, for people and for pasting: no ligature of hyphens, no typographic quotes. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('"', '\\(dq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(
      /[^\x20-\x7e]/gu,
      (character) => `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

/** A line of text is no request. */
function lineStart(line: string): string {
  return line.startsWith('.') ? `\\&${line}` : line;
}

function asText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
