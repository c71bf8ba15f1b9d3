import type { JsonObject } from '../messages/engine/shapes.js';
import { actionWords } from './action-words.js';
import { px } from './css.js';
import { type DrawPlace, inside } from './draw-place.js';
import { kindOf } from './kinds.js';
import { at, html, imageSource, type Markup, NOTHING, styled } from './markup.js';
import type { PlacedMessage } from './messages-in.js';
import { listIn, objectIn, textIn } from './values.js';

/**
 * Widths of chats in CSS pixels: the narrowest phones, most of them, the widest. LINE documents no width of a chat, nor
 * how much of it a bubble takes; the margins below are near those of its apps.
 */
export const CHAT_WIDTHS = [
  { width: 320, phones: 'the narrowest phones' },
  { width: 375, phones: 'most phones' },
  { width: 430, phones: 'the widest phones' },
] as const;

/** What the account's picture takes on the left, in CSS pixels, and what stays free on the right. */
const LEFT = 54;
const RIGHT = 12;
/** Beside a text stands its time. */
const TIME = 54;

/** Messages as a chat of this width shows them. */
export function chat(messages: readonly PlacedMessage[], frame: DrawPlace): Markup {
  const widths = styled({
    width: px(frame.chatWidth),
    '--bubble': px(frame.chatWidth - LEFT - RIGHT - TIME),
    '--room': px(frame.chatWidth - LEFT - RIGHT),
  });
  const drawn = messages.map(({ pointer, message }, index) => {
    const before = messages[index - 1]?.message ?? null;
    return chatMessage(message, { ...frame, pointer }, { number: index + 1, before });
  });
  const last = messages.at(-1);
  const replies = last === undefined ? null : quickReplies(last.message, { ...frame, pointer: last.pointer });
  return html`<div class="chat ${widths}"><div class="chat-head" aria-hidden="true">‹ <b>Your account</b></div><ol class="messages">${drawn}</ol>${replies}<div class="chat-foot" aria-hidden="true"><span>Aa</span></div></div>`;
}

interface Order {
  readonly number: number;
  /** The account's message above, if there is one: who sent both is told once. */
  readonly before: JsonObject | null;
  /** What stands below the message. */
  readonly below?: Markup;
}

/** A message of the account, an item of the list `messages`. */
export function chatMessage(message: JsonObject, place: DrawPlace, { number, before, below = NOTHING }: Order): Markup {
  const type = textIn(message['type']) ?? 'no type';
  const isSameSender = before !== null && senderKey(before) === senderKey(message);
  const head = isSameSender ? null : sender(message, place);
  return html`<li class="message" ${at(place)} aria-label="message ${number}: ${type}">${head}<div class="content">${kindOf(message).draw(message, place)}${below}</div></li>`;
}

function senderKey({ sender: given }: JsonObject): string {
  const { name, iconUrl } = objectIn(given);
  return JSON.stringify([textIn(name), textIn(iconUrl)]);
}

/** @see https://developers.line.biz/en/docs/messaging-api/icon-nickname-switch/ */
function sender({ sender: given }: JsonObject, place: DrawPlace): Markup {
  const { name, iconUrl } = objectIn(given);
  const shown = textIn(name);
  const icon = imageSource(iconUrl, place);
  const picture =
    icon === null ? html`${(shown ?? 'Y').slice(0, 1)}` : html`<img alt="" src="${icon}" referrerpolicy="no-referrer">`;
  const from = shown === null ? html`Your account` : html`${shown}<small> from Your account</small>`;
  return html`<div class="avatar" ${at(inside(place, 'sender', 'iconUrl'))} title="${textIn(iconUrl)}">${picture}</div><div class="who" ${at(inside(place, 'sender'))}>${from}</div>`;
}

