import { html } from '../markup.js';
import type { MessageKind } from '../message-kind.js';
import { textIn } from '../values.js';

/** Enough to see what it is. */
const SHOWN = 1_000;

/** What is no message, or one of a type that nobody here knows. */
export const UNKNOWN: MessageKind = {
  draw: (message) => {
    const type = textIn(message['type']);
    const source = JSON.stringify(message, null, 1);
    return html`<div class="placeholder unknown"><strong>${
      type === null ? 'No message: it has no type' : `A message of the unknown type “${type}”`
    }</strong><pre>${source.slice(0, SHOWN)}${source.length <= SHOWN ? null : '…'}</pre></div>`;
  },
  notice: () => '',
  notes: () => [],
};

export const UNKNOWN_STYLE = `
.unknown pre{margin:6px 0 0;max-height:160px;overflow:auto;font-size:11px;white-space:pre-wrap;overflow-wrap:anywhere}
`;
