import type { CHANNELS_FAILURES } from '../../../../domain/failure/codes/channels.js';
import type { Entries } from '../../entry.js';

const WEBHOOK_PAGE = 'https://developers.line.biz/en/docs/messaging-api/building-bot/#setting-webhook-url';
const SIGNATURE_PAGE = 'https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/';
const KEY_PAGE = 'https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/';

export const CHANNELS: Entries<keyof typeof CHANNELS_FAILURES> = {
  CHANNEL_NOT_CHOSEN: {
    means: 'Several channels are configured and nothing says which one is meant, so that none was used.',
    causes: [
      'No `--channel`, no LINE_OPS_CHANNEL, and nothing chosen with `channel use`.',
      'The channel that was chosen has been removed.',
    ],
    next: [
      'Choose one for good: `line-ops channel use <name>`.',
      'Or for one command: `line-ops quota --channel <name>`.',
    ],
  },
  NO_CHANNEL: {
    means: 'No channel is configured here, and the environment names none.',
    causes: [
      'This is a first run.',
      'LINE_OPS_HOME points at an empty folder, as in a fresh container.',
      'The variables of the CI job are not handed to this step.',
    ],
    next: [
      'Add one: `line-ops channel add <name>`.',
      'In CI set LINE_CHANNEL_ID and LINE_CHANNEL_SECRET; see `line-ops help environment`.',
    ],
  },
  CHANNEL_ID_MISSING: {
    means: 'The environment gives a channel access token and no channel ID, which this command needs.',
    causes: ['Only LINE_CHANNEL_ACCESS_TOKEN is set, and the command works on tokens or keeps state by channel.'],
    next: [
      'Set LINE_CHANNEL_ID and LINE_CHANNEL_SECRET beside it.',
      'Or add the channel once: `line-ops channel add <name>`.',
    ],
  },
  CHANNEL_SECRET_MISSING: {
    means:
      'The channel is known, and its secret is not kept here. Signatures and stateless or short-lived tokens need it.',
    causes: [
      'The channel was added with an assertion key alone.',
      'The secrets file was started anew.',
      'LINE_CHANNEL_SECRET is not set beside LINE_CHANNEL_ID.',
    ],
    next: [
      'Give it again: `line-ops channel add <name> --replace --channel-secret-stdin`.',
      'The secret stands on the Basic settings tab of the console; only an Admin sees it.',
    ],
  },
  KEY_ID_MISMATCH: {
    means:
      'The private key carries a key ID of its own as `kid`, and it is another one than the key ID that was given beside it.',
    causes: [
      'The key of another channel, or an older one, was given.',
      'The key ID was copied from another row of the console.',
    ],
    next: ['Compare with the console, then record the right one: `line-ops key set-id <kid>`.'],
    docs: KEY_PAGE,
  },
  ASSERTION_KEY_FILE: {
    means: 'The file of LINE_ASSERTION_KEY_FILE cannot be read.',
    causes: [
      'The path is relative, and the job runs in another folder.',
      'The file belongs to another user.',
      'The secret was not mounted into the container.',
    ],
    next: ['Check the path and who may read it.', 'Make a key here in its place: `line-ops key generate`.'],
  },
  ASSERTION_KEY_MISSING: {
    means:
      'A v2.1 token is issued with a signed assertion, and there is no key here to sign one with, or no key ID for it.',
    causes: [
      'No key was made yet.',
      'A key was made, and its public half has not been registered in the console.',
      'The key ID of the console was not recorded.',
    ],
    next: [
      'Make one: `line-ops key generate`; register what it prints on the Basic settings tab of the console.',
      'Record the ID that the console gives: `line-ops key set-id <kid>`.',
      'Without any key: `line-ops token issue --type stateless`.',
    ],
    docs: KEY_PAGE,
  },
  BROADCAST_RUNNING: {
    means:
      'A broadcast of this channel is being sent, and the change would pull its credentials or its name from under it.',
    causes: ['A `broadcast send`, a `broadcast resume` or a worker is at work in another terminal.'],
    next: [
      'Watch it to its end: `line-ops broadcast show <id> --watch`.',
      'Or stop it first: `line-ops broadcast pause <id>`.',
    ],
  },
  KEY_ID_REFUSED: {
    means:
      'LINE does not take an assertion that was signed with the stored key under this key ID. Nothing was recorded.',
    causes: [
      'The key ID belongs to another public key.',
      'A new key was generated after the public half was registered.',
      'The public key was registered in another channel.',
    ],
    next: [
      'Compare the public key in the console with the one that is stored; register it again if in doubt.',
      'Record the ID: `line-ops key set-id <kid>`.',
    ],
    docs: KEY_PAGE,
  },
  WEBHOOK_NOT_SET: {
    means: 'The channel has no webhook endpoint, so that there is nothing to show, test or examine.',
    causes: ['It was never set.', 'It was removed in the console.'],
    next: [
      'Set one: `line-ops webhook set https://bot.example.com/webhook`.',
      'Or test a URL without setting it: `line-ops webhook test https://bot.example.com/webhook`.',
    ],
    docs: WEBHOOK_PAGE,
  },
  MISSING_OPTION: {
    means: 'An option was given that means nothing without a second one, or one that has to be there is not.',
    causes: [
      'A variable that holds the value is empty, so that the shell dropped the word.',
      'The line was copied in part.',
    ],
    next: ['See what belongs together: `line-ops channel add --help`.'],
  },
  MISSING_ARGUMENT: {
    means: 'The command needs a word more: an ID, a name or a URL.',
    causes: [
      'A variable that holds it is empty in this shell.',
      'Nobody could be asked for it, because stdin is no terminal.',
    ],
    next: [
      'See what it takes: `line-ops token revoke --help`.',
      'IDs stand in the lists: `line-ops token list`, `line-ops broadcast list`.',
    ],
  },
  CHANNEL_NOT_NAMED: {
    means:
      'The channel comes from the environment and has no name here, so that there is no place to keep a key or a key ID for it.',
    causes: ['LINE_CHANNEL_ID and LINE_CHANNEL_SECRET are set, and nothing was added.'],
    next: [
      'Add it under a name: `line-ops channel add <name>`.',
      'Or keep the key in a file of yours: `line-ops key generate --out key.json`.',
    ],
  },
  SIGNATURE_INVALID: {
    means:
      'The signature was not made over exactly these bytes with a channel secret that is known here. A webhook like that must not be acted on.',
    causes: [
      'The body was parsed and written again before it was checked: other spacing, escapes or key order.',
      'The secret is that of another channel, or was reissued in the console.',
      'A proxy changed the body, or it was saved with a byte order mark.',
      'It is forged.',
    ],
    next: [
      'Save the raw bytes and try again: `line-ops webhook verify --signature "$SIGNATURE" --body-file body.json`.',
      'While a secret is being changed: `line-ops webhook verify --signature "$SIGNATURE" --body-file body.json --previous-secret-stdin`.',
    ],
    docs: SIGNATURE_PAGE,
  },
  UNKNOWN_CHANNEL: {
    means: 'No configured channel has that name.',
    causes: ['It is spelled otherwise, or was renamed.', 'LINE_OPS_HOME points at the folder of somebody else.'],
    next: ['See all names: `line-ops channel list`.'],
  },
  INVALID_WEBHOOK_URL: {
    means: 'LINE would not take the URL as a webhook endpoint, or could never reach it. Nothing was set.',
    causes: [
      'It does not begin with https.',
      'It names this computer or a private address.',
      'It is longer than 500 characters, or has characters that must be percent-encoded.',
    ],
    next: [
      'Set a public https URL: `line-ops webhook set https://bot.example.com/webhook`.',
      'For tests on this machine use the emulator: `line-ops emulator start`.',
    ],
    docs: WEBHOOK_PAGE,
  },
  WEBHOOK_URL_REFUSED: {
    means: 'The form of the URL is right, and LINE refused it when it was set.',
    causes: ['The host name does not resolve in public DNS.', 'LINE takes no webhook at that host or port.'],
    next: [
      'Look the name up from outside of your network.',
      'Try it without setting it: `line-ops webhook check https://bot.example.com/webhook`.',
    ],
    docs: WEBHOOK_PAGE,
  },
  CHANNEL_EXISTS: {
    means: 'The name is taken by a channel with another channel ID, whose secrets and settings would be lost.',
    causes: ['The name was used for an earlier channel.', 'The channel ID was typed wrong.'],
    next: [
      'See what is configured: `line-ops channel list`.',
      'Take another name, or replace it knowingly: `line-ops channel add <name> --replace`.',
    ],
  },
  WEBHOOK_TEST_SKIPPED: {
    means: 'The endpoint was set, and the command was stopped before LINE tested it. The new URL is in use.',
    causes: ['Ctrl-C or a time limit came in the minute for which LINE caches the URL.'],
    next: [
      'Test it now: `line-ops webhook test`.',
      'If it was wrong, set the one of before: `line-ops webhook set <url>`.',
    ],
  },
  EXAMINATION_FAILED: {
    means:
      'The examination ran to its end, and at least one point is not as LINE asks for; with `--strict` a doubt counts too.',
    causes: ['What is wrong stands in each result, with what to change.'],
    next: [
      'See the results with their pages: `line-ops doctor --json`, `line-ops webhook check --json`.',
      'Mend the first that failed: what depends on it was skipped.',
    ],
  },
  INVALID_BOT_URL: {
    means:
      'The command sends webhooks to a server of yours, and this URL cannot be one, or is a host of LINE. Nothing was sent.',
    causes: [
      'The scheme is missing, or there is a user name in it.',
      'The name resolves to a host of LINE, which must not get test load.',
    ],
    next: ['Name your bot server: `line-ops webhook send http://127.0.0.1:3000/webhook`.'],
  },
  TLS_FILES_NOT_USABLE: {
    means: 'The certificate and the key given for https cannot be used together.',
    causes: ['The key belongs to another certificate.', 'The key has a passphrase.', 'One of them is not PEM.'],
    next: [
      'Give the certificate with its chain and its key: `line-ops webhook listen --tls-cert fullchain.pem --tls-key key.pem`.',
    ],
  },
  ADDRESS_NOT_AVAILABLE: {
    means: 'This machine has no such address to listen at.',
    causes: [
      'The address belongs to another machine or to the outside of a container.',
      'The network interface is down.',
    ],
    next: [
      'Leave it out for this machine alone: `line-ops webhook listen`.',
      'Or listen at every address: `line-ops webhook listen --host 0.0.0.0`.',
    ],
  },
  NOT_A_RECORD: {
    means: 'A file that was to be written to, or read as recorded webhooks, holds something else. It was left alone.',
    causes: ['The file of another tool was named.', 'It is a log of requests, and not of webhooks.'],
    next: ['Record into a new file: `line-ops webhook listen --record webhooks.jsonl`.'],
  },
  NOTHING_TO_REPLAY: {
    means: 'The file was read, and nothing in it was to be sent again.',
    causes: [
      '`--event-id` or `--since` leaves nothing.',
      'Its webhooks had no right signature when they came, so that they are not signed anew.',
    ],
    next: [
      'Take all of them: `line-ops webhook replay webhooks.jsonl --to http://127.0.0.1:3000/webhook`.',
      'Send unsigned ones as they were: `line-ops webhook replay webhooks.jsonl --to http://127.0.0.1:3000/webhook --keep-signature`.',
    ],
  },
  REPLAY_NOT_ACCEPTED: {
    means:
      'Your bot server did not answer some of the replayed webhooks with 2xx within 2 seconds, which LINE would count as not received.',
    causes: [
      'The bot fails on that event: its own log says how.',
      'It checks the signature with another secret.',
      'It works on the event before it answers.',
    ],
    next: [
      'See which: `line-ops webhook replay webhooks.jsonl --to http://127.0.0.1:3000/webhook --json`.',
      'Answer 200 first, and work afterwards.',
    ],
    docs: 'https://developers.line.biz/en/docs/messaging-api/receiving-messages/',
  },
  WEBHOOK_TEST_FAILED: {
    means:
      'LINE called the bot server itself and did not get the answer that it wants. With `webhook set` the URL may be in use all the same; the document says.',
    causes: [
      'The reason that LINE gives stands in the message: `line-ops explain COULD_NOT_CONNECT` and the like say more.',
    ],
    next: [
      'Examine the server from here, step by step: `line-ops webhook check`.',
      'Test again: `line-ops webhook test`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint',
  },
  CALLBACKS_WRONG: {
    means: 'At least one callback URL of the list would be refused by LINE Login, or does not match the request.',
    causes: [
      'It is not https and no custom scheme of an app.',
      'It has a fragment, or characters that are not encoded.',
      'The list has more than 400 URLs.',
    ],
    next: ['See each with its rule: `line-ops login check-callbacks callbacks.txt --json`.'],
    docs: 'https://developers.line.biz/en/docs/line-login/',
  },
  ID_TOKEN_WRONG: {
    means: 'The ID token does not prove who its bearer is. Do not log anybody in with it.',
    causes: [
      'It has expired: an ID token is for the moment of login.',
      'It was issued for another channel, so that the client ID differs.',
      'Its nonce or user ID is another one than expected: it may have been taken from somebody else.',
    ],
    next: [
      'See each claim: `line-ops login verify-id-token --client-id 1234567890 --json < id-token.txt`.',
      'Have the person log in again.',
    ],
    docs: 'https://developers.line.biz/en/docs/line-login/verify-id-token/',
  },
};
