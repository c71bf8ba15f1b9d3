import type { FailureKind } from '../domain/failure/failure.js';
import type { Session } from './session.js';

/**
 * A verb as data: all that the command tree, its help, completion, the reference and the convention tests know of it.
 * One file a verb, at the path of its words: `token revoke` is `cli/token/revoke.ts`.
 */
export interface Verb {
  /** The words after `line-ops`. */
  readonly path: string;
  /** What it does, without a capital and a full stop. */
  readonly summary: string;
  readonly args: ArgumentSpecs;
  readonly options: OptionSpecs;
  readonly examples: readonly Example[];
  /**
   * What it changes: something at LINE or at another server (`line`), only something here (`disk`), or nothing. What changes something obeys
   * `--dry-run` and takes `--yes`; what changes nothing takes neither.
   */
  readonly changes: 'line' | 'disk' | 'nothing';
  /** What must be there before it can do anything: a channel, or a channel and what LINE takes as its credentials. */
  readonly needs: 'nothing' | 'channel' | 'credentials';
  /** The documents that `--json` can print, such as `line-ops/token-list@1`. */
  readonly schemas: readonly string[];
  /** Ways to end that do not follow from `changes` and `needs`, and what each means here, for the help. */
  readonly exits: Exits;
  /** LINE's pages about what it does. */
  readonly docs: readonly string[];
  /** A method and no property: verbs with all types of options stand in one list. */
  run(session: Session, given: Given<ArgumentSpecs, OptionSpecs>): Promise<void>;
}

/** By the kind of a failure, which picks the number: what has happened then, without a capital and a full stop. */
type Exits = Readonly<Partial<Record<FailureKind, string>>>;

/** A command line that works, without `line-ops`, and what it does. */
interface Example {
  readonly line: string;
  readonly does: string;
}

/** In their order on the line; only the last may take more than one word. */
export type ArgumentSpecs = Readonly<Record<string, ArgumentSpec<unknown>>>;

/** By their names in code: `allowStale` is `--allow-stale` on the line, `noStore` is `--no-store`. */
export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>;

/**
 * What a shell may offer where a word is typed: what is known here, what lies on the disk, or words that are always the same; one that ends
 * in `:` or `=` is the beginning of a word. Nothing need be said of choices, and of what is called `file` or `<file>`.
 */
export type Completion = Completed | readonly string[];

/** `audience word` is `audience:` with an ID; `command line` what follows stands on a line of its own. */
type Completed =
  | 'file'
  | 'command line'
  | 'channel'
  | 'token'
  | 'live token'
  | 'label'
  | 'broadcast'
  | 'unfinished broadcast'
  | 'audience'
  | 'audience word'
  | 'emulator'
  | 'rule'
  | 'schema'
  | 'failure'
  | 'message type'
  | 'event'
  | 'question'
  | 'help';

/** One argument; `Value` is what `run` gets. */
export interface ArgumentSpec<Value> {
  readonly summary: string;
  readonly takes: 'one' | 'at most one' | 'any number' | 'at least one';
  readonly parse: (text: string) => unknown;
  readonly completes?: readonly Completion[];
  /** A type only, never there. */
  readonly value?: Value;
}

/** One option; `Value` is what `run` gets. */
export interface OptionSpec<Value> {
  /** `<duration>`; null for a switch. */
  readonly placeholder: string | null;
  readonly summary: string;
  readonly parse: (text: string) => unknown;
  readonly isRequired: boolean;
  readonly isRepeatable: boolean;
  /** The only words it takes; null where there are too many to name. */
  readonly choices: readonly string[] | null;
  /** What `run` gets where it is not on the line, and how the help shows that; null for nothing. */
  readonly fallback: Fallback<Value> | null;
  /** Options, by their names in code, that cannot stand beside it. */
  readonly conflicts: readonly string[];
  /** The head under which the help shows it; null where the verb has few enough for one list. */
  readonly group: string | null;
  readonly completes?: readonly Completion[];
  /** A type only, never there. */
  readonly value?: Value;
}

interface Fallback<Value> {
  readonly value: Value;
  readonly shown: string | undefined;
}

/** What `run` gets for these arguments, parsed. */
type ArgumentValues<Specs extends ArgumentSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends ArgumentSpec<infer Value> ? Value : never;
};

/** What `run` gets for these options, parsed; undefined for what is not on the line. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends OptionSpec<infer Value> ? Value : never;
};

/** What a verb was given on the line. */
interface Given<Arguments extends ArgumentSpecs, Options extends OptionSpecs> {
  readonly args: ArgumentValues<Arguments>;
  readonly options: OptionValues<Options>;
}

interface VerbDeclaration<Arguments extends ArgumentSpecs, Options extends OptionSpecs>
  extends Omit<Verb, 'args' | 'options' | 'run'> {
  readonly args: Arguments;
  readonly options: Options;
  run(session: Session, given: Given<Arguments, Options>): Promise<void>;
}

/** Declares a verb: `run` gets arguments and options in the types that their declarations have. */
export function verb<const Arguments extends ArgumentSpecs, const Options extends OptionSpecs>(
  declaration: VerbDeclaration<Arguments, Options>,
): Verb {
  return declaration;
}

/** `allowStale` as it stands on the line: `--allow-stale`. */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

type Parse<Value> = (text: string) => Value;

const asIs: Parse<string> = (text) => text;

