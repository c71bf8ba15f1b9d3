import { failure } from '../../../domain/failure/failure.js';
import { type ExplainedRule, everyRule, explained } from '../../../domain/messages/registry/explained.js';
import type { Example } from '../../../domain/messages/registry/paper.js';
import { isRuleName, RULES } from '../../../domain/messages/registry/rules.js';
import { nearestName } from '../../../domain/text/nearest-name.js';
import type { Painter } from '../../../ports/terminal.js';
import { judgeExample } from '../../../usecases/messages/judge-example.js';
import { show } from '../../output/view.js';
import type { Session } from '../../session.js';
import { documentOf, exampleBytes, textOf } from './example-text.js';
import { ruleText, type Verdicts } from './rule-text.js';

const SCHEMA = 'line-ops/message-rules@1';
/** Larger examples are printed whole for one rule only: nobody wants megabytes in the list of all. */
const MAX_LISTED_BYTES = 100_000;

/** Every rule, in the order of their names. */
export async function listRules(session: Session): Promise<void> {
  const rules = everyRule();
  await show(session, {
    schema: SCHEMA,
    json: { rules: rules.map((rule) => ruleJson(rule, MAX_LISTED_BYTES)) },
    text: (paint) => `${listText(rules, paint)}\n\nExplain one with: line-ops message rules <rule>`,
  });
}

/** One rule in full. @throws {LineOpsError} `usage` UNKNOWN_RULE */
export async function explainRule(session: Session, name: string): Promise<void> {
  if (!isRuleName(name)) {
    throw failure('UNKNOWN_RULE', { text: name, nearest: nearestName(name, Object.keys(RULES)) });
  }
  const rule = explained(name);
  const verdicts = session.globals.json ? NO_VERDICTS : await verdictsOn(rule, session);
  await show(session, {
    schema: SCHEMA,
    json: { rules: [ruleJson(rule, Number.POSITIVE_INFINITY)] },
    text: (paint) => ruleText(rule, verdicts, paint, paint.columns),
  });
}

const NO_VERDICTS: Verdicts = { refused: [], warned: [] };

async function verdictsOn({ refused, warned }: ExplainedRule, { deps }: Session): Promise<Verdicts> {
  const files = await deps.messageFiles();
  const verdictOn = async (example: Example | null) =>
    example === null
      ? []
      : (await judgeExample(example, files)).map(({ severity, message }) => `${severity}: ${message}`);
  return { refused: await verdictOn(refused), warned: await verdictOn(warned) };
}

/** The list for people. */
export function listText(rules: readonly ExplainedRule[], paint: Painter): string {
  return paint.table(
    ['RULE', { title: 'SEVERITY', goes: 1 }, { title: 'WHAT BREAKS IT', foldTo: 24 }],
    rules.map(({ name, severity, means }) => [name, severity, means]),
  );
}

function ruleJson(rule: ExplainedRule, maxBytes: number) {
  const { name, severity, means, limit, fields, docs, since, accepted, refused, warned } = rule;
  return {
    rule: name,
    severity,
    means,
    limit,
    fields: fields.map(({ object, property, inside, limit: ofField, docs: page }) => ({
      ...{ object, property, inside, limit: ofField, docs: page },
    })),
    docs,
    since,
    accepted: exampleJson(accepted, maxBytes),
    refused: { severity: severity === 'warning' ? 'warning' : 'error', ...exampleJson(refused, maxBytes) },
    warned: warned === null ? null : { severity: 'warning', ...exampleJson(warned, maxBytes) },
  };
}

/** `document` is the value, `text` the file where its notation is the point; both null for what is too large for a list. */
function exampleJson(example: Example, maxBytes: number) {
  const { content, method, destination, lineAnswers } = example;
  const bytes = exampleBytes(example);
  const isShown = bytes <= maxBytes;
  return {
    method,
    destination,
    form: content.form === 'value' ? 'json' : content.form,
    document: isShown ? documentOf(example) : null,
    text: isShown ? textOf(example) : null,
    bytes,
    lineAnswers,
  };
}
