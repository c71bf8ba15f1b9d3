import { visible } from '../../domain/text/visible.js';

/** What an annotation of a CI run says of itself. */
export type AnnotationLevel = 'error' | 'warning' | 'notice';

/**
 * A line that a GitHub runner shows as an annotation; nothing in the values ends it or begins another.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotation(
  level: AnnotationLevel,
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const named = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(visible(value))}`);
  return `::${level} ${named.join(',')}::${escapeData(visible(message))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