/** Only those of the last message are shown. @see https://developers.line.biz/en/docs/messaging-api/using-quick-reply/ */
export function quickReplies({ quickReply }: JsonObject, place: DrawPlace): Markup | null {
  const items = listIn(objectIn(quickReply)['items']);
  if (items.length === 0) return null;
  const drawn = items.map((value, index) => {
    const item = objectIn(value);
    const action = objectIn(item['action']);
    const here = inside(place, 'quickReply', 'items', index);
    return html`<li ${at(here)} title="${actionWords(action)}">${replyIcon(item['imageUrl'], action, here)}${textIn(action['label']) ?? '(no label)'}</li>`;
  });
  return html`<ul class="replies" ${at(inside(place, 'quickReply'))} tabindex="0" aria-label="quick replies">${drawn}</ul>`;
}

/** LINE's own icons, for three actions that have none. */
const OWN_ICONS: Readonly<Record<string, Markup>> = {
  camera: html`<path d="M4 8h4l2-3h4l2 3h4v11H4z"/><circle cx="12" cy="13" r="3"/>`,
  cameraRoll: html`<path d="M4 5h16v14H4zM4 16l5-5 4 4 3-2 4 4"/>`,
  location: html`<path d="M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11z"/><circle cx="12" cy="10" r="2"/>`,
};

function replyIcon(url: unknown, { type }: JsonObject, place: DrawPlace): Markup | null {
  const image = imageSource(url, place);
  if (image !== null) return html`<img class="reply-icon" alt="" src="${image}" referrerpolicy="no-referrer">`;
  if (textIn(url) !== null) return html`<span class="reply-icon" title="${textIn(url)}"></span>`;
  const own = typeof type === 'string' && Object.hasOwn(OWN_ICONS, type) ? OWN_ICONS[type] : undefined;
  return own === undefined ? null : html`<svg class="own-icon" viewBox="0 0 24 24" aria-hidden="true">${own}</svg>`;
}

/** The height of a long chat is that of its messages. */
export const CHAT_STYLE = `
.chats{display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}
.chats figure{margin:0;max-width:100%}
.phone{overflow-x:auto;border-radius:22px}
.chats figcaption{margin:0 0 6px;color:var(--dim);font-size:13px}
.chat{display:flex;flex-direction:column;border-radius:22px;overflow:hidden;background:var(--chat);color:var(--chat-ink);font:15px/1.4 system-ui,-apple-system,"Hiragino Sans","Noto Sans CJK JP","Noto Sans Thai",sans-serif}
.chat-head{padding:12px 14px;font-size:16px;border-bottom:1px solid var(--chat-line)}
.chat-foot{padding:8px 12px;background:var(--foot)}
.chat-foot span{display:block;padding:5px 12px;border-radius:16px;background:var(--foot-field);color:var(--foot-ink);font-size:13px}
.messages{list-style:none;margin:0;padding:12px 0 16px;display:grid;gap:10px;min-height:220px;align-content:start}
.message{display:grid;grid-template-columns:36px minmax(0,1fr);column-gap:8px;padding-left:10px}
.avatar{grid-row:span 2;width:36px;height:36px;border-radius:50%;overflow:hidden;display:grid;place-items:center;background:var(--avatar);color:#fff;font-weight:700}
.avatar img{width:100%;height:100%;object-fit:cover}
.who{margin:0 ${RIGHT}px 3px 0;font-size:12px;overflow-wrap:anywhere}
.content{grid-column:2;min-width:0;margin-right:${RIGHT}px}
.content:has(>.columns,>.fx>.fx-carousel){margin-right:0}
.replies{list-style:none;margin:0;padding:8px 10px 10px;display:flex;gap:8px;overflow-x:auto;scrollbar-width:thin}
.replies li{flex:none;display:flex;gap:5px;align-items:center;padding:7px 13px;border-radius:18px;background:var(--reply);color:var(--reply-ink);font-size:13px;white-space:nowrap}
.own-icon{width:18px;height:18px;fill:none;stroke:currentColor;stroke-width:1.6}
.reply-icon{width:20px;height:20px;border-radius:50%;background:var(--blank)}
`;
