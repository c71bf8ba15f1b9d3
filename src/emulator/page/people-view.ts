import { html, type Markup } from '../../domain/drawing/markup.js';
import type { Relation } from '../bot/people.js';
import type { JsonObject } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';

/** Of millions of followers a list shows the first; any other chat is opened by its ID. */
const LISTED_FOLLOWERS = 20;
const LISTED_GROUPS = 20;

/** Whose phone is looked at. */
export function chatChoice(state: EmulatorState, chatId: string | null): Markup {
  const { followers, groups } = state;
  const first = Array.from({ length: Math.min(LISTED_FOLLOWERS, followers.count) }, (_, index) =>
    followers.idOf(index),
  );
  const listed: readonly string[] = [
    ...first,
    ...groups
      .all()
      .slice(0, LISTED_GROUPS)
      .map(({ id }) => id),
  ];
  const ids = chatId === null || listed.includes(chatId) ? listed : [...listed, chatId];
  if (ids.length === 0) return html`<p class="dim">Nobody follows the account.</p>`;
  const options = ids.map((id) => {
    const words = `${nameOf(state, id)} · ${id}`;
    return id === chatId
      ? html`<option value="${id}" selected>${words}</option>`
      : html`<option value="${id}">${words}</option>`;
  });
  return html`<label for="who">Whose phone</label><select id="who" data-opens="chat">${options}</select>`;
}

/** The head of the chat. */
export function chatName(state: EmulatorState, chatId: string | null): Markup {
  if (chatId === null) return html`No chat is open`;
  return html`<b>${nameOf(state, chatId)}</b> <span>${standing(state, chatId)}</span><small class="id">${chatId}</small>`;
}

/** Where an event of this chat comes from. @see https://developers.line.biz/en/reference/messaging-api/#source-user */
export function sourceOf({ groups, followers }: EmulatorState, chatId: string): JsonObject {
  if (chatId.startsWith('U')) return { type: 'user', userId: chatId };
  const [member = 0 < followers.count ? followers.idOf(0) : null] = groups.find(chatId)?.members ?? [];
  const sender = member === null ? {} : { userId: member };
  return chatId.startsWith('R')
    ? { type: 'room', roomId: chatId, ...sender }
    : { type: 'group', groupId: chatId, ...sender };
}

/** Who wrote a message, as a chat of several names them. */
export function nameOf({ people, groups }: Pick<EmulatorState, 'people' | 'groups'>, id: string): string {
  if (id.startsWith('U')) return people.profileOf(id).displayName;
  return groups.find(id)?.name || (id.startsWith('R') ? 'Room' : 'Group');
}

const STANDING: Readonly<Record<Relation, string>> = {
  friend: 'is a friend',
  blocked: 'has blocked the account',
  known: 'is no friend of the account',
  unknown: 'is unknown to the account',
  foreign: 'is of another provider',
};

function standing({ people, groups }: EmulatorState, chatId: string): string {
  if (chatId.startsWith('U')) return STANDING[people.relationOf(chatId)];
  const group = groups.find(chatId);
  return group?.hasBot === true ? `${group.members.size} members` : 'the account is not in it';
}
