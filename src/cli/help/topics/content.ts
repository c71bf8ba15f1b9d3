import { commandLines, paragraph, type Row, rowLines, type Section } from '../layout.js';

/** A part of a topic: text that is folded, terms with what is said of them, lines that stand as they are, or command lines. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  | { readonly type: 'lines'; readonly lines: readonly string[] }
  | { readonly type: 'commands'; readonly commands: readonly string[] };

/** What stands under one head of a topic; the first may have none. */
export interface Chapter {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export const text = (words: string): Block => ({ type: 'text', text: words });
export const rows = (...all: readonly (readonly [term: string, text: string])[]): Block => ({
  type: 'rows',
  rows: all.map(([term, words]) => ({ term, text: words })),
});
export const commands = (...all: readonly string[]): Block => ({ type: 'commands', commands: all });
export const lines = (...all: readonly string[]): Block => ({ type: 'lines', lines: all });

/** What is not beside the margin is below a head; text behind other things has a line of its own between. */
export function chapterSections(chapters: readonly Chapter[], width: number): readonly Section[] {
  return chapters.map(({ title, blocks }) => ({
    title,
    lines: blocks.flatMap((block, at) => [
      ...(0 < at ? [''] : []),
      ...blockLines(block, title === '' ? '' : '  ', width),
    ]),
  }));
}

function blockLines(block: Block, margin: string, width: number): readonly string[] {
  if (block.type === 'lines') return block.lines;
  if (block.type === 'commands') return block.commands.flatMap((command) => commandLines(command, width));
  if (block.type === 'rows') return rowLines(block.rows, width);
  return paragraph(block.text, width - margin.length).map((line) => `${margin}${line}`);
}
