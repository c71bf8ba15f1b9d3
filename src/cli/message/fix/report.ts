import type { Change, Suggestion } from '../../../usecases/messages/fix-document.js';
import type { View } from '../../output/view.js';
import { diffLines } from './diff-text.js';
import type { FileOutcome } from './outcome.js';

/** Everything that was found out, for programs. */
export function fixReport(outcomes: readonly FileOutcome[]): View {
  const results = outcomes.map(fileJson);
  return {
    schema: 'line-ops/message-fix@1',
    json: {
      files: results.length,
      changes: results.reduce((sum, { changes }) => sum + changes.length, 0),
      written: results.filter(({ written }) => written).length,
      results,
    },
    text: () => '',
  };
}

function fileJson({ path, fixed, written, problem }: FileOutcome) {
  const errors = fixed?.left.filter(({ severity }) => severity === 'error').length ?? 0;
  return {
    file: path,
    written,
    problem: problem?.code ?? null,
    changes: fixed?.made.map(changeJson) ?? [],
    offered: fixed?.offered.map(changeJson) ?? [],
    suggestions: fixed?.suggestions.map(suggestionJson) ?? [],
    errorsLeft: errors,
    warningsLeft: (fixed?.left.length ?? 0) - errors,
    diff:
      fixed === null
        ? null
        : diffLines(fixed)
            .map((line) => `${line}\n`)
            .join(''),
    /** Of stdin, which has no file to be written to. */
    text: path === '-' ? (fixed?.text ?? null) : null,
  };
}

function changeJson({ finding: { line, column, pointer, rule }, says, kind }: Change) {
  return { line, column, pointer, rule, kind, change: says };
}

function suggestionJson({ finding: { line, column, pointer, rule }, says, text }: Suggestion) {
  return { line, column, pointer, rule, suggestion: says, text };
}
