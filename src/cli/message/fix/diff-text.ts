import { unifiedDiff } from '../../../domain/source/unified-diff.js';
import { visible } from '../../../domain/text/visible.js';
import type { Painter, Terminal } from '../../../ports/terminal.js';
import type { FixedFile } from '../../../usecases/messages/fix-files.js';

/** What changes in a file, as a unified diff; empty where nothing does. */
export async function diffText(fixed: FixedFile, terminal: Terminal): Promise<string> {
  const lines = diffLines(fixed);
  if (lines.length === 0) return '';
  const paint = await terminal.painter('stdout');
  return `${lines.map((line, index) => painted(visible(line), index, paint)).join('\n')}\n`;
}

export function diffLines({ path, before, text }: FixedFile): readonly string[] {
  return unifiedDiff(path === '-' ? 'stdin' : path, before, text);
}

function painted(line: string, index: number, paint: Painter): string {
  if (index < 2) return paint.bold(line);
  if (line.startsWith('@@')) return paint.accent(line);
  if (line.startsWith('+')) return paint.good(line);
  return line.startsWith('-') ? paint.bad(line) : line;
}
