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
  const rules = new Map(found.map(({ finding: { rule, docs } }) => [rule, docs]));
  const driver = { name: 'line-ops', version, rules: [...rules].map(([id, helpUri]) => ({ id, helpUri })) };
  const ruleIndices = new Map([...rules.keys()].map((id, index) => [id, index]));
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

function resultOf({ file, finding }: FileFinding, ruleIndices: ReadonlyMap<string, number>) {
  const { rule, severity, message, line, column, pointer } = finding;
  return {
    ruleId: rule,
    ruleIndex: ruleIndices.get(rule) ?? -1,
    level: severity,
    message: { text: message },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, startColumn: column } },
        logicalLocations: [{ fullyQualifiedName: pointer }],
      },
    ],
  };
}

/** Relative paths stay relative: whoever reads the log knows where the work tree is. */
function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (/^[a-zA-Z]%3A\//.test(path)) return `file:///${path.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${path}` : path;
}
