import { html, type Markup, NOTHING, render } from '../../domain/drawing/markup.js';
import { type Answer, json } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import type { Addressed } from '../http/route.js';
import { chatOf } from '../sent/chat.js';
import { accountFacts, channelChoice, latestRequests, unservedPaths } from './account-view.js';
import { chatView } from './chat-view.js';
import { menuView } from './menu-view.js';
import { chatChoice, chatName, sourceOf } from './people-view.js';

/** CSS pixels of a chat, from the narrowest phone's to the widest's. */
const WIDTHS = { least: 240, usual: 375, most: 430 };

/** Everything that the page shows of a channel, `?channel=`, and of one of its chats, `?chat=`, drawn `?width=` wide. */
export function pageView({ platform, state }: Addressed, { query, at }: LineRequest): Answer {
  const chatId = query.get('chat') ?? (0 < state.followers.count ? state.followers.idOf(0) : null);
  const width = Number(query.get('width') ?? WIDTHS.usual) || WIDTHS.usual;
  const chat = chatView(state, chatId === null ? [] : chatOf(state, chatId, at), {
    chatWidth: Math.min(WIDTHS.most, Math.max(WIDTHS.least, Math.round(width))),
    isGroup: chatId !== null && !chatId.startsWith('U'),
    isLoading: state.loading.visible(at).some(({ userId }) => userId === chatId),
  });
  const { texts, styles } = rendered({
    channels: channelChoice(platform, state),
    account: accountFacts(state, at),
    people: chatChoice(state, chatId),
    'chat-name': chatName(state, chatId),
    chat: chat.messages,
    replies: chat.replies ?? NOTHING,
    menu: (chatId === null ? null : menuView(state, chatId)) ?? NOTHING,
    clock: html`<time datetime="${new Date(at).toISOString()}">${timeText(at)}</time>`,
    requests: latestRequests(state),
    unserved: unservedPaths(state),
  });
  return json(
    200,
    {
      chatId,
      source: chatId === null ? null : sourceOf(state, chatId),
      webhook: state.webhook.endpoint,
      parts: texts,
      styles,
      taps: chat.taps,
    },
    { 'cache-control': 'no-store' },
  );
}

/** Text of others is escaped: no value holds this. */
const BETWEEN = '<!--part-->';

/** The parts as text, and the style of all of them: a class has one name in the whole page. */
function rendered(parts: Readonly<Record<string, Markup>>): {
  readonly texts: Readonly<Record<string, string>>;
  readonly styles: string;
} {
  const { text, styles } = render(html`${Object.values(parts).map((part) => html`${part}<!--part-->`)}`);
  const texts = text.split(BETWEEN);
  return { texts: Object.fromEntries(Object.keys(parts).map((name, index) => [name, texts[index] ?? ''])), styles };
}

function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
