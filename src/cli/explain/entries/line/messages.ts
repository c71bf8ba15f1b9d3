import type { LineSubject } from '../../entry.js';

const ERROR_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#error-messages';
const RATE_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#rate-limits';

/** Texts of LINE, by a name of ours: the wording may change, the status counts. */
export const MESSAGE_SUBJECTS: readonly LineSubject[] = [
  {
    name: 'request-body-errors',
    title: 'The request body has … error(s)',
    seenAs: [/The request body has \d+ error/i],
    means:
      'LINE found that many faults in the JSON of the request and did nothing of it. Each stands in `details`, with the property that it is about.',
    causes: [
      'A text, label or URL is too long or empty.',
      'A value is none of those that LINE takes.',
      'A property stands where it may not.',
    ],
    next: [
      'See all of them at once, with line and column: `line-ops message validate sale.json`.',
      'Mend what is mechanical: `line-ops message fix sale.json`.',
    ],
    docs: ERROR_PAGE,
  },
  {
    name: 'invalid-reply-token',
    title: 'Invalid reply token',
    seenAs: [/Invalid reply token/i],
    means: 'The reply was not sent: a reply token can be used once, within a minute of the event.',
    causes: [
      'The bot worked for longer than a minute before it replied.',
      'The token was used already, often because a redelivered event was worked on twice.',
      'It belongs to another channel.',
    ],
    next: [
      'Answer the webhook first and reply at once.',
      'See when events come and how long their tokens live: `line-ops webhook listen`.',
      'Too late for a reply: `line-ops message push --to <userId> hello.json`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#send-reply-message',
  },
  {
    name: 'invalid-property',
    title: 'The property, …, in the request body is invalid',
    seenAs: [/The property, [^,]{0,200}, in the request body is invalid/i],
    means:
      'A property that LINE does not know, or a value of another type, stands at the line and column that it names. Nothing was sent.',
    causes: [
      'The name is spelled otherwise.',
      'A number stands where a text has to, or the other way round.',
      'A property of another message type was copied in.',
    ],
    next: ['See the nearest known name: `line-ops message validate sale.json`.'],
    docs: ERROR_PAGE,
  },
  {
    name: 'not-json',
    title: 'The request body could not be parsed as JSON',
    seenAs: [/could not be parsed as JSON/i],
    means: 'The body is no JSON from the line and column that LINE names. Nothing was sent.',
    causes: [
      'A comma or a quote is missing, or there is one too many.',
      'A template put a text with a line break or a quote into the JSON unescaped.',
      'The body was cut off.',
    ],
    next: ['See the place: `line-ops message validate sale.json`.'],
    docs: ERROR_PAGE,
  },
  {
    name: 'content-type',
    title: 'The content type, …, is not supported',
    seenAs: [/The content type, [^,]{0,200}, is not supported/i],
    means: 'LINE takes JSON at this endpoint, and the header said something else.',
    causes: ['The header `Content-Type: application/json` is missing; curl sends a form without it.'],
    next: ['Let line-ops set it: `line-ops api POST /v2/bot/message/validate/push --data body.json`.'],
    docs: ERROR_PAGE,
  },
  {
    name: 'authentication-failed',
    title: 'Authentication failed due to the following reason',
    seenAs: [/Authentication failed due to the following reason/i, /Authorization header required/i],
    means: 'LINE did not take the channel access token of the request. Nothing was done.',
    causes: [
      'The token has expired or was revoked.',
      'It was cut, or holds a blank or a line break.',
      'The header has another form than `Authorization: Bearer` and the token.',
    ],
    next: ['Ask LINE about it: `line-ops token verify --stdin`.', 'Get one that works: `line-ops token get`.'],
    docs: ERROR_PAGE,
  },
  {
    name: 'not-for-your-account',
    title: 'Access to this API is not available for your account',
    seenAs: [/Access to this API is not available for your account/i],
    means: 'The account may not use this API; the request itself may be right.',
    causes: [
      'It is for verified or premium accounts, as follower IDs are.',
      'It has to be applied for, or is for another country.',
    ],
    next: [
      'See which account it is: `line-ops channel show`.',
      'Reach friends without their IDs: `line-ops broadcast plan --messages sale.json --to friends`.',
    ],
    docs: ERROR_PAGE,
  },
  {
    name: 'failed-to-send',
    title: 'Failed to send messages',
    seenAs: [/Failed to send messages/i],
    means:
      'LINE refused the send because of whom it is for. Of a multicast nobody got it, and LINE does not say who is at fault.',
    causes: [
      "A user ID belongs to another provider, or to another channel's provider.",
      'The user ID does not exist.',
      'For a push: the person is no friend of the account.',
    ],
    next: [
      'Look at one person: `line-ops user show <userId>`.',
      'A broadcast of line-ops searches the refused ones by halving: `line-ops broadcast resume <id>`.',
    ],
    docs: ERROR_PAGE,
  },
  {
    name: 'monthly-limit',
    title: 'You have reached your monthly limit.',
    seenAs: [/You have reached your monthly limit/i],
    means: "The month's messages are used up, or reserved by a delivery that is at work. Nothing was sent.",
    causes: [
      'The free messages of the plan are used and no additional ones are allowed.',
      'A narrowcast reserves its whole target reach until it is complete.',
      'The Official Account Manager sent, too.',
    ],
    next: [
      'See what is left: `line-ops quota`.',
      'Wait until the other delivery is complete, or raise the limit; then `line-ops broadcast resume <id>`.',
    ],
    docs: 'https://developers.line.biz/en/faq/#why-do-i-get-429-error-during-message-delivery',
  },
  {
    name: 'rate-limit',
    title: 'The API rate limit has been exceeded. Try again later.',
    seenAs: [/API rate limit has been exceeded/i],
    means: 'More requests came to this endpoint of the channel than LINE takes. What was refused was not sent.',
    causes: [
      'Several systems use the channel at once: LINE counts all of them together.',
      'A program repeats at once after a refusal.',
      'The endpoint takes 60 requests an hour: statistics, narrowcast, the test of the webhook.',
    ],
    next: [
      'See who asked how often: `line-ops log list --since 1h --status 429`.',
      'See the rates: `line-ops help limits`.',
    ],
    docs: RATE_PAGE,
  },
  {
    name: 'not-found',
    title: 'Not found',
    seenAs: [/"message"\s{0,4}:\s{0,4}"Not found"/i],
    means: 'LINE has no such thing for this channel; of a profile that does not say that the person does not exist.',
    causes: [
      'The person is no friend, has blocked the account, or has not consented.',
      'The request ID is older than 14 days, or is none of a narrowcast.',
    ],
    next: [
      'Look at a person: `line-ops user show <userId>`.',
      'Look at the request: `line-ops log list --since 1h --status 404`.',
    ],
    docs: ERROR_PAGE,
  },
  {
    name: 'retry-key-accepted',
    title: 'The retry key is already accepted',
    seenAs: [/retry key is already accepted/i],
    means:
      'LINE had accepted a request under this key, and did not send it again. If it was the same request, all is done.',
    causes: [
      'A request was repeated after a lost answer: that is what the key is for.',
      'The key belongs to another message: then this one reached nobody.',
    ],
    next: ['Find the request that counts: `line-ops log list --since 1d --status 409`.'],
    docs: 'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/',
  },
  {
    name: 'not-enough-friends',
    title: 'Your account does not have enough friends',
    seenAs: [/does not have enough friends/i],
    means:
      'LINE narrows by attributes only where at least 100 people can be reached, so that nobody can be singled out.',
    causes: ['The account is small.', 'Many of its friends have blocked it.'],
    next: ['Send without a filter: `line-ops broadcast plan --messages sale.json --to friends`.'],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message',
  },
  {
    name: 'audience-not-usable',
    title: 'Invalid audience group id',
    seenAs: [/Invalid audience group id/i],
    means: 'The narrowcast names an audience that LINE does not have for this channel, or that is not ready.',
    causes: ['The ID is that of another account.', 'It is still being made, or has expired.'],
    next: ['See it: `line-ops audience show <id>`, or all of them: `line-ops audience list`.'],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message',
  },
  {
    name: 'redelivery-not-possible',
    title: 'Invalid request id',
    seenAs: [/Invalid request id/i],
    means: 'The request ID that was named is no narrowcast that LINE can leave out or tell of.',
    causes: [
      'It is older than 14 days.',
      'It is the ID of a push, multicast or broadcast.',
      'The narrowcast has not succeeded.',
    ],
    next: ['Look it up: `line-ops log list --request-id <id>`.'],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status',
  },
  {
    name: 'content-gone',
    title: 'The content is gone',
    seenAs: [/The content is gone/i],
    means: 'The content of that message cannot be fetched any more.',
    causes: ['The person took it back.', 'LINE has kept it for long enough.'],
    next: ['Fetch content right after the event; remove it where an unsend event came.'],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#get-content',
  },
  {
    name: 'invalid-webhook-endpoint',
    title: 'Invalid webhook endpoint URL',
    seenAs: [/Invalid webhook endpoint/i],
    means: 'LINE does not take the URL as a webhook endpoint.',
    causes: ['It is not https, or longer than 500 characters.', 'The host name does not resolve in public DNS.'],
    next: ['Examine it: `line-ops webhook check https://bot.example.com/webhook`.'],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url',
  },
];
