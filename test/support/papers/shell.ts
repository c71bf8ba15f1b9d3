/** A word as a shell makes it, quotes taken off. What only the shell of the day knows (`$HOME`, `$(…)`) stays as it is written. */
interface ShellWord {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A simple command: what stands between two of newline, `;`, `&`, `|`, `&&`, `||` and brackets, redirections left out. */
export interface ShellCommand {
  /** Counts from 1. */
  readonly line: number;
  readonly words: readonly ShellWord[];
}

/** Up to the bracket that closes it, one pair of brackets within. */
const SUBSTITUTED = String.raw`\$\(((?:[^()]|\([^()]*\))*)\)`;

/** The simple commands of a text of shell lines, those of `$(…)` among them. A quote that nobody closes is an apostrophe. */
export function shellCommands(text: string, firstLine = 1): readonly ShellCommand[] {
  const reader = new Reader(text, firstLine);
  while (!reader.isAtEnd) reader.step();
  return reader.commands();
}

interface Rule {
  readonly pattern: RegExp;
  /** Where it holds: before a word, within one, or in both places. */
  readonly where: 'before' | 'within' | 'both';
  read(reader: Reader, match: RegExpExecArray): void;
}

/** The first that fits counts. */
const RULES: readonly Rule[] = [
  { pattern: /\\\r?\n/y, where: 'both', read: () => {} },
  { pattern: /#[^\n]*/y, where: 'before', read: () => {} },
  { pattern: /<<-?\s*(["']?)(\w+)\1[^\n]*\n[\s\S]*?^\s*\2$/my, where: 'before', read: () => {} },
  // `<id>`, `<key ID>`, `<id…>`: a reader puts something in its place; `< file` and `<file` are none.
  { pattern: /<[^\s<>=&(][^<>\n]*(?<![\s<>])>/y, where: 'both', read: (reader, [all]) => reader.add(all) },
  {
    pattern: new RegExp(SUBSTITUTED, 'y'),
    where: 'both',
    read: (reader, { 0: all, 1: inner = '', index }) => {
      reader.addCommandsOf(inner, index);
      reader.add(all);
    },
  },
  { pattern: /\$\{\{[^}]*\}\}|\$\{[^}]*\}/y, where: 'both', read: (reader, [all]) => reader.add(all) },
  { pattern: /'([^']*)'/y, where: 'both', read: (reader, [, inner = '']) => reader.addQuoted(inner) },
  {
    pattern: /"((?:[^"\\]|\\[\s\S])*)"/y,
    where: 'both',
    read: (reader, { 1: inner = '', index }) => {
      for (const [, commands = ''] of inner.matchAll(new RegExp(SUBSTITUTED, 'g')))
        reader.addCommandsOf(commands, index);
      reader.addQuoted(inner.replace(/\\(["\\$`])/g, '$1'));
    },
  },
  { pattern: /\\([\s\S])/y, where: 'both', read: (reader, [, inner = '']) => reader.addQuoted(inner) },
  // A bar between two words, without blanks: alternatives in a synopsis, and nothing that anybody types.
  { pattern: /\|(?=[^\s|])/y, where: 'within', read: (reader, [all]) => reader.add(all) },
  { pattern: /[\d&](?=[<>])/y, where: 'before', read: () => {} },
  {
    pattern: /(?:>>|>\||>&|<&|>|<)\s*(?:&?\d(?=\s|$)|-(?=\s|$))?/y,
    where: 'both',
    read: (reader, [all]) => reader.redirect(/[\d-]$/.test(all)),
  },
  { pattern: /&&|\|\||[;&|()\n]/y, where: 'both', read: (reader) => reader.endCommand() },
  { pattern: /\s/y, where: 'both', read: (reader) => reader.endWord() },
  { pattern: /[\s\S]/y, where: 'both', read: (reader, [all]) => reader.add(all) },
];

class Reader {
  readonly #found: ShellCommand[] = [];
  #words: ShellWord[] = [];
  #word: { text: string; isQuoted: boolean } | null = null;
  /** What comes next is the file of a redirection. */
  #isTarget = false;
  #at = 0;
  #startedAt = 0;

  constructor(
    readonly text: string,
    readonly firstLine: number,
  ) {}

  get isAtEnd(): boolean {
    return this.text.length <= this.#at;
  }

  commands(): readonly ShellCommand[] {
    this.endCommand();
    return this.#found;
  }

  step(): void {
    const place = this.#word === null ? 'before' : 'within';
    if (place === 'before' && this.#words.length === 0) this.#startedAt = this.#at;
    for (const { pattern, where, read } of RULES) {
      if (where !== 'both' && where !== place) continue;
      pattern.lastIndex = this.#at;
      const match = pattern.exec(this.text);
      if (match === null) continue;
      this.#at = match.index + match[0].length;
      read(this, match);
      return;
    }
  }

  add(text: string): void {
    this.#word ??= { text: '', isQuoted: false };
    this.#word.text += text;
  }

  addQuoted(text: string): void {
    this.add(text);
    if (this.#word !== null) this.#word.isQuoted = true;
  }

  /** A shell within the shell. */
  addCommandsOf(text: string, at: number): void {
    this.#found.push(...shellCommands(text, this.#lineAt(at)));
  }

  redirect(isWhole: boolean): void {
    this.endWord();
    this.#isTarget = !isWhole;
  }

  endWord(): void {
    if (this.#word === null) return;
    if (!this.#isTarget) this.#words.push(this.#word);
    this.#isTarget = false;
    this.#word = null;
  }

  endCommand(): void {
    this.endWord();
    this.#isTarget = false;
    if (0 < this.#words.length) this.#found.push({ line: this.#lineAt(this.#startedAt), words: this.#words });
    this.#words = [];
  }

  #lineAt(at: number): number {
    return this.firstLine + (this.text.slice(0, at).match(/\n/g)?.length ?? 0);
  }
}
