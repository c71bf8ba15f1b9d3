import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exampleLines } from '../src/cli/message/rules/example-text.js';
import { byLimit, circumstances, SEVERITY_WORDS, sinceWords } from '../src/cli/message/rules/rule-text.js';
import { type ExplainedRule, everyRule } from '../src/domain/messages/registry/explained.js';
import type { Example } from '../src/domain/messages/registry/paper.js';

const PAGE = join('docs', 'message-rules.md');
const WIDTH = 100;

it('the page of the rules says what the registry says', () => {
  // UPDATE_PAPERS=1 writes it anew after a change of a rule or its paper.
  if (process.env['UPDATE_PAPERS'] === '1') writeFileSync(PAGE, page());
  expect(readFileSync(PAGE, 'utf8')).toBe(page());
});

function page(): string {
  const rules = everyRule();
  return `# Rules for messages

What \`line-ops message validate\`, \`message push\`, \`broadcast\` and the emulator check messages against: ${rules.length} rules, made from the tables that
they read. \`line-ops message rules <rule>\` prints one of them, \`--json\` with its examples whole; here long texts and lists are cut.

An error is something LINE refuses; a warning is something LINE takes and somebody may regret. \`either\` depends on the case.

| Rule | Severity | What breaks it |
| --- | --- | --- |
${rules.map(({ name, severity, means }) => `| [\`${name}\`](#${name}) | ${severity} | ${inCell(means)} |`).join('\n')}

${rules.map(section).join('\n\n')}
`;
}

function section(rule: ExplainedRule): string {
  const { name, means, severity, limit, docs, accepted, refused, warned } = rule;
  const facts = [
    `- Severity: ${SEVERITY_WORDS[severity]}`,
    ...(limit === null ? [] : [`- Limit: ${limit}`]),
    `- Page: <${docs}>`,
    `- Since: ${sinceWords(rule)}`,
  ];
  return [
    `## ${name}\n\n${means}\n\n${facts.join('\n')}`,
    ...(rule.fields.length === 0 ? [] : [fieldsTable(rule)]),
    example('Accepted', accepted),
    example(severity === 'warning' ? 'Warned of' : 'Refused', refused),
    ...(warned === null ? [] : [example('Warned of', warned)]),
  ].join('\n\n');
}

function fieldsTable({ fields }: ExplainedRule): string {
  const rows = [...byLimit(fields)].map(([limit, holders]) => {
    const holds = holders.map(({ object, properties }) => `${object}: ${properties.map(code).join(', ')}`);
    return `| ${inCell(limit)} | ${holds.join('; ')} |`;
  });
  return ['| Limit | Of |', '| --- | --- |', ...rows].join('\n');
}

function example(title: string, shown: Example): string {
  const answer = shown.lineAnswers === null ? '' : `\n\nLINE answers: ${shown.lineAnswers}`;
  const { form } = shown.content;
  const lines = exampleLines(shown, WIDTH).join('\n');
  return `${title}${circumstances(shown)}:\n\n\`\`\`${form === 'yaml' ? 'yaml' : 'json'}\n${lines}\n\`\`\`${answer}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function inCell(text: string): string {
  return text.replace(/[|\\*<>[\]]/g, (character) => `\\${character}`);
}
