/** Room between two columns of a table. */
export const GAP = 2;

/** What a column has, and what it may lose where the table is too wide. */
export interface ColumnNeed {
  /** Of its widest cell. */
  readonly widest: number;
  /** The column may become as narrow as this; no narrower than `widest` where it has to stay whole. */
  readonly least: number;
  /** What becomes of a cell that has less room: it is cut, or goes on in the next line. */
  readonly how: 'whole' | 'cut' | 'fold';
  /** The narrowest that words can be folded to without breaking one. */
  readonly widestWord: number;
  /** When it is left out, from 1: the least important column first; null where it always stays. */
  readonly goes: number | null;
}

/**
 * The width of each column, null where it is left out, so that all of them fit where that can be. Words are folded first,
 * which loses nothing; then cells are cut, and where that is not enough columns are left out, the least important first.
 * What became free goes to the most important ones. A word is broken nowhere: it may go over the end of its column.
 */
export function columnWidths(needs: readonly ColumnNeed[], room: number): readonly (number | null)[] {
  const fits = needs.map((need): Fit => ({ need, width: need.widest, isLeftOut: false }));
  const order = leastImportantFirst(fits);
  const folding = order.filter(({ need }) => need.how === 'fold');
  const excess = () => fits.reduce((sum, { width, isLeftOut }) => sum + (isLeftOut ? 0 : width + GAP), -GAP) - room;
  const shrink = (fit: Fit, least: number) => {
    fit.width = Math.max(Math.min(fit.width, least), fit.width - Math.max(0, excess()));
  };
  for (const fit of folding) shrink(fit, Math.max(fit.need.least, fit.need.widestWord));
  for (const fit of order) if (fit.need.how === 'cut') shrink(fit, fit.need.least);
  for (const fit of order) fit.isLeftOut = excess() > 0 && fit.need.goes !== null;
  for (const fit of folding) shrink(fit, fit.need.least);
  for (const fit of order.toReversed()) fit.width = Math.min(fit.need.widest, fit.width + Math.max(0, -excess()));
  return fits.map(({ width, isLeftOut }) => (isLeftOut ? null : width));
}

interface Fit {
  readonly need: ColumnNeed;
  width: number;
  isLeftOut: boolean;
}

/** Those that always stay come last, the first of them at the very end. */
function leastImportantFirst(fits: readonly Fit[]): readonly Fit[] {
  const turn = ({ need: { goes } }: Fit) => goes ?? Number.MAX_SAFE_INTEGER;
  return fits.toReversed().sort((one, other) => turn(one) - turn(other));
}
