import { everyField, type Field } from './fields.js';
import type { Paper } from './paper.js';
import { PAPERS } from './papers.js';
import { isRuleName, RULES, type Rule, type RuleName } from './rules.js';

/** A rule with all that is known of it. */
export interface ExplainedRule extends Rule, Paper {
  readonly name: RuleName;
  /** The properties that it bounds, each with its own limit; none for a rule of another kind. */
  readonly fields: readonly Field[];
}

/** Every rule, in the order of their names. */
export function everyRule(): readonly ExplainedRule[] {
  const fields = everyField();
  return Object.keys(RULES)
    .filter(isRuleName)
    .sort()
    .map((name) => explained(name, fields));
}

/** One rule, of what all fields are. */
export function explained(name: RuleName, fields: readonly Field[] = everyField()): ExplainedRule {
  return { name, ...RULES[name], ...PAPERS[name], fields: fields.filter(({ rule }) => rule === name) };
}
