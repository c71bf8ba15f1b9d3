import type { ArgumentRow, CompletionTable, NounRow, OptionRow, VerbRow } from './rows.js';

/** What stands on the line before the word that is typed. */
export interface Place {
  readonly noun: string | null;
  readonly verb: VerbRow | null;
  /** What can stand where the word is; null where its value is that of an option. */
  readonly wants:
    | { readonly type: 'noun' }
    | { readonly type: 'verb'; readonly noun: NounRow }
    | { readonly type: 'argument'; readonly argument: ArgumentRow | null; readonly before: readonly string[] }
    | { readonly type: 'value'; readonly option: OptionRow; readonly prefix: string }
    | { readonly type: 'nothing' };
  /** Options that can be added: none behind `--`. */
  readonly options: readonly OptionRow[];
  /** The value of the last `--channel`. */
  readonly channel: string | null;
  /** Where a command begins that stands behind `--`, counted in words; null where there is none. */
  readonly commandAt: number | null;
}

/** Reads the words before the one that is typed as the program would. */
export function placeOf(words: readonly string[], word: string, table: CompletionTable): Place {
  const reading = new Reading(table);
  for (const before of words) reading.take(before);
  return reading.placeFor(word);
}

class Reading {
  readonly #table: CompletionTable;
  readonly #used = new Map<string, string | null>();
  readonly #words: string[] = [];
  #awaiting: OptionRow | null = null;
  #position = 0;
  #dashesAt: number | null = null;

  constructor(table: CompletionTable) {
    this.#table = table;
  }

  take(word: string): void {
    this.#position += 1;
    if (this.#awaiting !== null) {
      this.#used.set(this.#awaiting.flag, word);
      this.#awaiting = null;
    } else if (this.#dashesAt !== null || !isOption(word)) this.#words.push(word);
    else if (word === '--') this.#dashesAt = this.#position;
    else this.#takeOption(word);
  }

  #takeOption(word: string): void {
    const { name, value } = optionWord(word);
    const option = this.#options().find(({ flag, short }) => name === flag || name === short);
    this.#used.set(option?.flag ?? name, value);
    if (option?.takesValue === true && value === null) this.#awaiting = option;
  }

  placeFor(word: string): Place {
    const verb = this.#verb();
    const channel = this.#used.get('--channel') ?? null;
    const common = { noun: this.#words[0] ?? null, verb, channel };
    const isBehindDashes = this.#dashesAt !== null;
    const options = isBehindDashes ? [] : this.#options().filter((option) => this.#canStand(option));
    const isCommand = isBehindDashes && (verb?.args.some(isCommandLine) ?? false);
    const wants = this.#wants(word, verb);
    return { ...common, wants, options, commandAt: isCommand ? this.#dashesAt : null };
  }

  #wants(word: string, verb: VerbRow | null): Place['wants'] {
    if (this.#awaiting !== null) return { type: 'value', option: this.#awaiting, prefix: '' };
    const { name, value } = optionWord(word);
    if (this.#dashesAt === null && value !== null && name.startsWith('--')) {
      const option = this.#options().find(({ flag, takesValue }) => takesValue && flag === name);
      return option === undefined ? { type: 'nothing' } : { type: 'value', option, prefix: `${name}=` };
    }
    if (verb !== null) return { type: 'argument', ...this.#argument(verb) };
    const noun = this.#noun();
    if (noun !== null && this.#words.length === 1) return { type: 'verb', noun };
    return this.#words.length === 0 ? { type: 'noun' } : { type: 'nothing' };
  }

  #argument({ args }: VerbRow): { argument: ArgumentRow | null; before: readonly string[] } {
    const before = this.#words.slice(this.#noun()?.own === null ? 2 : 1);
    const last = args.at(-1);
    return { argument: args[before.length] ?? (last?.isLast === true ? last : null), before };
  }

  #noun(): NounRow | null {
    return rowOf(this.#table.nouns, this.#words[0]);
  }

  #verb(): VerbRow | null {
    const noun = this.#noun();
    return noun === null ? null : (noun.own ?? rowOf(noun.verbs, this.#words[1]));
  }

  /** Those that the program knows at this point of the line. */
  #options(): readonly OptionRow[] {
    const { program, changing, everywhere } = this.#table;
    const verb = this.#verb();
    if (verb === null) return program;
    const rows = [...verb.options, ...(verb.changes ? changing : []), ...everywhere];
    return rows.filter(({ flag }, at) => rows.findIndex((other) => other.flag === flag) === at);
  }

  #canStand({ flag, isRepeatable, conflicts }: OptionRow): boolean {
    if (!isRepeatable && this.#used.has(flag)) return false;
    const against = this.#options().filter((other) => this.#used.has(other.flag));
    return against.every((other) => !other.conflicts.includes(flag) && !conflicts.includes(other.flag));
  }
}

function rowOf<Row>(rows: Readonly<Record<string, Row>>, name: string | undefined): Row | null {
  return name !== undefined && Object.hasOwn(rows, name) ? (rows[name] ?? null) : null;
}

/** A dash alone stands for stdin. */
function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

function isCommandLine({ completes }: ArgumentRow): boolean {
  return completes.includes('command line');
}

/** `--label=prod`, `--label`, `-c`, `-cshop`. */
function optionWord(word: string): { readonly name: string; readonly value: string | null } {
  const [, name = word, value = null] = /^(--[^=]+)=(.*)$/s.exec(word) ?? /^(-[^-])(.+)$/s.exec(word) ?? [];
  return { name, value };
}
