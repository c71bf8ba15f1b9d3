import { GLOBAL_OPTIONS, HELP_OPTION } from '../program/global-options.js';
import { type ArgumentSpec, flagName, type OptionSpec, type Verb } from '../verb.js';
import { type Exit, exitsOf } from './exits-of.js';
import type { Row } from './layout.js';
import { guideOf } from './pages.js';

/** All that the help of a verb says, in its order; the reference and the manual pages are made of the same. */
export interface Manual {
  /** The words after `line-ops`. */
  readonly path: string;
  readonly purpose: string;
  readonly usage: string;
  readonly examples: readonly Row[];
  readonly args: readonly Row[];
  /** The verb's own options; the first group has no title of its own where the verb names none. */
  readonly groups: readonly OptionGroup[];
  readonly globals: readonly Row[];
  readonly exits: readonly Exit[];
  readonly documents: readonly string[];
  /** A page below `docs/`; null where none is about it. */
  readonly guide: string | null;
  readonly links: readonly string[];
}

interface OptionGroup {
  readonly title: string;
  readonly rows: readonly Row[];
}

const NO_GROUP = 'Options';
const OTHERS = 'Other options';

/** Behind what the verb is about, wherever its first option stands. */
const LAST: readonly string[] = [OTHERS, 'Safety', 'Output'];

export function manualOf(verb: Verb): Manual {
  return {
    path: verb.path,
    purpose: sentence(verb.summary),
    usage: usageOf(verb),
    examples: verb.examples.map(({ line, does }) => ({ term: `line-ops ${line}`, text: does })),
    args: Object.entries(verb.args).map(([name, spec]) => ({ term: argumentTerm(name, spec), text: spec.summary })),
    groups: groupsOf(verb),
    globals: globalRows(verb.changes !== 'nothing'),
    exits: exitsOf(verb),
    documents: verb.schemas,
    guide: guideOf(verb.path),
    links: verb.docs,
  };
}

/** A summary of a list as a sentence. */
export function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

/** Of every verb, or of those that change something too. */
export function globalRows(isOfChanges: boolean): readonly Row[] {
  const taken = GLOBAL_OPTIONS.filter(({ toldOf }) => isOfChanges || toldOf === 'each verb');
  return [...taken, HELP_OPTION].map(({ flags, summary }) => ({ term: flags, text: summary }));
}

/** What must be there stands in it by name. */
function usageOf({ path, args, options }: Verb): string {
  const required = Object.entries(options).filter(([, { isRequired }]) => isRequired);
  const words = [
    ...required.map(([name, spec]) => optionTerm(name, spec)),
    ...Object.entries(args).map(([name, spec]) => argumentTerm(name, spec)),
  ];
  return ['line-ops', path, ...words, '[options]'].join(' ');
}

function argumentTerm(name: string, { takes }: ArgumentSpec<unknown>): string {
  const words = takes === 'any number' || takes === 'at least one' ? `${name}...` : name;
  return takes === 'one' || takes === 'at least one' ? `<${words}>` : `[${words}]`;
}

function optionTerm(name: string, { placeholder }: OptionSpec<unknown>): string {
  return placeholder === null ? flagName(name) : `${flagName(name)} ${placeholder}`;
}

function groupsOf({ options }: Verb): readonly OptionGroup[] {
  const rows = new Map<string, Row[]>();
  for (const [name, spec] of Object.entries(options)) {
    const title = spec.group ?? NO_GROUP;
    rows.set(title, [...(rows.get(title) ?? []), { term: optionTerm(name, spec), text: optionText(spec) }]);
  }
  const others = rows.size === 1 ? NO_GROUP : OTHERS;
  const groups = [...rows].map(([title, all]) => ({ title: title === NO_GROUP ? others : title, rows: all }));
  return groups.sort((one, other) => Number(LAST.includes(one.title)) - Number(LAST.includes(other.title)));
}

function optionText({ summary, isRequired, choices, fallback }: OptionSpec<unknown>): string {
  const facts = [
    ...(choices === null ? [] : [`one of: ${choices.join(', ')}`]),
    ...(fallback === null ? [] : [`default: ${fallback.shown ?? String(fallback.value)}`]),
  ];
  const text = withFacts(summary, facts);
  return isRequired ? `Required. ${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}

/** In the brackets that the summary ends with, where it has some. */
function withFacts(summary: string, facts: readonly string[]): string {
  if (facts.length === 0) return summary;
  const words = facts.join('; ');
  return /\([^()]*\)$/.test(summary) ? `${summary.slice(0, -1)}; ${words})` : `${summary} (${words})`;
}
