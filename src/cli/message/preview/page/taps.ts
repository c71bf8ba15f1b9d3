import { actionWords } from '../../../../domain/drawing/action-words.js';
import { html, type Markup } from '../../../../domain/drawing/markup.js';
import { textIn } from '../../../../domain/drawing/values.js';
import type { JsonObject } from '../../../../domain/messages/engine/shapes.js';
import { pointerToken } from '../../../../domain/source/pointer.js';
import { isJsonObject } from '../../../../domain/text/json-object.js';

/** An action in a message, wherever it lies. */
interface Tap {
  readonly pointer: string;
  readonly action: JsonObject;
}

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

function* tapsIn(value: unknown, pointer: string): Generator<Tap> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* tapsIn(item, `${pointer}/${index}`);
  } else if (isJsonObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      const at = `${pointer}/${pointerToken(name)}`;
      yield* ownTaps(name, child, at);
      yield* tapsIn(child, at);
    }
  }
}

/** An action object is one by the property that it lies in. */
function* ownTaps(name: string, value: unknown, pointer: string): Generator<Tap> {
  if ((name === 'action' || name === 'defaultAction') && isJsonObject(value)) yield { pointer, action: value };
  if (name !== 'actions' || !Array.isArray(value)) return;
  for (const [index, action] of value.entries())
    if (isJsonObject(action)) yield { pointer: `${pointer}/${index}`, action };
}

export const TAPS_STYLE = `
.scroll{overflow-x:auto}
#taps table{border-collapse:collapse;width:100%;font-size:14px}
#taps th,#taps td{padding:5px 14px 5px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:anywhere}
#taps th,#taps td:last-child{color:var(--dim);font-weight:normal}
`;
