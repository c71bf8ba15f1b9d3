/**
 * The known name that was probably meant: the same letters in another case, or a few slips away. Null when nothing is
 * near enough to be worth a suggestion: a third of the letters may be wrong, unless `slips` says otherwise, and beyond
 * that it misleads more than it helps.
 */
export function nearestName(
  written: string,
  known: Iterable<string>,
  slips = Math.floor(Math.min(written.length, MAX_COMPARED) / 3),
): string | null {
  const target = written.toLowerCase();
  let nearest: string | null = null;
  let nearestDistance = slips + 1;
  if (MAX_COMPARED < target.length) return null;
  for (const name of known) {
    const distance = editDistance(target, name.toLowerCase());
    if (distance < nearestDistance) {
      nearest = name;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** `", did you mean …?"` for the end of a finding's sentence, or nothing. */
export function suggestion(written: string, known: Iterable<string>): string {
  const name = nearestName(written, known);
  return name === null || name === written ? '' : `, did you mean "${name}"?`;
}

/** No name of LINE's is nearly as long; the bound keeps a hostile key from costing time. */
const MAX_COMPARED = 40;

/** Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = 1 < row && 1 < column && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
