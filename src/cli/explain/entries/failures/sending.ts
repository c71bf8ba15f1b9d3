import type { SENDING_FAILURES } from '../../../../domain/failure/codes/sending.js';
import type { Entries } from '../../entry.js';

const RETRY_PAGE = 'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/';
const MONTHLY_LIMIT_PAGE = 'https://developers.line.biz/en/faq/#why-do-i-get-429-error-during-message-delivery';

export const SENDING: Entries<keyof typeof SENDING_FAILURES> = {
  UNKNOWN_BROADCAST: {
    means: 'The ID is well formed, and this state has no broadcast of it.',
    causes: [
      'LINE_OPS_HOME points at another folder than the one in which it was created.',
      'It was created on another machine.',
    ],
    next: ['See what is here: `line-ops broadcast list --all`.'],
  },
  NO_USER_IDS: {
    means:
      'It went to friends or to an audience, whom LINE chose and does not name. There are no user IDs to list or to leave out.',
    causes: ['`broadcast export` or `--exclude` was asked of a narrowcast or a broadcast to all friends.'],
    next: [
      'See its counts: `line-ops broadcast report <id>`.',
      'To leave them out of another one, send both to a list.',
    ],
  },
  EXPORT_STOPPED: {
    means:
      'The export was stopped before its end, and no file was left, because a part of a list looks like a whole one.',
    causes: ['Ctrl-C, or the time limit of a job.'],
    next: ['Run the same command again.'],
  },
  NO_STATE_NAMED: {
    means:
      'A bare list of user IDs does not say who has the message and who has not, so that the command wants to know which are meant.',
    causes: ['None of `--accepted`, `--pending`, `--refused`, `--unknown` and `--left-out` was given.'],
    next: [
      'Who has it or may have it: `line-ops broadcast export <id> --accepted --unknown`.',
      'All with their state: `line-ops broadcast export <id> --format csv`.',
    ],
  },
  BROADCAST_CANCELLED: {
    means: 'The broadcast was given up and never goes on. Who had it by then has it.',
    causes: ['Somebody ran `broadcast cancel`, here or in another terminal.'],
    next: [
      'Who has not got it: `line-ops broadcast export <id> --pending --out rest.txt`.',
      'Send to them: `line-ops broadcast send --messages sale.json --to rest.txt --again`.',
    ],
  },
  RESUME_SETTLES_IT: {
    means:
      'A decision is not needed yet: LINE still remembers the retry keys of the batches in doubt and can say what became of them.',
    causes: ['`broadcast resolve` was run within 24 hours of the attempt.'],
    next: ['Let LINE say: `line-ops broadcast resume <id>`. Nobody gets it twice.'],
    docs: RETRY_PAGE,
  },
  TOKEN_REFUSED: {
    means:
      'LINE does not take the channel access token that was sent with the request. A send that was refused so reached nobody.',
    causes: [
      'It has expired, was revoked, or was ended by a newer one.',
      'LINE_CHANNEL_ACCESS_TOKEN holds an old or cut string.',
      "The IP list of the channel's Security tab does not allow this address, for long-lived tokens.",
    ],
    next: [
      'See which tokens LINE still knows: `line-ops token check`.',
      'Ask about the one in the environment: `line-ops token verify`.',
      'Unset LINE_CHANNEL_ACCESS_TOKEN, so that a stored or a stateless one is used.',
    ],
    docs: 'https://developers.line.biz/en/docs/basics/channel-access-token/',
  },
  HISTORY_UNKNOWN: {
    means:
      'The ledger says that the broadcast was begun, this machine has no whole journal of what was sent of it, and LINE has forgotten its retry keys. Going on could reach people twice.',
    causes: [
      'The state is a copy from another machine, or was restored.',
      'LINE_OPS_JOURNAL points at another folder, as in a new container.',
      'The journal was deleted.',
    ],
    next: [
      'Where it was last sent from, look: `line-ops broadcast show <id>`.',
      'Only if nothing was sent since from anywhere: `line-ops broadcast resume <id> --without-journal`.',
    ],
    docs: RETRY_PAGE,
  },
  BROADCAST_BUSY: {
    means: 'A living process is sending this broadcast, and two would not send it faster. Nothing was begun.',
    causes: [
      'It runs in another terminal, a job or a worker.',
      'It was asked to stop and waits for the batches on their way.',
    ],
    next: ['Watch it: `line-ops broadcast show <id> --watch`.', 'Stop it: `line-ops broadcast pause <id>`.'],
  },
  BROADCAST_OVER: {
    means: 'The broadcast has ended, and what was asked of it is for one that has not.',
    causes: ['It was completed or cancelled in the meantime.'],
    next: ['See how: `line-ops broadcast report <id>`.'],
  },
  NOTHING_DECIDED: {
    means: '`broadcast resolve` was run without saying what is to become of whom.',
    causes: ['Neither `--unknown` nor `--refused` was given.'],
    next: [
      'Leave out people in doubt: `line-ops broadcast resolve <id> --unknown skip`; or send to them again, some twice: `line-ops broadcast resolve <id> --unknown resend`.',
    ],
  },
  PLAN_STALE: {
    means:
      'The plan is older than 7 days. People may have left, and the offer may be over, so that it was not begun unasked.',
    causes: ['It was created for a later day without `--at`.', 'It was forgotten.'],
    next: [
      'Look at it: `line-ops broadcast show <id>`.',
      'Begin it all the same: `line-ops broadcast resume <id> --allow-stale`.',
    ],
  },
  PLAN_CHANGED: {
    means: 'The hash that was approved belongs to another plan than this one. Nothing was sent.',
    causes: ['The list, the messages or an option changed after the approval.', 'Another broadcast was approved.'],
    next: [
      'See the plan and its hash: `line-ops broadcast plan --messages sale.json --to users.csv`.',
      'Have it approved anew.',
    ],
  },
  BOOKS_WRONG: {
    means:
      'The ledger of the broadcast does not add up. Nothing more is sent from it, because people may get it twice or not at all.',
    causes: ['The disk or a network drive lost writes.', 'The file was edited, or put together from two copies.'],
    next: [
      'Do not resume it, and keep the state as it is.',
      'See which checks failed: `line-ops broadcast verify <id>`.',
      'Report it with that output.',
    ],
  },
  STOPPED_BY_SIGNAL: {
    means: 'The run was stopped, all batches on their way were waited for, and what is left is written down.',
    causes: ['Ctrl-C, a shutdown, or the time limit of a job.'],
    next: [
      'Go on: `line-ops broadcast resume <id>`.',
      'Who has it so far: `line-ops broadcast export <id> --accepted`.',
    ],
  },
  BATCHES_IN_DOUBT: {
    means:
      'Some batches left and nobody can tell whether LINE took them. They are not sent under another key by themselves.',
    causes: [
      'The connection broke in the middle, or LINE answered 5xx until the run gave up.',
      "Something between here and LINE answers in LINE's place.",
      'The process was killed right after a request.',
    ],
    next: [
      'Within 24 hours ask under the same keys: `line-ops broadcast resume <id>`. Nobody gets it twice.',
      'Later decide: `line-ops broadcast resolve <id> --unknown skip`.',
    ],
    docs: RETRY_PAGE,
  },
  BROADCAST_INCOMPLETE: {
    means: 'The run ended with people left who have not got it. Nothing is in doubt beyond what the counts say.',
    causes: ['A step that the message names did not work.'],
    next: ['See where it stands: `line-ops broadcast show <id>`.', 'Go on: `line-ops broadcast resume <id>`.'],
  },
  BROADCAST_PAUSED: {
    means: 'The broadcast was paused. It waits, and nothing is sent until somebody resumes it.',
    causes: [
      '`broadcast pause` in another terminal.',
      'Quiet hours, or a start that was missed, where a person has to decide.',
    ],
    next: ['Go on: `line-ops broadcast resume <id>`.', 'Or give it up: `line-ops broadcast cancel <id>`.'],
  },
  GATE_CLOSED: {
    means: 'The gate before the next stage said no. The stage was not begun, and who got the earlier ones has it.',
    causes: [
      'The command of the gate ended with another status than 0.',
      'The webhook did not answer as it should.',
      'A person said no, or a worker had nobody to ask.',
    ],
    next: [
      "Find out why with the gate's own output.",
      'Then go on, which asks it again: `line-ops broadcast resume <id>`.',
    ],
  },
  AUDIENCE_GREW: {
    means:
      'The account has more friends, or the audience more people, than were planned for the last stage. LINE would choose among all of them, so that it asks before.',
    causes: ['People followed the account while the stages went out.', 'Somebody added people to the audience.'],
    next: [
      'See the numbers: `line-ops broadcast show <id>`.',
      'Send the planned number: `line-ops broadcast resume <id>`; or end it: `line-ops broadcast cancel <id>`.',
    ],
  },
  START_TOO_LATE: {
    means:
      'The broadcast was to begin at a time that is over by more than `--not-after` allows, and it was not begun unasked.',
    causes: ['No worker ran at that time.', 'The machine slept, or the worker had no network.'],
    next: ['Begin it now: `line-ops broadcast resume <id>`.', 'Or give it up: `line-ops broadcast cancel <id>`.'],
  },
  WORKER_INCOMPLETE: {
    means:
      'The worker ran what was due, and some of it has not come to its end. A worker does not go on with those by itself.',
    causes: ['A quota, a gate or an error budget stopped one of them.', 'LINE could not be reached for long.'],
    next: ['See each: `line-ops broadcast show <id>`.', 'Go on with it: `line-ops broadcast resume <id>`.'],
  },
  ERROR_BUDGET_SPENT: {
    means: 'LINE refused more people of this stage than `--max-refused` allows. The stage was stopped.',
    causes: [
      'The list holds user IDs of another provider, or of an old export.',
      'IDs of test accounts are among them.',
    ],
    next: [
      'See who, and why: `line-ops broadcast report <id>`.',
      'Go on all the same: `line-ops broadcast resume <id>`; leave them out of the next list: `line-ops broadcast export <id> --refused`.',
    ],
  },
  STAGE_FAILED: {
    means: 'LINE accepted a narrowcast and then reported that it failed. Nobody got that stage.',
    causes: [
      'Too few people were left for LINE to send to.',
      'The quota did not suffice for the reach that LINE reserves.',
      'A fault at LINE.',
    ],
    next: [
      "See the reason: `line-ops broadcast show <id>`; LINE's numbers are explained by `line-ops explain narrowcast-2` and the like.",
      'Then go on: `line-ops broadcast resume <id>`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status',
  },
  STAGE_BLOCKED: {
    means:
      'The next stage cannot leave out the people of an earlier one any more, so that some would get it twice. It stays where it is.',
    causes: [
      'LINE remembers a narrowcast for 14 days, and the first stage is older.',
      'LINE does not know how an earlier stage ended.',
    ],
    next: [
      'End it: `line-ops broadcast cancel <id>`.',
      'Who got the earlier stages is counted in `line-ops broadcast report <id>`.',
    ],
  },
  QUOTA_USED_UP: {
    means: "The month's messages are used up. LINE took what was sent before, and nothing of the rest.",
    causes: [
      'Other systems or the Official Account Manager sent this month, too.',
      'The plan allows no additional messages.',
    ],
    next: [
      'See it: `line-ops quota`.',
      'Raise the limit in LINE Official Account Manager, or wait for the next month in Japan time; then `line-ops broadcast resume <id>`.',
    ],
    docs: MONTHLY_LIMIT_PAGE,
  },
  QUOTA_RESERVED: {
    means:
      'Messages are left, and another delivery has reserved them until it is complete. A narrowcast reserves its whole target reach.',
    causes: ['A narrowcast, or a delivery of LINE Official Account Manager, is at work.'],
    next: [
      'Wait until it is complete: `line-ops quota` shows what is left.',
      'Then go on: `line-ops broadcast resume <id>`.',
    ],
    docs: MONTHLY_LIMIT_PAGE,
  },
  NOT_LINE: {
    means:
      'Five answers in a row lacked the header that LINE puts on every one. The batches are in doubt, and the run stopped before there were more.',
    causes: [
      "A proxy or gateway removes LINE's headers, or answers itself.",
      'LINE_OPS_API_URL points at something else.',
    ],
    next: [
      'Look at HTTPS_PROXY and LINE_OPS_API_URL; have `x-line-request-id` passed through.',
      'Then ask again under the same keys: `line-ops broadcast resume <id>`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#response-headers',
  },
  RECIPIENTS_REFUSED: {
    means:
      'LINE refuses a batch because of some people in it and does not say whom. They are searched by halving, within a bound for each run; nobody of a refused batch was reached.',
    causes: ['User IDs of another provider or channel are in the list.', 'Accounts that have been deleted.'],
    next: [
      'Go on searching: `line-ops broadcast resume <id>`.',
      'Or set the suspects aside: `line-ops broadcast resolve <id> --refused skip`.',
    ],
  },
  MESSAGES_REFUSED: {
    means:
      'LINE refuses the messages themselves. Nobody of that batch got them, and the messages of a broadcast never change.',
    causes: [
      'A rule of LINE that was not checked before, or is newer than this version.',
      'A sticker, an emoji or a coupon that the account may not send.',
    ],
    next: [
      'Ask LINE about the file: `line-ops message validate sale.json --remote`.',
      'Who has not got it: `line-ops broadcast export <id> --pending --out rest.txt`; send the corrected file to them.',
    ],
  },
  RETRY_KEY_USED: {
    means:
      'LINE answered that it had accepted another request under this key, and nothing was sent under it from here. This message was not sent.',
    causes: ['The key was used elsewhere, for another message.', 'A copy of this state has sent it.'],
    next: [
      'If that was this very message, it is done. Else push it without the key: `line-ops message push --to <userId> hello.json`.',
    ],
    docs: RETRY_PAGE,
  },
  RUN_FAILED: {
    means: 'The run ended by something that has nothing to do with LINE. The ledger says who has it and who has not.',
    causes: [
      'The disk is full, or the state folder cannot be written.',
      'A fault in line-ops: LINE_OPS_DEBUG=1 shows where.',
    ],
    next: ['Mend what the message names.', 'Go on: `line-ops broadcast resume <id>`.'],
  },
};
