import { RULES, type RuleName } from '../../../domain/messages/registry/rules.js';
import { visible } from '../../../domain/text/visible.js';
import type { FileFinding } from '../../../usecases/messages/validate-messages.js';

interface SarifRun {
  readonly version: string;
  /** False when not everything could be checked that was to be: no finding is then no proof. */
  readonly isComplete: boolean;
}

/** The findings as a SARIF log. @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarifLog(
  found: readonly FileFinding[],
  { version, isComplete }: SarifRun,
): Readonly<Record<string, unknown>> {
  const rules = [...new Set(found.map(({ finding }) => finding.rule))];
  const driver = { name: 'line-ops', version, rules: rules.map(descriptorOf) };
  const ruleIndices = new Map(rules.map((id, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        ...(isComplete ? {} : { invocations: [{ executionSuccessful: false }] }),
        columnKind: 'utf16CodeUnits',
        results: found.map((one) => resultOf(one, ruleIndices)),
      },
    ],
  };
}

function descriptorOf(id: RuleName) {
  const { severity, means, docs } = RULES[id];
  return {
    id,
    shortDescription: { text: means },
    helpUri: docs,
    defaultConfiguration: { level: severity === 'warning' ? 'warning' : 'error' },
  };
}

/** A rule has one page in SARIF, and a finding its own: that of the object in which it was found. */
function resultOf({ file, finding }: FileFinding, ruleIndices: ReadonlyMap<string, number>) {
  const { rule, severity, message, line, column, pointer, limit, actual, docs } = finding;
  return {
    ruleId: rule,
    ruleIndex: ruleIndices.get(rule) ?? -1,
    level: severity,
    message: { text: message, markdown: `${asMarkdown(message)} ([page](${docs}))` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, startColumn: column } },
        logicalLocations: [{ fullyQualifiedName: pointer }],
      },
    ],
    properties: { docs, limit, actual },
  };
}

/** What a file says is text, and no link or element of the page that shows the finding. */
function asMarkdown(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>#|!&~]/g, '\\$&');
}

/** Relative paths stay relative: whoever reads the log knows where the work tree is. */
function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (/^[a-zA-Z]%3A\//.test(path)) return `file:///${path.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${path}` : path;
}
