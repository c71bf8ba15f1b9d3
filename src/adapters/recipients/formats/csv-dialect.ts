import { columnsWithUserIds, type Rows } from './csv-columns.js';

/** Rows that are looked at before anything is read. */
const SAMPLED_ROWS = 100;

const USUAL_DELIMITERS = [',', ';', '\t'];

/**
 * What stands between the cells, told from the beginning of a CSV: what gives a column of user IDs among others, else
 * what there is most of in the first row. `likely` wins where they are equal.
 */
export function delimiterOf(beginning: string, likely: string): string {
  const candidates = [likely, ...USUAL_DELIMITERS.filter((delimiter) => delimiter !== likely)];
  const rated = candidates.map((delimiter) => {
    const rows = sampleRows(beginning, delimiter);
    const cells = rows[0]?.length ?? 0;
    return { delimiter, cells, holdsUserIds: 1 < cells && 0 < columnsWithUserIds(rows).length };
  });
  const holding = rated.find(({ holdsUserIds }) => holdsUserIds);
  if (holding !== undefined) return holding.delimiter;
  const most = Math.max(...rated.map(({ cells }) => cells));
  return rated.find(({ cells }) => cells === most)?.delimiter ?? likely;
}

/** The first rows of a CSV that are not blank. Never fails: whether it is sound is for the reading of it to say. */
export function sampleRows(beginning: string, delimiter: string): Rows {
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRow = () => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== '')) rows.push(cells);
    cells = [];
    cell = '';
  };
  for (let at = 0; at < beginning.length && rows.length < SAMPLED_ROWS; at++) {
    const character = beginning.charAt(at);
    if (character === '"') {
      // A quote written twice within quotes is one.
      if (isQuoted && beginning.charAt(at + 1) === '"') cell += beginning.charAt(at++);
      else isQuoted = !isQuoted;
    } else if (isQuoted) {
      cell += character;
    } else if (character === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (character === '\n' || character === '\r') {
      endRow();
    } else {
      cell += character;
    }
  }
  endRow();
  return rows;
}
