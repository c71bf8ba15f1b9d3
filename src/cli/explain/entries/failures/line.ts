import type { LINE_FAILURES } from '../../../../domain/failure/codes/line.js';
import type { Entries } from '../../entry.js';

const STATUS_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#status-codes';
const RETRY_PAGE = 'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/';
const RATE_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#rate-limits';
const KEY_PAGE = 'https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/';

export const LINE: Entries<keyof typeof LINE_FAILURES> = {
  INVALID_API_URL: {
    means: 'LINE_OPS_API_URL or LINE_OPS_DATA_API_URL is set to something that is no plain address of a host.',
    causes: [
      'The scheme is missing.',
      'It has a path, a query or a user name.',
      'The variable of an emulator that has ended is still set.',
    ],
    next: ['Unset it to talk to LINE.', 'For tests take what the emulator prints: `line-ops emulator start`.'],
  },
  INSECURE_API_URL: {
    means:
      'A host that is not this machine was named with plain http: tokens would travel readable by everybody on the way.',
    causes: ['A test server in the network was meant.', 'The s of https is missing.'],
    next: ['Use https, or run the test server on this machine: `line-ops emulator start`.'],
  },
  LINE_ANSWER_UNREADABLE: {
    means: 'An answer came with a good status, and not in the form that LINE documents. Nothing was concluded from it.',
    causes: [
      'LINE_OPS_API_URL points at something that is not LINE.',
      'A proxy or a login page of the network answered in its place.',
      'LINE has changed the answer.',
    ],
    next: [
      'Check LINE_OPS_API_URL and HTTPS_PROXY.',
      'See what came: `line-ops api GET /v2/bot/info --verbose`.',
      'Look at https://api.line-status.info/.',
    ],
  },
  LINE_NOT_REACHABLE: {
    means:
      'No answer of LINE came, after all the attempts that were safe. For a send nothing of it is in doubt, or the error would say so.',
    causes: [
      'This machine has no network, or a firewall stops it.',
      'The host name does not resolve here.',
      'A proxy is needed and HTTPS_PROXY is not set, or it refuses.',
      'An incident at LINE.',
    ],
    next: [
      'Try a harmless call: `line-ops quota --verbose`.',
      'Look at https://api.line-status.info/.',
      'A broadcast goes on with: `line-ops broadcast resume <id>`.',
    ],
  },
  LINE_FAILED: {
    means:
      'LINE answered with a 5xx, each time it was asked. Requests that change nothing or carry a retry key were repeated.',
    causes: ['An incident at LINE.', 'One request is so unusual that LINE fails on it.'],
    next: [
      'Look at https://api.line-status.info/ and try again in a few minutes.',
      'Find the request ID for LINE: `line-ops log list --since 1h --status 5xx`.',
    ],
    docs: STATUS_PAGE,
  },
  ANSWER_NOT_FROM_LINE: {
    means:
      'An answer came, and it lacks what every answer of LINE carries. Somebody between here and LINE has answered.',
    causes: [
      'A company proxy or a firewall shows a page of its own.',
      'LINE_OPS_API_URL points at another server.',
      'A gateway removes the header `x-line-request-id`.',
    ],
    next: [
      "Check HTTPS_PROXY and LINE_OPS_API_URL; ask whoever runs the proxy to pass LINE's headers on.",
      'Look at what comes: `line-ops api GET /v2/bot/info --verbose`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#response-headers',
  },
  RATE_LIMITED: {
    means:
      'LINE refused by rate, and went on refusing for as long as the command was ready to wait. What was refused was not sent.',
    causes: [
      'Another system of yours calls the same endpoint for this channel.',
      'An endpoint with few requests an hour was called often: tests of the webhook, statistics, narrowcasts.',
      'More than 10 uploads to one audience were at work at once.',
    ],
    next: [
      'See what was called from here: `line-ops log list --since 1h --status 429`.',
      'Wait: the allowance refills steadily.',
      'A broadcast goes on with: `line-ops broadcast resume <id>`.',
    ],
    docs: RATE_PAGE,
  },
  INSIGHT_USED_UP: {
    means: 'LINE answers 60 questions about statistics an hour, and they are used up. What was heard before is kept.',
    causes: ['A broadcast of many stages asks one question for each.', 'A report is made again and again.'],
    next: ['Ask again within the hour for the rest: `line-ops broadcast insight <id>`.'],
    docs: RATE_PAGE,
  },
  CREDENTIALS_REFUSED: {
    means:
      'LINE refused what was shown to get a token: the channel secret, or the signed assertion. No token was issued.',
    causes: [
      'The channel secret was reissued in the console.',
      'Channel ID and secret belong to two channels.',
      'The public key was deleted in the console, or its key ID is another one.',
      'The clock of this computer is wrong, so that the assertion is over.',
    ],
    next: [
      'See what LINE says of the channel: `line-ops channel show`.',
      'Give the secret again: `line-ops channel add <name> --replace`.',
      'Prove the key: `line-ops key set-id <kid>`.',
    ],
    docs: KEY_PAGE,
  },
  NOT_AVAILABLE_FOR_ACCOUNT: {
    means: 'LINE has this API, and not for an account of this kind or plan. The request itself may be right.',
    causes: [
      'Follower IDs and some statistics are for verified or premium accounts.',
      'The feature has to be applied for.',
      'The account has too few friends for it.',
    ],
    next: [
      'See which account it is: `line-ops channel show`.',
      'Reach friends without their IDs: `line-ops broadcast plan --messages sale.json --to friends`.',
    ],
    docs: STATUS_PAGE,
  },
  LINE_REFUSED: {
    means:
      'LINE understood who is asking and refused this request. Repeating it unchanged changes nothing; nothing of it was sent.',
    causes: [
      'A property of the message breaks a rule; LINE names it in the details.',
      'A user ID belongs to another provider, or does not exist.',
      'The thing that was named does not exist, or is in another state.',
    ],
    next: [
      'Check the messages, with LINE too: `line-ops message validate sale.json --remote`.',
      'See the request: `line-ops log list --since 1h --status 4xx`.',
      'Explain the words of LINE: `line-ops explain "The request body has 2 error(s)"`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#error-responses',
  },
  INVALID_API_METHOD: {
    means: 'The first word of `api` is the method of the request, and this is none that LINE has.',
    causes: ['Method and path are swapped, or the method was left out.'],
    next: ['Write it first: `line-ops api GET /v2/bot/info`.'],
  },
  INVALID_API_PATH: {
    means: 'The path is not written as LINE writes one, or leads to another host. The token was sent nowhere.',
    causes: ['A whole URL of another server was given.', 'There is a double slash, a dot segment or a fragment in it.'],
    next: ['Give the path alone: `line-ops api GET "/v2/bot/followers/ids?limit=10"`.'],
  },
  TOKEN_ENDPOINT: {
    means:
      '`api` does not call the endpoints that issue, verify and revoke tokens: a token that it issued would be in no ledger and fill a place unseen.',
    causes: ['A script of before called them with curl.'],
    next: ['Use the verbs for it: `line-ops token issue`, `line-ops token verify <id>`, `line-ops token revoke <id>`.'],
  },
  SEND_WITHOUT_KEY: {
    means:
      'The request would send messages, and without a retry key nobody could repeat it safely after a lost answer. It was not made.',
    causes: ['A send endpoint was called with `api`.'],
    next: [
      'Send with a ledger: `line-ops message push --to <userId> hello.json`, `line-ops broadcast send --messages sale.json --to users.csv`.',
      'Or take the risk knowingly, with a key of your own: `line-ops api POST /v2/bot/message/push --data body.json --retry-key "$(uuidgen)"`.',
    ],
    docs: RETRY_PAGE,
  },
  RETRY_KEY_NOT_TAKEN: {
    means: 'Retry keys are for the four endpoints that send to many; LINE refuses them elsewhere.',
    causes: [
      'A reply was to be sent with one: a reply token can be used once and needs none.',
      'The path is spelled otherwise than LINE spells it.',
    ],
    next: ['Leave it out: `line-ops api POST /v2/bot/message/reply --data body.json`.'],
    docs: RETRY_PAGE,
  },
  INVALID_API_DATA: {
    means: 'What was to be the body of the request is neither JSON nor an image. Nothing was sent.',
    causes: ['The JSON has a comma too many, or quotes that a text program made curly.', 'The file is empty.'],
    next: [
      'Mend it at the place that is named, and send it from a file: `line-ops api POST /v2/bot/richmenu --data menu.json`.',
    ],
  },
  NOT_FOR_TERMINAL: {
    means: 'LINE answered with an image or other bytes, which would do harm in a terminal. They were not printed.',
    causes: ['The content of a message or the picture of a rich menu was asked for.'],
    next: ['Send it to a file: `line-ops api GET /v2/bot/message/<messageId>/content --data-host > picture.jpg`.'],
  },
  NOT_FOR_JSON: {
    means: 'LINE answered with bytes, which cannot stand in a JSON document.',
    causes: ['`--json` was given for the content of a message or a picture.'],
    next: ['Leave `--json` out: `line-ops api GET /v2/bot/message/<messageId>/content --data-host > picture.jpg`.'],
  },
  ANSWER_NOT_TAKEN: {
    means: 'LINE has done what the request asked for, and nobody got its answer. Doing it again would make it twice.',
    causes: ['The program behind the pipe ended early.', 'The disk that stdout goes to is full.'],
    next: [
      'Find what was made with a GET, such as `line-ops api GET /v2/bot/richmenu/list`.',
      'Its request ID: `line-ops log list --since 1h`.',
    ],
  },
  PAGE_REPEATED: {
    means:
      'LINE named the same next page again, so that reading on would never end. What was printed may hold things twice.',
    causes: ['The list was changed while it was read.', 'An incident at LINE.'],
    next: [
      'Begin again.',
      'Read followers with the verb that notices doubles: `line-ops user list --out followers.txt`.',
    ],
  },
  API_SEND_UNKNOWN: {
    means: 'The request left, and no answer tells whether LINE took it. It may have reached people.',
    causes: ['The connection broke after it was sent.', 'LINE or something before it answered 5xx.'],
    next: [
      'Within 24 hours the same line with the same key sends nothing twice; it stands in the hint.',
      'Afterwards look first: `line-ops log list --since 2d`.',
    ],
    docs: RETRY_PAGE,
  },
  RETRY_KEY_OF_ANOTHER: {
    means:
      'The key belongs to another request, so that LINE would answer 409 and send nothing. This request was not sent.',
    causes: ['A key was copied from an earlier command.', 'A script uses one fixed key.'],
    next: [
      'Give each request its own: `line-ops api POST /v2/bot/message/push --data body.json --retry-key "$(uuidgen)"`.',
    ],
    docs: RETRY_PAGE,
  },
  RETRY_KEY_FORGOTTEN: {
    means: 'LINE remembers a retry key for 24 hours. This one is older, and would be a new send of the same messages.',
    causes: ['A job was repeated a day later.'],
    next: [
      'Find out whether it arrived: `line-ops log list --since 2d`.',
      'Only when it did not, send it under a new key.',
    ],
    docs: RETRY_PAGE,
  },
  CLOCK_SKEW: {
    means: "LINE refused an assertion because its times do not fit LINE's clock. The clock of this computer is wrong.",
    causes: [
      'The clock is not synchronised, as in a virtual machine that slept.',
      'The time zone was set in place of the time.',
    ],
    next: ['Set the clock: `timedatectl set-ntp true` on Linux.', 'See the difference: `line-ops doctor`.'],
    docs: KEY_PAGE,
  },
  INVALID_ASSERTION_KEY: {
    means:
      'The key that was given cannot sign an assertion for LINE: it has to be the private JWK of an RSA key of 2048 bits.',
    causes: [
      'It is the public half, or PEM in place of JWK.',
      'A character was changed when it was pasted through a chat or a text program.',
      'It is another kind of key, or another size.',
    ],
    next: [
      'Make one: `line-ops key generate`.',
      'Take one over: `line-ops channel add <name> --replace --assertion-key-file key.json --assertion-key-id <kid>`.',
    ],
    docs: KEY_PAGE,
  },
};