/** A word that must be there. */
export function argument(summary: string): ArgumentSpec<string>;
export function argument<Value>(summary: string, parse: Parse<Value>): ArgumentSpec<Value>;
export function argument(summary: string, parse: Parse<unknown> = asIs): ArgumentSpec<unknown> {
  return { summary, takes: 'one', parse };
}

/** A word that may be missing. */
export function optionalArgument(summary: string): ArgumentSpec<string | undefined>;
export function optionalArgument<Value>(summary: string, parse: Parse<Value>): ArgumentSpec<Value | undefined>;
export function optionalArgument(summary: string, parse: Parse<unknown> = asIs): ArgumentSpec<unknown> {
  return { summary, takes: 'at most one', parse };
}

/** All words that are left, none among them. */
export function anyArguments(summary: string): ArgumentSpec<readonly string[]>;
export function anyArguments<Value>(summary: string, parse: Parse<Value>): ArgumentSpec<readonly Value[]>;
export function anyArguments(summary: string, parse: Parse<unknown> = asIs): ArgumentSpec<unknown> {
  return { summary, takes: 'any number', parse };
}

/** All words that are left, at least one. */
export function someArguments(summary: string): ArgumentSpec<readonly string[]>;
export function someArguments<Value>(summary: string, parse: Parse<Value>): ArgumentSpec<readonly Value[]>;
export function someArguments(summary: string, parse: Parse<unknown> = asIs): ArgumentSpec<unknown> {
  return { summary, takes: 'at least one', parse };
}

/** The same word, of which a shell can offer what is known. */
export function completing<Spec extends ArgumentSpec<unknown> | OptionSpec<unknown>>(
  spec: Spec,
  ...completes: readonly Completion[]
): Spec {
  return { ...spec, completes };
}

interface Extras {
  readonly conflicts?: readonly string[];
}

const PLAIN = {
  isRequired: false,
  isRepeatable: false,
  choices: null,
  fallback: null,
  conflicts: [],
  group: null,
} as const;

/** Options that the help shows under one head; groups stand in the order of their first options. */
export function grouped<const Specs extends OptionSpecs>(group: string, specs: Specs): Specs;
export function grouped(group: string, specs: OptionSpecs): OptionSpecs {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, { ...spec, group }]));
}

/** Is there or is not. */
export function flag(summary: string, { conflicts = [] }: Extras = {}): OptionSpec<true | undefined> {
  return { ...PLAIN, placeholder: null, summary, parse: asIs, conflicts };
}

/** An option with a value. */
export function option(placeholder: string, summary: string): OptionSpec<string | undefined>;
export function option<Value>(
  placeholder: string,
  summary: string,
  parse: Parse<Value>,
  extras?: Extras,
): OptionSpec<Value | undefined>;
export function option(
  placeholder: string,
  summary: string,
  parse: Parse<unknown> = asIs,
  { conflicts = [] }: Extras = {},
): OptionSpec<unknown> {
  return { ...PLAIN, placeholder, summary, parse, conflicts };
}

/** An option with a value that counts where it is not on the line; the help shows it as `shown`. */
export function optionOr(fallback: string, placeholder: string, summary: string): OptionSpec<string>;
export function optionOr<Value>(
  fallback: Value,
  placeholder: string,
  summary: string,
  parse: Parse<Value>,
  shown?: string,
): OptionSpec<Value>;
export function optionOr(
  fallback: unknown,
  placeholder: string,
  summary: string,
  parse: Parse<unknown> = asIs,
  shown?: string,
): OptionSpec<unknown> {
  return { ...PLAIN, placeholder, summary, parse, fallback: { value: fallback, shown } };
}

/** An option that must be on the line. */
export function requiredOption(placeholder: string, summary: string): OptionSpec<string>;
export function requiredOption<Value>(placeholder: string, summary: string, parse: Parse<Value>): OptionSpec<Value>;
export function requiredOption(
  placeholder: string,
  summary: string,
  parse: Parse<unknown> = asIs,
): OptionSpec<unknown> {
  return { ...PLAIN, placeholder, summary, parse, isRequired: true };
}

/** An option that may be on the line several times. */
export function repeatableOption(placeholder: string, summary: string): OptionSpec<readonly string[] | undefined>;
export function repeatableOption<Value>(
  placeholder: string,
  summary: string,
  parse: Parse<Value>,
): OptionSpec<readonly Value[] | undefined>;
export function repeatableOption(
  placeholder: string,
  summary: string,
  parse: Parse<unknown> = asIs,
): OptionSpec<unknown> {
  return { ...PLAIN, placeholder, summary, parse, isRepeatable: true };
}

/** One of a few words. */
export function choice<const Word extends string>(
  placeholder: string,
  summary: string,
  choices: readonly Word[],
): OptionSpec<Word | undefined> {
  return { ...PLAIN, placeholder, summary, parse: asIs, choices };
}

/** One of a few words, and the one that counts where none is on the line. */
export function choiceOr<const Word extends string>(
  fallback: NoInfer<Word>,
  placeholder: string,
  summary: string,
  choices: readonly Word[],
): OptionSpec<Word> {
  return { ...PLAIN, placeholder, summary, parse: asIs, choices, fallback: { value: fallback, shown: undefined } };
}

/** One of a few words, and one must be on the line. */
export function requiredChoice<const Word extends string>(
  placeholder: string,
  summary: string,
  choices: readonly Word[],
): OptionSpec<Word> {
  return { ...PLAIN, placeholder, summary, parse: asIs, choices, isRequired: true };
}
