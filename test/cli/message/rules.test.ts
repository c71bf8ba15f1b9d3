import { expect, it } from 'vitest';
import { createPainter } from '../../../src/adapters/terminal/painter.js';
import { createStyles } from '../../../src/adapters/terminal/styles.js';
import { listText } from '../../../src/cli/message/rules/explanation.js';
import { ruleText } from '../../../src/cli/message/rules/rule-text.js';
import { everyRule } from '../../../src/domain/messages/registry/explained.js';
import { RULES } from '../../../src/domain/messages/registry/rules.js';
import { textWidth } from '../../../src/domain/text/text-width.js';
import { createWorld } from '../../support/world.js';

const run = (...words: string[]) => createWorld().run('message', 'rules', ...words);

it('lists every rule, with its severity and what breaks it', async () => {
  const { exitCode, stdout } = await run();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^duplicate-recipient +warning +A user ID occurs twice among the recipients\.$/m);
  const listed = stdout.match(/^[a-z][a-z-]+(?= +(error|warning|either) )/gm);
  expect(listed).toEqual(Object.keys(RULES).sort());
});

it.each([60, 80])('fits %i columns, the list and each rule', async (width) => {
  const paint = await createPainter(createStyles(), false, { columns: width });
  const texts = [
    listText(everyRule(), paint),
    ...everyRule().map((rule) => ruleText(rule, { refused: [], warned: [] }, paint, width)),
  ];
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => !/^(https:\/\/| *"[^ ]+,?$)/.test(line));
  expect(lines.filter((line) => width < textWidth(line.trimEnd()))).toEqual([]);
});

it('explains one rule: its limits, its page, and what is accepted, refused and warned of', async () => {
  const { stdout } = await run('url-length');
  const [about, facts, fields, accepted, refused] = stdout.split('\n\n');
  expect(about).toBe('url-length\nA URL is longer than LINE takes.');
  expect(facts).toContain('error: LINE refuses it');
  expect(facts).toContain('https://developers.line.biz/en/reference/messaging-api/#url-encoding');
  expect(fields).toMatch(/1000 UTF-16 units[^0-9]+ {4}URI action +uri\n/);
  expect(accepted).toContain('(2000 UTF-16 units)');
  expect(refused).toContain('error: originalContentUrl is 2001 characters long, the limit is 2000');
});

it('has every key of every rule in the JSON, and leaves a large example to the rule alone', async () => {
  const listed = JSON.parse((await run('--json')).stdout);
  expect(listed.schema).toBe('line-ops/message-rules@1');
  const keys = new Set(listed.rules.map((rule: object) => Object.keys(rule).join()));
  expect([...keys]).toEqual(['rule,severity,means,limit,fields,docs,since,accepted,refused,warned']);
  const size = listed.rules.find(({ rule }: { rule: string }) => rule === 'body-size');
  expect(size.refused).toMatchObject({ severity: 'error', method: 'narrowcast', document: null });
  const { rules } = JSON.parse((await run('body-size', '--json')).stdout);
  expect(JSON.stringify(rules[0].refused.document)).toHaveLength(size.refused.bytes);
});

it('has the file as a text where its notation is the point', async () => {
  const { rules } = JSON.parse((await run('yaml-syntax', '--json')).stdout);
  expect(rules[0].refused).toMatchObject({ form: 'yaml', document: null, text: 'type: text\ntext: Today: tulips\n' });
});

it.each([
  ['labl-length', '"labl-length" is not a rule for messages, did you mean "label-length"?'],
  ['toString', '"toString" is not a rule for messages'],
])('exits with 2 for %s, which is no rule', async (name, message) => {
  const { exitCode, stderr } = await run(name);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`error: ${message}\n`);
});
