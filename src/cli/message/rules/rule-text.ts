import type { Destination } from '../../../domain/messages/engine/shapes.js';
import type { ExplainedRule } from '../../../domain/messages/registry/explained.js';
import type { Field } from '../../../domain/messages/registry/fields.js';
import type { Example } from '../../../domain/messages/registry/paper.js';
import { foldedWords } from '../../../domain/text/layout/words.js';
import { folded } from '../../../domain/text/text-width.js';
import { visible } from '../../../domain/text/visible.js';
import type { Painter } from '../../../ports/terminal.js';
import { type Fact, factTable } from '../../output/facts.js';
import { exampleLines } from './example-text.js';

const INDENT = '  ';

/** What is said of an example: a finding in a line, none of one that is accepted. */
export interface Verdicts {
  readonly refused: readonly string[];
  readonly warned: readonly string[];
}

/** One rule in full, for people. */
export function ruleText(rule: ExplainedRule, verdicts: Verdicts, paint: Painter, width: number): string {
  const { name, means, docs, fields, accepted, refused, warned, severity } = rule;
  const facts: readonly Fact[] = [
    { label: 'Severity', words: SEVERITY_WORDS[severity] },
    ...(rule.limit === null ? [] : [{ label: 'Limit', words: String(rule.limit) }]),
    { label: 'Since', words: sinceWords(rule) },
  ];
  const parts = [
    `${paint.bold(name)}\n${foldedWords(means, width).join('\n')}`,
    `${factTable(facts, paint, width)}\n${docs}`,
    ...(fields.length === 0 ? [] : [`${paint.bold('What it holds for')}\n${fieldsText(fields, paint, width)}`]),
    exampleText('Accepted', accepted, [], paint, width),
    exampleText(severity === 'warning' ? 'Warned of' : 'Refused', refused, verdicts.refused, paint, width),
    ...(warned === null ? [] : [exampleText('Warned of', warned, verdicts.warned, paint, width)]),
  ];
  return parts.join('\n\n');
}

export const SEVERITY_WORDS: Readonly<Record<ExplainedRule['severity'], string>> = {
  error: 'error: LINE refuses it',
  warning: 'warning: LINE takes it, and somebody may regret it',
  either: 'error or warning, as the case may be',
};

export function sinceWords({ since: { version, announced } }: ExplainedRule): string {
  return announced === null ? `line-ops ${version}` : `line-ops ${version}; announced by LINE on ${announced}`;
}

/** Limit by limit, what has it. */
function fieldsText(fields: readonly Field[], paint: Painter, width: number): string {
  const inner = width - INDENT.length;
  return [...byLimit(fields)]
    .map(([limit, holders]) => {
      const facts = holders.map(({ object, properties }) => ({ label: object, words: properties.join(', ') }));
      return [...foldedWords(limit, inner), ...indented(factTable(facts, paint, inner - INDENT.length))]
        .map((line) => `${INDENT}${line}`)
        .join('\n');
    })
    .join('\n');
}

/** The properties of one object that have one limit. */
export interface Holder {
  readonly object: string;
  readonly properties: readonly string[];
}

/** Limits in the order of the tables, with the objects and properties that have each. */
export function byLimit(fields: readonly Field[]): ReadonlyMap<string, readonly Holder[]> {
  const limits = new Map<string, Holder[]>();
  for (const { object, property, inside, limit } of fields) {
    const place = inside.length === 0 ? limit : `${limit}, inside: ${inside.join(', ')}`;
    const holders = limits.get(place) ?? [];
    const known = holders.findIndex((holder) => holder.object === object);
    if (known === -1) holders.push({ object, properties: [property] });
    else holders[known] = { object, properties: [...(holders[known]?.properties ?? []), property] };
    limits.set(place, holders);
  }
  return limits;
}

function exampleText(
  title: string,
  example: Example,
  verdicts: readonly string[],
  paint: Painter,
  width: number,
): string {
  const room = width - INDENT.length;
  const lines = exampleLines(example, room).flatMap((line) => folded(visible(line), room));
  const said = verdicts.flatMap((verdict) => foldedWords(visible(verdict), room).map((line) => paint.dim(line)));
  return `${paint.bold(`${title}${circumstances(example)}`)}\n${indented([...lines, ...said].join('\n')).join('\n')}`;
}

/** How it is sent, where that is not how messages are checked by themselves. */
export function circumstances({ method, destination }: Example): string {
  if (method === 'multicast' && destination === 'unknown') return '';
  return `, sent by ${method}${DESTINATION_WORDS[destination]}`;
}

const DESTINATION_WORDS: Readonly<Record<Destination, string>> = {
  user: ' to a user',
  group: ' to a group',
  room: ' to a multi-person chat',
  unknown: '',
};

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `${INDENT}${line}`);
}
