import { html, linkTo, type Markup, NOTHING } from '../../../../domain/drawing/markup.js';
import type { LocatedFinding } from '../../../../domain/messages/json-source.js';

/** A finding with its number on the page, from 1. */
export interface NumberedFinding {
  readonly number: number;
  readonly finding: LocatedFinding;
}

/** The findings by the pointer at which each is shown: its own, or the nearest around it that something is drawn at. */
export function byPlace(
  findings: readonly LocatedFinding[],
  drawn: ReadonlySet<string>,
): ReadonlyMap<string, readonly NumberedFinding[]> {
  const places = new Map<string, NumberedFinding[]>();
  findings.forEach((finding, index) => {
    const pointer = nearest(finding.pointer, drawn);
    const there = places.get(pointer) ?? [];
    there.push({ number: index + 1, finding });
    places.set(pointer, there);
  });
  return places;
}

function nearest(pointer: string, drawn: ReadonlySet<string>): string {
  let place = pointer;
  while (place !== '' && !drawn.has(place)) place = place.slice(0, place.lastIndexOf('/'));
  return place;
}

/**
 * What is shown at each pointer: a mark for every finding, which leads to it in the list. The first mark of a finding is
 * where the list leads back to.
 */
export function marksOf(places: ReadonlyMap<string, readonly NumberedFinding[]>): (pointer: string) => Markup | null {
  const marked = new Set<number>();
  return (pointer) => {
    const found = places.get(pointer);
    if (found === undefined) return null;
    const links = found.slice(0, MOST_MARKS).map(({ number, finding: { severity, rule, message } }) => {
      const isFirst = !marked.has(number);
      marked.add(number);
      const id = isFirst ? html`<span id="mark-${number}"></span>` : NOTHING;
      return html`${id}<a class="mark ${severity}" href="#finding-${number}" title="${rule}: ${message}">${number}</a>`;
    });
    const more = found.length - links.length;
    return html`<span class="marks">${links}${more <= 0 ? null : html`<span class="mark error">+${more}</span>`}</span>`;
  };
}

/** More of them in one place hide what they speak of. */
const MOST_MARKS = 4;

/** All findings, with their rules, places and pages. */
export function findingList(findings: readonly LocatedFinding[]): Markup {
  if (findings.length === 0) {
    return html`<section id="findings"><h2>Findings</h2><p class="good">Nothing was found: LINE accepts these messages, as far as anybody can tell offline.</p></section>`;
  }
  const rows = findings.map(({ rule, severity, message, pointer, line, column, docs }, index) => {
    const page = linkTo(docs);
    const where = html`<code>${pointer === '' ? '(whole document)' : pointer}</code> at ${line}:${column}`;
    const read = page === null ? null : html`, <a href="${page}" rel="noreferrer">LINE’s page</a>`;
    return html`<li id="finding-${index + 1}" class="${severity}"><a class="mark ${severity}" href="#mark-${index + 1}">${index + 1}</a><p><strong>${severity}</strong> ${message}</p><p class="where"><code>${rule}</code> ${where}${read}</p></li>`;
  });
  return html`<section id="findings"><h2>Findings</h2><ol>${rows}</ol></section>`;
}

export const FINDINGS_STYLE = `
:where([data-at]){position:relative}
[data-at]:has(>.marks>.mark.warning){outline:2px solid var(--warn);outline-offset:-1px}
[data-at]:has(>.marks>.mark.error){outline:2px solid var(--bad);outline-offset:-1px}
.marks{position:absolute;top:1px;right:1px;z-index:3;display:flex;gap:2px;max-width:none;margin:0;padding:0;font:700 11px/16px system-ui,sans-serif}
.chip>.marks{top:-9px;right:-8px}
.mark{display:inline-block;min-width:16px;padding:0 3px;box-sizing:border-box;border-radius:8px;color:#fff;background:var(--warn);text-align:center;text-decoration:none;font:700 11px/16px system-ui,sans-serif}
.mark.error{background:var(--bad)}
#findings ol{list-style:none;margin:0;padding:0;display:grid;gap:10px}
#findings li{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 10px;padding:10px 12px;border:1px solid var(--line);border-left:4px solid var(--warn);border-radius:8px;background:var(--panel);scroll-margin-top:16px}
#findings li.error{border-left-color:var(--bad)}
#findings li:target{outline:2px solid var(--accent)}
#findings .mark{grid-row:span 2;align-self:start}
#findings p{margin:0;overflow-wrap:anywhere}
.where{color:var(--dim);font-size:13px}
`;
