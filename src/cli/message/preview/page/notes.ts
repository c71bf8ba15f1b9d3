import { kindOf } from '../../../../domain/drawing/kinds.js';
import { html, linkTo, type Markup } from '../../../../domain/drawing/markup.js';
import type { Note } from '../../../../domain/drawing/message-kind.js';
import type { PlacedMessage } from '../../../../domain/drawing/messages-in.js';
import { listIn, objectIn } from '../../../../domain/drawing/values.js';
import { guide } from '../../../../domain/messages/line-pages.js';

/** True of every chat that is drawn here. */
const ALWAYS: Note = {
  text: 'LINE documents no width of a chat or of a text bubble, and no colours of its dark mode: both are near those of its apps. Letters are those of this computer.',
  link: null,
};

const QUICK_REPLIES: Note = {
  text: 'Quick replies are shown by LINE for iOS and Android alone, and only those of the last message. They go with the next message in the chat, and with a tap, but for camera, camera roll, date and location, which stay until something was sent.',
  link: guide('using-quick-reply/'),
};

/** Where LINE draws differently, by device and version, or in a way that only it can. */
export function noteList(messages: readonly PlacedMessage[]): Markup {
  const told = new Map<string, { readonly note: Note; readonly messages: number[] }>();
  messages.forEach(({ message }, index) => {
    const own = kindOf(message).notes(message);
    const replies = listIn(objectIn(message['quickReply'])['items']).length > 0 ? [QUICK_REPLIES] : [];
    for (const note of [...own, ...replies]) {
      const known = told.get(note.text) ?? { note, messages: [] };
      known.messages.push(index + 1);
      told.set(note.text, known);
    }
  });
  const lines = [...told.values()].map(({ note, messages: numbers }) =>
    line(note, messages.length < 2 ? null : `Message ${numbers.join(', ')}: `),
  );
  return html`<section id="notes"><h2>Where LINE draws differently</h2><ul>${line(ALWAYS, null)}${lines}</ul></section>`;
}

function line({ text, link }: Note, which: string | null): Markup {
  const page = link === null ? null : linkTo(link);
  const read = page === null ? null : html` <a href="${page}" rel="noreferrer">LINE’s page</a>`;
  return html`<li>${which === null ? null : html`<span class="which">${which}</span>`}${text}${read}</li>`;
}

export const NOTES_STYLE = `
#notes ul{margin:0;padding-left:20px;display:grid;gap:6px;max-width:75ch}
.which{color:var(--dim)}
`;
