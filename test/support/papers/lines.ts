import { parseDocument, visit } from 'yaml';
import { NOUNS } from '../../../src/cli/verbs.js';
import { type ShellCommand, shellCommands } from './shell.js';

/** A command line of line-ops in a paper: the words behind the program's name. */
export interface PaperLine {
  readonly file: string;
  readonly line: number;
  readonly words: readonly string[];
  /**
   * `whole`: somebody types it as it stands. `part`: it names a command or some of its options, and what must be there
   * too may be missing.
   */
  readonly extent: 'whole' | 'part';
}

/** A block of code of a page. */
interface Block {
  /** Of its first line of code; counts from 1. */
  readonly line: number;
  /** What stands behind the opening fence: `sh`, `console`, nothing. */
  readonly info: string;
  readonly code: string;
}

/** Every command line of a page of Markdown: in its blocks of code, and in code inside its sentences and tables. */
export function markdownLines(file: string, page: string): readonly PaperLine[] {
  const { blocks, prose } = blocksOf(page);
  const inBlocks = blocks.flatMap((block) => commandsOfBlock(block)).flatMap((command) => linesOf(file, command));
  return [...inBlocks, ...proseLines(file, prose)];
}

/** Every command line of a YAML file: in the strings of it, whatever they are for. */
export function yamlLines(file: string, text: string): readonly PaperLine[] {
  return yamlCommands(text, 1).flatMap((command) => linesOf(file, command));
}

/** The command lines of one text of a shell, such as a hint's or an example's. */
export function shellLines(file: string, text: string): readonly PaperLine[] {
  return shellCommands(text).flatMap((command) => linesOf(file, command));
}

/** The blocks of code of a page, and the page with blanks in their place. */
function blocksOf(page: string): { readonly blocks: readonly Block[]; readonly prose: string } {
  const blocks: Block[] = [];
  const prose = page.replace(
    /^([ >]*)(```+|~~~+)([^\n`]*)\n([\s\S]*?)^\1\2 *$/gm,
    (whole: string, indent: string, _fence: string, info: string, code: string, at: number) => {
      const lines = code.split('\n').map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
      blocks.push({ line: lineAt(page, at) + 1, info: info.trim(), code: lines.join('\n') });
      return whole.replace(/[^\n]/g, ' ');
    },
  );
  return { blocks, prose };
}

/** Blocks in these languages are output, data, or a program's own. */
const NO_SHELL =
  /^(?:json[lc5]?|ndjson|[jt]sx?|javascript|typescript|mjs|diff|csv|tsv|html|text|txt|sql|xml|go|python|ruby|mermaid)\b/;

function commandsOfBlock({ info, code, line }: Block): readonly ShellCommand[] {
  if (NO_SHELL.test(info)) return [];
  if (/^\$ /m.test(code)) return typedAtPrompts(code, line);
  // What is no YAML is shown as wrong, or is a part of a file.
  if (/^ya?ml\b/.test(info) && parseDocument(code).errors.length === 0) return yamlCommands(code, line);
  if (/^(?:sh|bash|zsh|shell)\b/.test(info)) return shellCommands(code, line);
  // A crontab, a unit, a block that only looks like a shell's: an apostrophe ends with its line.
  return [...code.matchAll(/(?:[^\n]*\\\n)*[^\n]+/g)].flatMap(({ 0: logical, index }) =>
    shellCommands(logical, line + lineAt(code, index) - 1),
  );
}

/** Of a block with prompts, what stands behind them; the rest is what was answered. */
function typedAtPrompts(code: string, line: number): readonly ShellCommand[] {
  return [...code.matchAll(/^\$ ((?:[^\n]*\\\n)*[^\n]*)/gm)].flatMap(({ 1: typed = '', index }) =>
    shellCommands(typed, line + lineAt(code, index) - 1),
  );
}

function yamlCommands(text: string, firstLine: number): readonly ShellCommand[] {
  const found: ShellCommand[] = [];
  visit(parseDocument(text), {
    Scalar: (_key, { value, range }) => {
      if (typeof value === 'string') found.push(...shellCommands(value, firstLine + lineAt(text, range?.[0] ?? 0) - 1));
    },
  });
  return found;
}

/** Code inside a sentence or a cell of a table. */
function proseLines(file: string, prose: string): readonly PaperLine[] {
  return [...prose.matchAll(/(?<![`\\])(`+)(?!`)([^`]+)\1(?!`)/g)].flatMap(({ 2: raw = '', index }) => {
    const code = raw.replaceAll('\\|', '|').replace(/\s+/g, ' ').trim();
    const line = lineAt(prose, index);
    const [first = '', second = ''] = code.split(' ');
    if (/^(?:npx|line-ops|\$)$/.test(first))
      return shellCommands(code.replace(/^\$ /, ''), line)
        .flatMap((command) => linesOf(file, command))
        .map((found) => ({ ...found, extent: found.words.length <= 2 ? ('part' as const) : found.extent }));
    const words = isVerb(first, second) ? (shellCommands(code, line)[0]?.words ?? []) : [];
    return words.length === 0 ? [] : [{ file, line, words: words.map(({ text }) => text), extent: 'part' as const }];
  });
}

function isVerb(noun: string, verb: string): boolean {
  const verbs = Object.hasOwn(NOUNS, noun) ? NOUNS[noun]?.verbs : undefined;
  return typeof verbs === 'object' && Object.hasOwn(verbs, verb);
}

const PROGRAM = /^(?:Exec\w+=)?(?:[^\s=:]*\/)?line-ops(?:\.js)?$/;

/** What may stand before the program's name: other programs, keywords, variables, the fields of a crontab, keys of YAML. */
const BEFORE =
  /^(?:exec|npx|sudo|env|time|nohup|command|if|then|else|elif|while|until|do|!|\{|node|RUN|-|- run:|run:|--yes|\w+=.*|@\w+|[\d*/,-]+)$/;

/** The line of line-ops in a simple command, and those that it has another program, or itself, run. */
function linesOf(file: string, { line, words }: ShellCommand): readonly PaperLine[] {
  const inside = words
    .filter(({ text, isQuoted }) => isQuoted && /\bline-ops [a-z]/.test(text))
    .flatMap(({ text }) => shellCommands(text.replace(/^(?:cmd|exec):/, '').replace(/\$\(.*\)/g, '…'), line))
    .flatMap((command) => linesOf(file, command));
  const at = words.findIndex(
    ({ text, isQuoted }, index) =>
      !isQuoted &&
      PROGRAM.test(text) &&
      (words.slice(0, index).every((before) => BEFORE.test(before.text)) ||
        Object.hasOwn(NOUNS, words[index + 1]?.text ?? '')),
  );
  if (at === -1) return inside;
  const own = words.slice(at + 1);
  const end = own.findIndex(({ text, isQuoted }) => text === '--' && !isQuoted);
  const behind = end === -1 ? [] : linesOf(file, { line, words: own.slice(end + 1) });
  return [{ file, line, words: own.map(({ text }) => text), extent: 'whole' }, ...behind, ...inside];
}

function lineAt(text: string, at: number): number {
  return 1 + (text.slice(0, at).match(/\n/g)?.length ?? 0);
}
