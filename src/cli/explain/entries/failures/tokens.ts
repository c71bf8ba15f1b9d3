import type { TOKENS_FAILURES } from '../../../../domain/failure/codes/tokens.js';
import type { Entries } from '../../entry.js';

const TOKENS_PAGE = 'https://developers.line.biz/en/docs/basics/channel-access-token/';

export const TOKENS: Entries<keyof typeof TOKENS_FAILURES> = {
  REVOKE_NOT_PROVEN: {
    means:
      'LINE answered the revoke with success, and still names the token when it is asked afterwards. The token has to be treated as alive.',
    causes: [
      'LINE had not carried out the revoke yet when it was asked.',
      'The string belongs to another channel, and LINE ignores a revoke of what it does not find without saying so.',
    ],
    next: [
      'Ask again after a minute: `line-ops token list`.',
      'Revoke it once more: `line-ops token revoke <id>`.',
      'If it stays, end it in the LINE Developers Console.',
    ],
    docs: TOKENS_PAGE,
  },
  UNKNOWN_TOKEN: {
    means: 'The ID is well formed, and no row of the ledger of this state, or of this channel, has it.',
    causes: [
      'The token belongs to another configured channel than the one in use.',
      'LINE_OPS_HOME points at another folder than the one in which the token was issued.',
      'The row was taken out with `token forget`, or the ID was copied short.',
    ],
    next: [
      'See every row of all channels: `line-ops token list --all --all-channels`.',
      'Name the channel: `line-ops token list --channel <name>`.',
    ],
  },
  TOKEN_CHANGED: {
    means:
      'Between the look at the token and the change of its row another process has changed it. Nothing was forgotten.',
    causes: ['A rotation, a revoke or a `token list` of another terminal or job ran at the same time.'],
    next: [
      'See how it stands now: `line-ops token list --all`.',
      'Run the command again if that is still what you want.',
    ],
  },
  TOKEN_OF_OTHER_CHANNEL: {
    means:
      'LINE says that the token string belongs to another channel than the one the command works on. It was not recorded.',
    causes: [
      'The wrong channel is chosen: `--channel`, LINE_OPS_CHANNEL and `channel use` decide.',
      'The string was copied from the console page of another channel.',
    ],
    next: [
      'See which channel is which: `line-ops channel list`.',
      'Name the right one: `line-ops token import --type v2.1 --channel <name>`.',
    ],
  },
  TOKEN_STRING_UNKNOWN: {
    means:
      'LINE lists a live v2.1 token by its key ID, and nobody here has its string. Without the string nobody can end it before its time.',
    causes: [
      'Another program, or another state, issued it.',
      'An issue whose answer was lost left it behind.',
      'Its string was deleted here while the token lived on.',
    ],
    next: [
      'Find the system that uses it and pipe its string in: `line-ops token revoke --stdin`.',
      'See when it ends by itself, at most 30 days after its issue: `line-ops token list`.',
      'In an incident have the assertion signing key deleted in the console.',
    ],
    docs: TOKENS_PAGE,
  },
  TOKEN_NOT_STORED: {
    means: 'The ledger has a row for the token and the secret store has no string for it, which this step needs.',
    causes: [
      'It was issued with `--no-store`, or imported elsewhere.',
      'The secrets file was replaced or started anew, and the ledger was not.',
      'The string was forgotten because LINE had said that the token ended.',
    ],
    next: [
      'Pipe the string in from where it is used: `line-ops token revoke --stdin` or `line-ops token verify --stdin`.',
      'For a rotation go back: `line-ops token rotate <id> --rollback`.',
      'See how secrets are kept here: `line-ops doctor`.',
    ],
  },
  INTERRUPTED: {
    means:
      'A signal ended the command between two steps. What was finished before is recorded; nothing was begun after.',
    causes: ['Somebody pressed Ctrl-C.', 'A CI runner or a service manager ended the job, often at its time limit.'],
    next: [
      'See what is true now: `line-ops token list --all`.',
      'Run the same command again: what is done already is left alone.',
    ],
  },
  TOKEN_NOT_VALID: {
    means: 'LINE does not take the token string for a live token of the type it was tried as.',
    causes: [
      'It has expired or was revoked; a 31st short-lived token ends the oldest without a word.',
      'A part of the string is missing, or two lines were joined.',
      'It is of another type: v2.1 tokens have other endpoints than short-lived and long-lived ones.',
      'The long-lived token was reissued in the console, which ends the one before.',
    ],
    next: [
      'Try it against every endpoint: `line-ops token verify --stdin`.',
      'Get one that works: `line-ops token get`.',
    ],
    docs: TOKENS_PAGE,
  },
  OPTION_NOT_FOR_TYPE: {
    means:
      'An option was given that only another type of token has, so that it would have been ignored. Nothing was issued.',
    causes: [
      'The type was left out, and without an assertion key the default is stateless.',
      '`--expires-in` is for v2.1 tokens; LINE decides the life of all others.',
    ],
    next: [
      'See which type has what: `line-ops token limits`.',
      'Name the type: `line-ops token issue --type v2.1 --expires-in 7d`.',
    ],
  },
  TOKENS_NEED_ATTENTION: {
    means: 'The check found live tokens that end soon, or that LINE no longer knows. It changed nothing.',
    causes: [
      'A token comes to its end and nothing rotates it.',
      'A token was ended elsewhere: in the console, by a 31st short-lived one, or by a reissue.',
    ],
    next: [
      'See which: `line-ops token check --within 7d`.',
      'Replace each where it is used: `line-ops token rotate <id> --to env-file:.env`.',
      'Let a job do it: `line-ops token rotate --label prod --to env-file:.env --if-expires-within 7d --yes`.',
    ],
  },
  LIFE_NOT_POSSIBLE: {
    means: 'No token, stored or new, can have as much life left as `--min-ttl` asks for. Nothing was issued.',
    causes: [
      'A stateless token lives 15 minutes, and a channel from the environment alone gets stateless ones.',
      'The life asked for is longer than the 30 days that LINE allows a v2.1 token.',
    ],
    next: [
      'Ask for less: `line-ops token get --min-ttl 10m`.',
      'Or for a longer type: `line-ops token get --type v2.1 --min-ttl 12h`.',
    ],
    docs: TOKENS_PAGE,
  },
  INVALID_LABEL: {
    means: 'A label has to be one line of 1 to 100 characters, so that it can stand in lists and be matched with `*`.',
    causes: ['A variable in the command line was empty.', 'The label came out of a file with a line break in it.'],
    next: ['Name the system that uses the token: `line-ops token issue --label shop-backend`.'],
  },
  ASSERTION_KEY_ID_MISSING: {
    means: 'A private key was given in the environment, and not the key ID under which LINE knows its public half.',
    causes: [
      'LINE_ASSERTION_KEY_ID is not set beside LINE_ASSERTION_KEY or LINE_ASSERTION_KEY_FILE.',
      'The public key has not been registered in the console yet, which is what gives the ID.',
    ],
    next: [
      'Set LINE_ASSERTION_KEY_ID to the kid that the console shows beside the public key.',
      'Without a key: `line-ops token issue --type stateless`.',
    ],
    docs: 'https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/',
  },
  ONLY_CONSOLE_ISSUES: {
    means: 'LINE has no endpoint that issues a long-lived token: a person has to do it in the console.',
    causes: ['`--type long-lived` was asked for.'],
    next: [
      'Take a type that ends by itself: `line-ops token issue --type v2.1`.',
      'Or issue it on the Messaging API tab of the console and take it over: `line-ops token import --type long-lived`.',
    ],
    docs: TOKENS_PAGE,
  },
  INVALID_TOKEN_TYPE: {
    means: 'The word behind `--type` is not one of the types that can be issued.',
    causes: [
      'It is spelled in another way, such as `v2` or `short`.',
      'It is `long-lived`, which only the console issues.',
    ],
    next: ['Choose one of v2.1, short-lived and stateless: `line-ops token issue --type v2.1`.'],
  },
  INVALID_LIFETIME: {
    means: 'A v2.1 token cannot be issued for that long: LINE allows 1 second to 30 days.',
    causes: ['A life in days was meant to be longer than a month.', 'The unit is missing or another one.'],
    next: ['Leave it out for the longest life, or shorten it: `line-ops token issue --expires-in 30d`.'],
    docs: TOKENS_PAGE,
  },
  UNKNOWN_LABEL: {
    means: 'No live token of the channel has a label that fits.',
    causes: [
      'The token with that label has ended.',
      'It belongs to another channel, or was issued into another state.',
      'The label is spelled otherwise; `*` stands for anything.',
    ],
    next: ['See labels of live and ended tokens: `line-ops token list --all`.'],
  },
  NO_TOKEN_STRING: {
    means: 'Stdin was read to its end and held no token.',
    causes: [
      'The command before the pipe failed or printed nothing.',
      'The variable that was piped in is empty in this shell.',
    ],
    next: ['Pipe one in: `line-ops token get | line-ops token verify --stdin`.'],
  },
  SEVERAL_TOKEN_STRINGS: {
    means: 'Stdin held more than one token, and the command takes one. None of them was used.',
    causes: [
      'A whole file of variables was piped in.',
      'A list of tokens was meant for `token revoke`, which takes several.',
    ],
    next: ['Pipe in one at a time, or revoke them all: `line-ops token revoke --stdin`.'],
  },
  TOKEN_IN_DOUBT: {
    means:
      'The request to issue a token left, and its answer never came. LINE may have issued one that nobody has; it is counted, so that no limit is passed unseen.',
    causes: [
      'The connection broke after the request was sent.',
      'A proxy or LINE answered with an error after the work was done.',
    ],
    next: [
      'For v2.1 ask LINE what it lists: `line-ops token list`.',
      'A row whose token LINE does not list can go: `line-ops token forget <id>`.',
      'Then issue again: `line-ops token issue`.',
    ],
  },
  TOKEN_LIMIT_REACHED: {
    means:
      'As many tokens of this type are alive as LINE allows: 30. Nothing was issued, because LINE would refuse a 31st v2.1 token, and would silently end the oldest short-lived one.',
    causes: [
      'A job issues a token at each run and never revokes one.',
      'Several systems share the channel, and each holds more than two.',
      'Tokens of old systems live on until their 30 days are over.',
    ],
    next: [
      'See the oldest and who uses them: `line-ops token list`.',
      'End what nobody uses: `line-ops token revoke <id>`.',
      'Let jobs reuse one: `line-ops token get --label ci`; or take stateless ones: `line-ops token issue --type stateless`.',
    ],
    docs: TOKENS_PAGE,
  },
  TOKENS_NOT_REVOCABLE: {
    means: 'At least one of the tokens that were named cannot be ended, so that none was.',
    causes: ['One of them is stateless, which LINE cannot end.', 'The string of one of them is not stored here.'],
    next: ['Leave those out: `line-ops token revoke <id>`.', 'See which are stored: `line-ops token list`.'],
  },
  STATELESS_NOT_REVOCABLE: {
    means: 'LINE has no way to end a stateless token: it is good for 15 minutes after its issue, and then it is over.',
    causes: ['A stateless token was named, or piped in, for a revoke.'],
    next: [
      'See when it ends: `line-ops token list`.',
      'In an incident have the channel secret reissued in the console, so that nobody can issue more, and put the new one in: `line-ops channel add <name> --replace`.',
    ],
    docs: TOKENS_PAGE,
  },
  TOKENS_NOT_REVOKED: {
    means:
      'Some of the tokens have ended, which LINE proved, and some have not. The document and the lines above say which.',
    causes: [
      'The strings of some are not stored here.',
      'LINE could not be reached for some of them.',
      'Some were ended only for LINE to show them alive afterwards.',
    ],
    next: ['Run the same command again: what has ended is left alone.', 'See what is left: `line-ops token list`.'],
  },
  TOKEN_LIVES: {
    means:
      'A row was to be taken out of the counts whose token lives, or may. It stays, because a token that nobody counts fills a place unseen.',
    causes: ['LINE still lists the token.', 'LINE cannot be asked about this type, and its time is not over.'],
    next: [
      'End it first: `line-ops token revoke <id>`.',
      'If it is to live uncounted all the same: `line-ops token forget <id> --force`.',
    ],
  },
  TOKEN_OF_OTHER_TYPE: {
    means: 'The token string is of another type than `--type` says; a wrong row would count against the wrong limit.',
    causes: [
      'A v2.1 token was taken for a short-lived one, or the other way round.',
      'A token of the console was called short-lived.',
    ],
    next: [
      'Let LINE tell the type: `line-ops token verify --stdin`.',
      'Import it as that: `line-ops token import --type long-lived`.',
    ],
  },
  TOKENS_BUSY: {
    means:
      'Counting and issuing are one step, and another process has held that step for the channel for longer than the wait.',
    causes: [
      'A rotation waits in its grace or for a slow `--verify-cmd`.',
      'A process hangs, for example on a network drive.',
    ],
    next: ['Let it finish; its process ID stands in the message.', 'Then run the command again.'],
  },
  CHANNELS_NOT_READ: {
    means: 'Of several channels at least one could not be asked. What was found out about the others is shown.',
    causes: ['The secret of one channel was reissued in the console.', 'LINE could not be reached for a moment.'],
    next: [
      'See the reason of each: `line-ops token list --all-channels`.',
      'Look at the one that failed: `line-ops channel show <name>`.',
    ],
  },
};
