import { type EventRow, eventRow } from './event-row.js';

const NO_REPLY = { isReplyable: false };
/** An event of the account itself: of no user, and nothing to reply to. */
const OF_THE_ACCOUNT = { ...NO_REPLY, chats: [] };
const NOTHING = () => ({});
/** How long a module that has taken over a chat keeps it, unless it says otherwise. @see https://developers.line.biz/en/reference/partner-docs/#acquire-control-api */
const CONTROL_LASTS_MS = 60 * 60 * 1000;

/**
 * What happens to the account: module channels, suspension, LINE notification messages that arrived.
 *
 * @see https://developers.line.biz/en/reference/partner-docs/#module-channel-specific-webhook-events
 */
export const ACCOUNT_ROWS: readonly EventRow[] = [
  eventRow({
    name: 'module:attached',
    summary: 'a module channel was attached to the account',
    ...OF_THE_ACCOUNT,
    content: ({ botUserId }) => ({
      module: { type: 'attached', botId: botUserId, scopes: ['message:send', 'message:receive'] },
    }),
  }),
  eventRow({
    name: 'module:detached',
    summary: 'a module channel was detached, for the account was deleted',
    ...OF_THE_ACCOUNT,
    content: ({ botUserId }) => ({ module: { type: 'detached', botId: botUserId, reason: 'bot_deleted' } }),
  }),
  eventRow({
    name: 'activated',
    summary: 'the module took over a chat',
    ...NO_REPLY,
    content: ({ timestamp }) => ({ chatControl: { expireAt: timestamp + CONTROL_LASTS_MS } }),
  }),
  eventRow({ name: 'deactivated', summary: 'the module gave a chat back', ...NO_REPLY, content: NOTHING }),
  eventRow({ name: 'botSuspended', summary: 'the account was suspended', ...OF_THE_ACCOUNT, content: NOTHING }),
  eventRow({ name: 'botResumed', summary: 'the account works again', ...OF_THE_ACCOUNT, content: NOTHING }),
  eventRow({
    name: 'delivery',
    summary: 'a LINE notification message reached its user',
    chats: ['user'],
    ...NO_REPLY,
    content: () => ({ delivery: { data: 'sample-delivery-tag' } }),
  }),
];
