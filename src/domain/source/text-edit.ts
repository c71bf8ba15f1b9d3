/** A part of a text, from `start` to before `end` in UTF-16 units, and what takes its place. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with the edits made. Of two that touch the same part the first in order counts; those that say the same are one. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.toSorted((left, right) => left.start - right.start || left.end - right.end);
  let result = '';
  let done = 0;
  let last: TextEdit | null = null;
  for (const edit of sorted) {
    const isTwin = last !== null && edit.start === last.start && edit.end === last.end && edit.text === last.text;
    if (edit.start < done || isTwin) continue;
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
    last = edit;
  }
  return result + text.slice(done);
}

/** What ends the lines of a text. */
export function lineEndOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** The white space that the line of an offset starts with. */
export function indentAt(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}
