import { kindOf } from '../../../../domain/drawing/kinds.js';
import { html, type Markup } from '../../../../domain/drawing/markup.js';
import type { PlacedMessage } from '../../../../domain/drawing/messages-in.js';
import { objectIn, textIn } from '../../../../domain/drawing/values.js';

/** What a locked phone and the list of chats say of each message. */
export function notifications(messages: readonly PlacedMessage[]): Markup {
  const cards = messages.map(({ message }) => {
    const notice = kindOf(message).notice(message);
    const name = textIn(objectIn(message['sender'])['name']);
    return html`<li><b>Your account</b>${notice === null ? ownWords(textIn(message['type']), name) : said(notice)}</li>`;
  });
  return html`<section id="notifications"><h2>What a notification shows</h2><ol class="notices">${cards}</ol>
<p class="aside">A phone cuts a longer text where its screen ends. In the list of chats the account keeps its own name and picture, whatever “sender” says;
only LINE’s own words for what is no text name that sender.</p></section>`;
}

function said(notice: string): Markup {
  return notice === ''
    ? html`<span class="own">(nothing: there is no text to show)</span>`
    : html`<span>${notice}</span>`;
}

/** @see https://developers.line.biz/en/docs/messaging-api/icon-nickname-switch/ */
function ownWords(type: string | null, name: string | null): Markup {
  return html`<span class="own">LINE’s own words, in the language of the phone: that ${name ?? 'the account'} sent ${type === null ? 'something' : `this (${type})`}</span>`;
}

export const NOTIFICATIONS_STYLE = `
.notices{list-style:none;margin:0;padding:0;display:grid;gap:8px;max-width:430px}
.notices li{padding:10px 14px;border-radius:16px;background:var(--panel);border:1px solid var(--line);font-size:14px}
.notices b{display:block;font-size:13px}
.notices span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4;overflow:hidden;white-space:pre-wrap;overflow-wrap:anywhere}
.own{font-style:italic;color:var(--dim)}
`;
