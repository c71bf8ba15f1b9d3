import { expect, it } from 'vitest';
import { readYamlSource } from '../../../src/adapters/files/yaml-source.js';
import type { LocatedFinding } from '../../../src/domain/messages/json-source.js';
import type { Example, Paper } from '../../../src/domain/messages/registry/paper.js';
import { PAPERS } from '../../../src/domain/messages/registry/papers.js';
import { RULES, type Rule } from '../../../src/domain/messages/registry/rules.js';
import { judgeExample } from '../../../src/usecases/messages/judge-example.js';

const EVERY_RULE: readonly (readonly [name: string, rule: Rule, paper: Paper])[] = Object.entries(PAPERS).map(
  ([name, paper]) => [name, RULES[name as keyof typeof RULES], paper],
);

it.each(EVERY_RULE)('takes the accepted example of %s without a word', async (_name, _rule, { accepted }) => {
  expect(await findingsIn(accepted)).toEqual([]);
});

it.each(EVERY_RULE)('finds %s in the refused example, as grave as the registry says', async (name, rule, paper) => {
  const severity = rule.severity === 'warning' ? 'warning' : 'error';
  expect(gravest(await findingsIn(paper.refused), name)).toBe(severity);
});

it.each(EVERY_RULE.filter(([, { severity }]) => severity === 'either'))(
  'warns of %s in the example that LINE may take',
  async (name, _rule, { warned }) => {
    expect(gravest(warned === null ? [] : await findingsIn(warned), name)).toBe('warning');
  },
);

it.each(EVERY_RULE)('says of %s in one sentence what breaks it, and where that is stated', (_name, { means, docs }) => {
  expect(means).toMatch(/^[A-Z].*[^.]\.$/);
  expect(docs).toMatch(/^https:\/\//);
});

it('has a paper for every rule and for no other', () => {
  expect(Object.keys(PAPERS).sort()).toEqual(Object.keys(RULES).sort());
});

function findingsIn(example: Example): Promise<readonly LocatedFinding[]> {
  return judgeExample(example, { parseYaml: async (text) => readYamlSource(text) });
}

/** The gravest severity among the findings, where all of them are of the one rule; all of them where they are not. */
function gravest(found: readonly LocatedFinding[], name: string) {
  // That LINE accepts something is worth a word only beside the rule that refuses it.
  const others = found.filter(({ rule }) => rule !== name && name !== 'line-accepted');
  if (others.length > 0) return found.map(({ rule, severity, pointer }) => `${severity} ${rule} ${pointer}`);
  const of = found.filter(({ rule }) => rule === name);
  return of.find(({ severity }) => severity === 'error')?.severity ?? of[0]?.severity;
}
