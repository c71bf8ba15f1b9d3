import { MAX_MESSAGES } from '../../rules/message-types.js';
import { MAX_NARROWCAST_RECIPIENTS } from '../../rules/request/narrowcast.js';
import { MAX_RECIPIENTS } from '../../rules/request/recipients.js';
import type { Papers } from '../paper.js';
import { body, GROUP_ID, hello, image, openShop, times, USER_ID, withQuickReply } from './parts.js';
import { document, paper } from './writing.js';

const unit = (name: string) => document(body({ to: USER_ID, customAggregationUnits: [name] }), { method: 'push' });
const narrowcast = (more: object) => document(body(more), { method: 'narrowcast' });
const audience = { type: 'audience', audienceGroupId: 5614991017776 };
const to = (recipients: readonly string[]) => document(body({ to: recipients }));
const film = { ...image('https://example.com/spring.mp4'), type: 'video', trackingId: 'spring' };
const filmTo = (recipient: string) => document({ to: recipient, messages: [film] }, { method: 'push' });

/** Of whole requests: how many messages, to whom, by which way. */
export const REQUEST_PAPERS = {
  'aggregation-unit': paper({
    limit: 'one, of 1 to 30 of a-z, A-Z, 0-9 and _',
    accepted: unit('spring_sale'),
    refused: unit('spring-sale'),
  }),
  'duplicate-recipient': paper({
    limit: 'each once',
    accepted: to([USER_ID]),
    refused: to([USER_ID, USER_ID]),
  }),
  'message-count': paper({
    limit: `1 to ${MAX_MESSAGES}`,
    accepted: document(times(MAX_MESSAGES, hello)),
    refused: document(times(MAX_MESSAGES + 1, hello)),
  }),
  'message-type': paper({
    accepted: document(hello),
    refused: document({ type: 'message', text: 'Hello' }),
  }),
  'narrowcast-limit': paper({
    limit: 'forbidPartialDelivery with upToRemainingQuota only',
    accepted: narrowcast({ limit: { upToRemainingQuota: true, forbidPartialDelivery: true } }),
    refused: narrowcast({ limit: { forbidPartialDelivery: true } }),
  }),
  'narrowcast-operator': paper({
    limit: 'one of and, or, not',
    accepted: narrowcast({ recipient: { type: 'operator', not: audience } }),
    refused: narrowcast({ recipient: { type: 'operator', not: audience, or: [audience] } }),
  }),
  'quick-reply-not-last': paper({
    limit: 'on the last message',
    accepted: document([hello, withQuickReply(openShop)]),
    refused: document([withQuickReply(openShop), hello]),
  }),
  'recipient-count': paper({
    limit: `1 to ${MAX_RECIPIENTS} user IDs a multicast; ${MAX_NARROWCAST_RECIPIENTS} audience and redelivery objects a narrowcast`,
    accepted: to([USER_ID]),
    refused: to([]),
  }),
  'recipient-format': paper({
    limit: 'U, or C or R for groups and rooms, and 32 of 0-9a-f',
    accepted: document(body({ to: USER_ID }), { method: 'push' }),
    refused: document(body({ to: 'somebody' }), { method: 'push' }),
    warned: document(
      {
        type: 'textV2',
        text: 'Hello {you}',
        substitution: { you: { type: 'mention', mentionee: { type: 'user', userId: 'somebody' } } },
      },
      { method: 'push' },
    ),
  }),
  'tracking-id-destination': paper({
    limit: 'to users only',
    accepted: filmTo(USER_ID),
    refused: filmTo(GROUP_ID),
  }),
} satisfies Partial<Papers>;
