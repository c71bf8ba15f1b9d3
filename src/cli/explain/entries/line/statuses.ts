import type { Entry } from '../../entry.js';

const STATUS_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#status-codes';
const RETRY_PAGE = 'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/';
const RATE_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#rate-limits';

/** HTTP statuses of LINE's API, with what it calls them. */
export const STATUSES: Readonly<Record<string, Entry & { readonly title: string }>> = {
  200: {
    title: 'OK',
    means:
      'LINE took the request. For a send that means accepted, not delivered: who has blocked the account gets nothing and is not counted.',
    causes: ['All is well.', 'A multicast to a user ID that the channel does not know is answered so, too.'],
    next: ['What was delivered shows in `line-ops broadcast insight <id>` after a day.'],
    docs: STATUS_PAGE,
  },
  202: {
    title: 'Accepted',
    means: 'LINE took the request and works on it later: a narrowcast, an audience, a change of many rich menus.',
    causes: ['The work takes LINE seconds to hours.'],
    next: ['Ask for its progress: `line-ops broadcast show <id>`, `line-ops audience show <id>`.'],
    docs: STATUS_PAGE,
  },
  400: {
    title: 'Bad Request',
    means: 'Something in the request is wrong, and LINE did nothing of it: of a refused batch nobody was reached.',
    causes: [
      'A property of a message breaks a rule; `details` of the answer names it.',
      'A user ID in it belongs to another provider.',
      'A retry key was sent where LINE takes none.',
    ],
    next: [
      'Check the messages here and at LINE: `line-ops message validate sale.json --remote`.',
      'Explain the text of the answer: `line-ops explain - < answer.json`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#error-responses',
  },
  401: {
    title: 'Unauthorized',
    means: 'The channel access token that came with the request is none that LINE takes now. Nothing was done.',
    causes: [
      'It has expired or was revoked; a 31st short-lived token ends the oldest without a word.',
      'It is cut, or has `Bearer` twice.',
      'The header is missing.',
    ],
    next: ['Ask LINE about it: `line-ops token verify --stdin`.', 'Get one that works: `line-ops token get`.'],
    docs: STATUS_PAGE,
  },
  403: {
    title: 'Forbidden',
    means: 'The token is good, and this account or plan may not use this API.',
    causes: [
      'Follower IDs and some statistics are for verified or premium accounts.',
      'Too few friends for a narrowcast by attributes.',
      'The feature has to be applied for.',
    ],
    next: ['See which account it is: `line-ops channel show`.'],
    docs: STATUS_PAGE,
  },
  404: {
    title: 'Not Found',
    means: 'LINE has no such thing for this channel. For a profile that does not mean that the person does not exist.',
    causes: [
      'A profile: not a friend, blocked, no consent, or an ID of another provider.',
      'A narrowcast that is older than 14 days, or a request ID of something else.',
      'A signing key that is not registered, where a token was asked for.',
      'A path that is spelled otherwise.',
    ],
    next: [
      'Look at the request: `line-ops log list --since 1h --status 404`.',
      'A person: `line-ops user show <userId>`.',
    ],
    docs: STATUS_PAGE,
  },
  405: {
    title: 'Method Not Allowed',
    means: "The path is one of LINE's, and not with this method.",
    causes: ['GET in place of POST, or the other way round.'],
    next: [
      "Look the endpoint up in LINE's reference, and write the method first: `line-ops api POST /v2/bot/message/validate/push --data body.json`.",
    ],
  },
  409: {
    title: 'Conflict',
    means:
      'LINE had accepted a request under this retry key before. This one was not sent again, which is what the key is for.',
    causes: [
      'A request was repeated after a lost answer.',
      'A key was used for two different messages: then the second one reached nobody.',
    ],
    next: [
      'The header `x-line-accepted-request-id` names the request that counts; find it: `line-ops log list --since 1d --status 409`.',
      'Another message needs a key of its own.',
    ],
    docs: RETRY_PAGE,
  },
  410: {
    title: 'Gone',
    means: 'It was there and is not any more, and will not come back.',
    causes: [
      'A person took the message back.',
      'LINE keeps the content of a message for a while only.',
      'The coupon is closed.',
    ],
    next: ['Remove it from your own records, too, where a person has taken it back.'],
    docs: STATUS_PAGE,
  },
  413: {
    title: 'Payload Too Large',
    means: 'The request body is larger than the 2 MB that LINE takes. Nothing of it was read.',
    causes: ['A Flex message with much in it, five times.', 'A list that should be cut into several requests.'],
    next: ['See what is large: `line-ops message validate sale.json`.'],
    docs: STATUS_PAGE,
  },
  415: {
    title: 'Unsupported Media Type',
    means: 'LINE does not take a body of this kind at this endpoint.',
    causes: [
      'The header content-type is missing or wrong.',
      'An image of another kind than PNG or JPEG for a rich menu.',
    ],
    next: [
      'Let the file name say it: `line-ops api POST /v2/bot/richmenu/<richMenuId>/content --data menu.png --data-host`.',
    ],
    docs: STATUS_PAGE,
  },
  429: {
    title: 'Too Many Requests',
    means:
      "LINE refused for now. Four things are called so: too many requests in a time, too many uploads at once, the month's messages used up, or reserved by another delivery. Nothing was sent.",
    causes: [
      'More requests than the endpoint takes, by all systems that use the channel.',
      'The monthly quota is used up.',
      'A narrowcast at work has reserved the rest of the quota.',
      'More than 10 uploads to one audience at once.',
      'Many pushes to the same person.',
    ],
    next: [
      'See whether it is the quota: `line-ops quota`.',
      'See who asked how often: `line-ops log list --since 1h --status 429`.',
      'If it is the rate, wait: the allowance refills steadily. A broadcast of line-ops waits by itself.',
    ],
    docs: RATE_PAGE,
  },
  500: {
    title: 'Internal Server Error',
    means: 'LINE failed. A send may have been taken all the same: without a retry key nobody can repeat it safely.',
    causes: ['An incident at LINE.', 'An unusual request that LINE fails on.'],
    next: [
      'Look at https://api.line-status.info/.',
      'A broadcast asks again under the same keys: `line-ops broadcast resume <id>`.',
      'With your own program repeat it with the same `X-Line-Retry-Key` within 24 hours.',
    ],
    docs: RETRY_PAGE,
  },
  502: {
    title: 'Bad Gateway',
    means:
      'A gateway got no sound answer from what is behind it: at LINE, or before it. Whether a send was taken is open.',
    causes: ['An incident at LINE.', 'A proxy of your own network. Without `x-line-request-id` it was not LINE.'],
    next: [
      'Look at https://api.line-status.info/ and at HTTPS_PROXY.',
      'Then `line-ops broadcast resume <id>`, which sends nothing twice.',
    ],
    docs: RETRY_PAGE,
  },
  503: {
    title: 'Service Unavailable',
    means: 'LINE, or something before it, cannot answer now. Whether a send was taken is open.',
    causes: [
      'An incident or maintenance at LINE.',
      'A proxy of your own network. Without `x-line-request-id` it was not LINE.',
    ],
    next: [
      'Look at https://api.line-status.info/.',
      'Then `line-ops broadcast resume <id>`, which sends nothing twice.',
    ],
    docs: RETRY_PAGE,
  },
  504: {
    title: 'Gateway Timeout',
    means: 'A gateway waited in vain for what is behind it. A send may have been taken.',
    causes: ['LINE is slow.', 'A proxy of your own network with a short time limit.'],
    next: [
      'Then `line-ops broadcast resume <id>`, which sends nothing twice.',
      'Uploads to audiences take 30 seconds and more: give a proxy more time.',
    ],
    docs: RETRY_PAGE,
  },
};
