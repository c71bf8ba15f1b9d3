import { actionWords } from '../../../../domain/drawing/action-words.js';
import { html, type Markup } from '../../../../domain/drawing/markup.js';
import { tapsIn } from '../../../../domain/drawing/taps.js';
import { textIn } from '../../../../domain/drawing/values.js';

/** Everything that a tap can do, with where it leads: links are read here, for on the page they open nothing. */
export function tapList(document: unknown, pointerInFile: (pointer: string) => string): Markup | null {
  const taps = [...tapsIn(document, '')];
  if (taps.length === 0) return null;
  const rows = taps.map(
    ({ pointer, action }) =>
      html`<tr><td>${textIn(action['label']) ?? '–'}</td><td>${actionWords(action)}</td><td><code>${pointerInFile(pointer)}</code></td></tr>`,
  );
  return html`<section id="taps"><h2>What a tap does</h2><div class="scroll"><table><thead><tr><th scope="col">label</th><th scope="col">does</th><th scope="col">at</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

export const TAPS_STYLE = `
.scroll{overflow-x:auto}
#taps table{border-collapse:collapse;width:100%;font-size:14px}
#taps th,#taps td{padding:5px 14px 5px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:anywhere}
#taps th,#taps td:last-child{color:var(--dim);font-weight:normal}
`;
