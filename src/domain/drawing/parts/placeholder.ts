import type { DrawPlace } from '../draw-place.js';
import { at, html, type Markup } from '../markup.js';
import { textIn } from '../values.js';

/** A fact about something that is LINE's to draw: its name, its value, and the place of the value. */
export type Fact = readonly [name: string, value: unknown, place: DrawPlace];

/** Facts that are there, one below the other. */
export function factList(facts: readonly Fact[]): Markup {
  const given = facts.flatMap(([name, value, place]) => {
    const text = textIn(value);
    return text === null ? [] : [html`<dt>${name}</dt><dd ${at(place)}>${text}</dd>`];
  });
  return html`<dl class="facts">${given}</dl>`;
}

/** Something that only LINE has the picture of. */
export function placeholder(kind: string, what: string, facts: readonly Fact[]): Markup {
  return html`<div class="placeholder ${kind}"><strong>${what}</strong>${factList(facts)}</div>`;
}

export const PLACEHOLDER_STYLE = `
.placeholder{width:fit-content;max-width:var(--bubble);box-sizing:border-box;padding:10px 12px;border-radius:14px;border:1.5px dashed var(--blank-line);background:var(--blank);color:var(--blank-ink);font-size:13px}
.facts{margin:4px 0 0;display:grid;grid-template-columns:auto minmax(0,1fr);gap:1px 8px;font-size:11px}
.facts:empty{display:none}
.facts dt{opacity:.85}
.facts dd{margin:0;font-family:ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
`;
