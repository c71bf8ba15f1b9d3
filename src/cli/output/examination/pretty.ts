import type { ExaminationResult, ExaminationStatus } from '../../../domain/examination/examination.js';
import { foldedWords } from '../../../domain/text/layout/words.js';
import { visible } from '../../../domain/text/visible.js';
import type { Painter } from '../../../ports/terminal.js';
import type { ExaminationReport } from './report-shape.js';
import { summaryOf } from './summary.js';

/** Columns of the status and the room after it. */
const INDENT = 'unknown  '.length;
const GAP = ': '.length;

/** How a report is laid out. */
interface Layout {
  readonly paint: Painter;
  readonly width: number;
  /** Only what somebody has to look at is shown; the sum counts the rest. */
  readonly isQuiet: boolean;
}

/** For people: each examination with its status as a word, what to do below it, and the sum of it all. */
export function prettyReport(
  { title, results }: Pick<ExaminationReport, 'title' | 'results'>,
  { paint, width, isQuiet }: Layout,
): string {
  const shown = isQuiet ? results.filter(isTold) : withSkipsJoined(results);
  const texts = shown.map((result) => resultLines(result, paint, width).join('\n'));
  const blocks = [[paint.bold(visible(title))], texts, summaryLines(results, paint, width)];
  return blocks.flatMap((lines) => (lines.length === 0 ? [] : [lines.join('\n')])).join('\n\n');
}

/** Whether somebody has to look at it: what passed, and what was left out, can be missed. */
function isTold({ status }: ExaminationResult): boolean {
  return status === 'fail' || status === 'warn' || status === 'unknown' || status === 'ask';
}

function summaryLines(results: readonly ExaminationResult[], paint: Painter, width: number): readonly string[] {
  const { word, counts } = summaryOf(results);
  const [first = '', ...more] = foldedWords(`${word}: ${counts}`, width - word.length - GAP);
  const tone = word === 'ok' ? paint.good : paint.bad;
  return [`${tone(word)}${first.slice(word.length)}`, ...more.map((line) => `${' '.repeat(word.length + GAP)}${line}`)];
}

/** What was left out for one reason is one entry: there may be a dozen of them, and they say nothing of the server. */
function withSkipsJoined(results: readonly ExaminationResult[]): readonly ExaminationResult[] {
  const joined: ExaminationResult[] = [];
  for (const result of results) {
    const last = joined.at(-1);
    const isSame = last?.status === 'skip' && result.status === 'skip' && last.detail === result.detail;
    if (isSame && last.hint === result.hint) joined.splice(-1, 1, { ...last, title: `${last.title}, ${result.title}` });
    else joined.push(result);
  }
  return joined;
}

function resultLines(result: ExaminationResult, paint: Painter, width: number): readonly string[] {
  const { status, title, detail, hint, docs } = result;
  const [first = '', ...more] = foldedWords(`${title}: ${visible(detail)}`, width - INDENT);
  const below = [
    ...more,
    ...(hint === null ? [] : foldedWords(`hint: ${visible(hint)}`, width - INDENT)),
    ...(isTold(result) && docs !== null ? [paint.dim(docs)] : []),
  ];
  const word = toneOf(status, paint)(status);
  return [
    `${word}${' '.repeat(INDENT - status.length)}${first}`,
    ...below.map((line) => `${' '.repeat(INDENT)}${line}`),
  ];
}

function toneOf(status: ExaminationStatus, paint: Painter): (text: string) => string {
  switch (status) {
    case 'pass':
      return paint.good;
    case 'fail':
      return paint.bad;
    case 'warn':
    case 'unknown':
    case 'ask':
      return paint.warn;
    case 'skip':
      return paint.dim;
  }
}
