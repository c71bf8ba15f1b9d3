import { chatMessage, quickReplies } from '../../domain/drawing/chat.js';
import type { DrawPlace } from '../../domain/drawing/draw-place.js';
import { kindOf } from '../../domain/drawing/kinds.js';
import { html, type Markup } from '../../domain/drawing/markup.js';
import { tapsIn } from '../../domain/drawing/taps.js';
import type { JsonObject } from '../http/line-request.js';
import type { ChatMessage } from '../sent/chat.js';
import type { EmulatorState } from '../state/state.js';
import { nameOf } from './people-view.js';

/** More of them no person looks at, and each time they are drawn anew. */
const SHOWN_MESSAGES = 60;

/** Something in a chat that can be pressed: where it is drawn, and what it does. */
interface ChatTap {
  readonly at: string;
  readonly action: JsonObject;
}

/** A chat as the phone of a user shows it. */
export interface ChatView {
  readonly messages: Markup;
  readonly replies: Markup | null;
  readonly taps: readonly ChatTap[];
}

/** How a chat is shown. */
export interface ChatLook {
  /** CSS pixels. */
  readonly chatWidth: number;
  /** Whether several users write in it, so that each is named. */
  readonly isGroup: boolean;
  /** Whether the account's loading animation runs. */
  readonly isLoading: boolean;
}

/** Draws the latest messages of a chat. Images of messages are not loaded: the page asks nobody but the emulator. */
export function chatView(state: EmulatorState, all: readonly ChatMessage[], look: ChatLook): ChatView {
  const shown = all.slice(-SHOWN_MESSAGES);
  const frame: DrawPlace = { pointer: '', depth: 0, chatWidth: look.chatWidth, loadImages: false };
  const placed = shown.map((entry) => ({ entry, place: { ...frame, pointer: `/${entry.id}` } }));
  const items = placed.map(({ entry, place }, index) => {
    const above = shown[index - 1];
    if (entry.from === 'user')
      return userMessage(entry, place, look.isGroup && entry.userId !== null ? nameOf(state, entry.userId) : null);
    const before = above?.from === 'bot' ? above.message : null;
    const below = html`<div class="under">${timeOf(entry)}</div>`;
    return chatMessage(entry.message, place, { number: index + 1, before, below });
  });
  const last = placed.at(-1);
  return {
    messages: html`${items}${look.isLoading ? LOADING : null}`,
    replies: last?.entry.from === 'bot' ? quickReplies(last.entry.message, last.place) : null,
    taps: placed.flatMap(({ entry, place }) => (entry.from === 'bot' ? tapsOf(entry.message, place.pointer) : [])),
  };
}

/** @see https://developers.line.biz/en/docs/messaging-api/use-loading-indicator/ */
const LOADING = html`<li class="message"><div class="content"><div class="bubble" role="img" aria-label="the account is writing">•••</div></div></li>`;

/** What a user wrote, on the right. */
function userMessage(entry: ChatMessage, place: DrawPlace, name: string | null): Markup {
  // By its quote token others quote it; it does not quote them.
  const { quoteToken: _own, ...message } = entry.message;
  const under = html`<div class="under">${name}${timeOf(entry)}${unsendButton(entry)}</div>`;
  return html`<li class="message mine" aria-label="message of a user"><div class="content">${kindOf(message).draw(message, place)}${under}</div></li>`;
}

function timeOf({ at }: ChatMessage): Markup {
  return html`<time datetime="${at}">${at.slice(11, 16)}</time>`;
}

function unsendButton({ id }: ChatMessage): Markup {
  return html`<button type="button" data-key="unsend-${id}" data-unsend="${id}" aria-label="unsend this message">unsend</button>`;
}

/** Actions by the pointers at which they are drawn: what holds one is drawn, not the action itself. */
function tapsOf(message: JsonObject, pointer: string): readonly ChatTap[] {
  return [...tapsIn(message, pointer)].map((tap) => ({
    at: tap.pointer.replace(/\/(?:action|defaultAction)$/, ''),
    action: tap.action,
  }));
}
