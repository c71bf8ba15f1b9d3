import type { BroadcastInsight, UnitInsight } from '../../../usecases/broadcast/insight/kept-insight.js';
import { count } from '../../output/view.js';
import { heldOutWords, linkRows, unitFacts } from './insight-view.js';
import { escaped, fixed, table } from './page-parts.js';

const PLOT = { width: 960, row: 30, bar: 18, left: 150, right: 110 } as const;

/** What people did with it, as far as it was asked for. */
export function* insightSection(
  { units, heldOut }: BroadcastInsight,
  time: (epochMs: number) => string,
): Generator<string> {
  yield '<h2>Opened and followed, as LINE counts it</h2>\n';
  for (const unit of units) {
    yield* table([], unitFacts(unit, time), 'facts');
    yield reachPlot(unit);
    const { head, rows } = linkRows(unit);
    if (rows.length > 0) yield* table(head, rows);
  }
  if (heldOut > 0) yield `<p>${escaped(heldOutWords(heldOut))}</p>\n`;
}

/** Bars of those whom it was sent to, who opened it, and who followed a link; what LINE does not give has none. */
function reachPlot({ accepted, statistics }: UnitInsight): string {
  if (statistics === null) return '';
  const { delivered, uniqueImpression, uniqueClick } = statistics;
  const bars = [
    { label: 'accepted', people: accepted },
    { label: 'delivered', people: delivered },
    { label: 'opened', people: uniqueImpression },
    { label: 'followed a link', people: uniqueClick },
  ].flatMap(({ label, people }) => (people === null ? [] : [{ label, people }]));
  const most = Math.max(1, ...bars.map(({ people }) => people));
  const room = PLOT.width - PLOT.left - PLOT.right;
  const drawn = bars.map(({ label, people }, index) => {
    const y = index * PLOT.row + (PLOT.row - PLOT.bar) / 2;
    const width = (room * people) / most;
    const base = y + PLOT.bar - 5;
    return `<text x="${PLOT.left - 10}" y="${base}" text-anchor="end">${escaped(label)}</text><g class="bars"><rect x="${PLOT.left}" y="${y}" width="${fixed(width)}" height="${PLOT.bar}"/></g><text x="${fixed(PLOT.left + width + 8)}" y="${base}">${count(people)}</text>`;
  });
  const said = bars.map(({ label, people }) => `${label} ${count(people)}`).join(', ');
  return `<svg viewBox="0 0 ${PLOT.width} ${bars.length * PLOT.row}" role="img" aria-label="${escaped(said)}">\n${drawn.join('\n')}\n</svg>\n`;
}
