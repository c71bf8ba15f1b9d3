import { type Answer, apiError, json } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { type Addressed, control, type Route } from '../http/route.js';
import { chatOf } from '../sent/chat.js';

/** Who got what: the summary, one user with `?userId=`, or every user with `?format=tsv`. */
function showDeliveries({ state }: Addressed, { query }: LineRequest): Answer {
  if (query.get('format') === 'tsv') {
    return { status: 200, headers: { 'content-type': 'text/tab-separated-values' }, body: state.deliveries.tsv() };
  }
  const userId = query.get('userId');
  if (userId === null) return json(200, state.deliveries.summary());
  const { delivered, undeliverable } = state.deliveries.ofUser(userId);
  return json(200, { userId, messages: delivered, undeliverable });
}

/** What a chat shows, oldest first: with a user, `?userId=`, or in a group or room, `?chatId=`. */
function showMessages({ state }: Addressed, { query, at }: LineRequest): Answer {
  const chatId = query.get('userId') ?? query.get('chatId');
  return chatId === null
    ? apiError(400, 'Give ?userId= or ?chatId=')
    : json(200, { chatId, messages: chatOf(state, chatId, at) });
}

/** Counts per endpoint and the latest requests. */
function showRequests({ state }: Addressed): Answer {
  return json(200, state.journal.summary());
}

/** Every token with its string: the emulator keeps no secrets. */
function showTokens({ state }: Addressed): Answer {
  const now = state.clock.now();
  const tokens = state.tokens
    .all()
    .map((token) => ({ ...token, state: state.tokens.state(token.accessToken, now).type }));
  return json(200, { tokens });
}

/** What a client must never do and did. */
function showViolations({ state }: Addressed): Answer {
  return json(200, { count: state.violations.count, violations: state.violations.list() });
}

/** What the platform saw. */
export const WITNESS_ROUTES: readonly Route[] = [
  control('GET', 'deliveries', showDeliveries),
  control('GET', 'messages', showMessages),
  control('GET', 'requests', showRequests),
  control('GET', 'tokens', showTokens),
  control('GET', 'violations', showViolations),
];
