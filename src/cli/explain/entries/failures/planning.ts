import type { PLANNING_FAILURES } from '../../../../domain/failure/codes/planning.js';
import type { Entries } from '../../entry.js';

const NARROWCAST_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message';

export const PLANNING: Entries<keyof typeof PLANNING_FAILURES> = {
  MESSAGES_NAME_RECIPIENTS: {
    means:
      'The message file is a whole request that says who gets it, and a broadcast takes that from `--to` and `--stages`. Nothing was sent.',
    causes: ['A body for multicast or narrowcast is used as the message file.'],
    next: [
      'Take the property out of the file, and plan: `line-ops broadcast plan --messages sale.json --to users.csv`.',
    ],
  },
  INVALID_QUIET_HOURS: {
    means: 'The hours in which nothing is to be sent are not two times of the day.',
    causes: ['Only one time was given, or the dash is another character.', 'Minutes are missing.'],
    next: ['Write them so: `line-ops broadcast plan --messages sale.json --to users.csv --quiet-hours 21:00-08:00`.'],
  },
  INVALID_TIME_ZONE: {
    means: 'The time zone is none that this computer knows by name.',
    causes: ['An abbreviation or an offset was given in place of a name.'],
    next: ['Give a name: `line-ops channel add <name> --replace --time-zone Asia/Tokyo`.'],
  },
  INVALID_GATE: {
    means: 'A gate between stages is one of `confirm`, `webhook` or `cmd:<command>`.',
    causes: ['The `cmd:` before a command is missing.'],
    next: [
      'Write it so: `line-ops broadcast plan --messages sale.json --to users.csv --stages 1%,rest --gate "cmd:./check-orders.sh"`.',
    ],
  },
  INVALID_NOTIFY: {
    means: 'Nobody can be told at the place that `--notify` names.',
    causes: ['`cmd:` or https is missing.', 'The URL is plain http to another machine, or has a user name in it.'],
    next: [
      'Name a command or an https URL: `line-ops broadcast plan --messages sale.json --to users.csv --notify "cmd:./tell-ops.sh"`.',
    ],
  },
  INVALID_BUDGET: {
    means: 'The error budget says how many refused people stop a stage: a share or a number.',
    causes: ['The percent sign or the digits are missing.'],
    next: ['Write it so: `line-ops broadcast plan --messages sale.json --to users.csv --max-refused 1%`.'],
  },
  INVALID_MAX_PER_RECIPIENT: {
    means: 'How often a person may be reached is a number and a time.',
    causes: ['The time is missing, or the order is swapped.'],
    next: ['Write it so: `line-ops broadcast plan --messages sale.json --to users.csv --max-per-recipient 2/7d`.'],
  },
  INVALID_MAX_MALFORMED: {
    means: 'How many lines may be no user ID is a share or a number.',
    causes: ['The percent sign or the digits are missing.'],
    next: ['Write it so: `line-ops broadcast plan --messages sale.json --to users.csv --max-malformed 50`.'],
  },
  INVALID_HOLD_OUT: {
    means: 'A share to hold out lies above 0 and below 100 percent.',
    causes: ['A number of people was given; only a share can be held out.'],
    next: ['Write it so: `line-ops broadcast plan --messages sale.json --to users.csv --hold-out 5%`.'],
  },
  INVALID_BATCH_SIZE: {
    means: 'A multicast request takes 1 to 500 people, and the number that was given is none of these.',
    causes: ['The size of a stage was meant: that is `--stage-size`.'],
    next: ['Leave it out for 500, or: `line-ops broadcast plan --messages sale.json --to users.csv --batch-size 100`.'],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#send-multicast-message',
  },
  TOO_MANY_STAGES: {
    means:
      "Each stage of a narrowcast excludes the ones before by LINE's redelivery conditions, of which one request takes only so many. Nothing was stored.",
    causes: ['Many small stages were planned for friends or for an audience.'],
    next: [
      'Plan fewer and larger ones: `line-ops broadcast plan --messages sale.json --to friends --stages 1%,10%,rest`.',
    ],
    docs: NARROWCAST_PAGE,
  },
  STAGES_TOO_FAR_APART: {
    means:
      'LINE remembers for 14 days who got a narrowcast. With these pauses a late stage could not leave out the first any more, and people would get it twice.',
    causes: ['`--interval` times the number of stages is longer than 13 days.'],
    next: [
      'Shorten the pause: `line-ops broadcast plan --messages sale.json --to friends --stages 1%,10%,rest --interval 24h`.',
    ],
    docs: NARROWCAST_PAGE,
  },
  UNIT_LIMIT_REACHED: {
    means:
      'LINE counts a thousand aggregation units a month. It would send under a new one and count nothing, so that nothing was sent.',
    causes: ['A script makes a unit for each send, such as one with the date in it.'],
    next: [
      'Reuse a unit of this month, or leave `--unit` out: `line-ops broadcast plan --messages sale.json --to users.csv`.',
    ],
    docs: 'https://developers.line.biz/en/docs/messaging-api/unit-based-statistics-aggregation/',
  },
  BOT_MISMATCH: {
    means:
      'The token that would be used belongs to another bot than the channel that was agreed on. Nothing was sent: the friends of another account would have got it.',
    causes: [
      'LINE_CHANNEL_ACCESS_TOKEN is still set, from another channel.',
      'A token of another channel was imported.',
      'Channel ID and secret of two channels were mixed at `channel add`.',
    ],
    next: [
      'See whose token it is: `line-ops token verify <id>`, and whose channel: `line-ops channel show`.',
      'Unset LINE_CHANNEL_ACCESS_TOKEN, and plan again.',
    ],
  },
  QUOTA_INSUFFICIENT: {
    means:
      "The month's quota has fewer messages left than this needs. Nothing was sent, so that it does not end in the middle.",
    causes: [
      "The plan's free messages are used, and no additional ones are allowed.",
      'For a narrowcast LINE reserves the whole target reach, not the people who get it.',
      'Another delivery has reserved messages at this moment.',
    ],
    next: [
      'See what is left: `line-ops quota`.',
      'Raise the limit in LINE Official Account Manager, or send to fewer.',
      'Or stop knowingly where it ends: `line-ops broadcast send --messages sale.json --to users.csv --allow-partial-quota`.',
    ],
    docs: 'https://developers.line.biz/en/docs/messaging-api/pricing/',
  },
  BROADCAST_HAS_ONE_STAGE: {
    means: "LINE's broadcast endpoint reaches all friends in one request, so that it cannot be cut into stages.",
    causes: ['`--via broadcast` was given with `--stages`.'],
    next: [
      'Let LINE choose the people stage by stage: `line-ops broadcast plan --messages sale.json --to friends --via narrowcast --stages 1%,rest`.',
    ],
  },
  BEGINNING_BUSY: {
    means:
      'Two broadcasts of one channel began in the same moment; whether both are the same message can only be looked at one after the other. This one is stored and was not begun.',
    causes: ['A script was started twice.', 'A worker and a person began at once.'],
    next: ['See the other one: `line-ops broadcast list`.', 'Then begin: `line-ops broadcast resume <id>`.'],
  },
  INVALID_UNIT: {
    means: 'LINE takes 1 to 30 letters, digits and underscores as the name of an aggregation unit.',
    causes: ['It has a dash, a blank or a Japanese character.', 'It is too long.'],
    next: ['Write it so: `line-ops broadcast plan --messages sale.json --to users.csv --unit spring_sale`.'],
    docs: 'https://developers.line.biz/en/docs/messaging-api/unit-based-statistics-aggregation/',
  },
  STDIN_TWICE: {
    means: 'Messages and recipients were both to come from stdin, which there is one of.',
    causes: ['`-` was given for two of `--messages`, `--to` and `--exclude`.'],
    next: ['Name a file for one of them: `line-ops broadcast plan --messages sale.json --to -`.'],
  },
  CONTRADICTING_OPTIONS: {
    means: 'Two options cannot both be obeyed, and nothing was done rather than one of them ignored.',
    causes: [
      'An option that is for lists was given for friends, or the other way round.',
      'A line was put together from two examples.',
    ],
    next: [
      'Leave one of them out; the message names the one that does not fit. `line-ops broadcast send --help` says what belongs together.',
    ],
  },
  START_IN_THE_PAST: {
    means:
      '`--at` names a time that is over by more than 5 minutes. It was not begun at once instead, because that may not be what was meant.',
    causes: [
      'The offset is missing, and the time was read as UTC.',
      'Day and month are swapped.',
      'A scheduled job came late.',
    ],
    next: [
      'Give a time with its offset, such as 2026-12-01T10:00+09:00, or leave it out to begin now: `line-ops broadcast send --messages sale.json --to users.csv`.',
    ],
  },
  INVALID_RATE: {
    means: 'A rate is a number of requests in a second, a minute or an hour.',
    causes: ['People were meant: that is `--recipients-per-minute`.', 'The unit is missing.'],
    next: ['Write it so: `line-ops broadcast plan --messages sale.json --to users.csv --rate 60/m`.'],
  },
  INVALID_STAGES: {
    means: 'The stages do not add up to everybody, or one of them is no share and no number. Nothing was stored.',
    causes: [
      '`rest` is missing at the end.',
      "The shares were meant as running sums: each is a stage's own share.",
      'A stage has no people, as 1 % of 50.',
    ],
    next: ['Write them so: `line-ops broadcast plan --messages sale.json --to users.csv --stages 1%,10%,rest`.'],
  },
  NO_FRIENDS: {
    means:
      'LINE says that the account has no friends who could be reached, so that stages of friends cannot be computed.',
    causes: ['The account is new.', 'The channel belongs to another account than the one that was meant.'],
    next: [
      'See which account it is: `line-ops channel show`.',
      'Send to a list: `line-ops broadcast plan --messages sale.json --to users.csv`.',
    ],
  },
  TARGET_REACH_UNKNOWN: {
    means: 'Stages of friends are shares of a number that LINE gives once a day, and it has none of the last days.',
    causes: ["LINE's daily figures are late.", 'The account is so new or small that there are none.'],
    next: [
      'Give a number of people for each stage: `line-ops broadcast plan --messages sale.json --to friends --stages 1000,rest`.',
    ],
  },
  TOO_MANY_RECIPIENTS: {
    means: 'The list names more people than `--max-recipients` allows. Nothing was stored.',
    causes: ['A test was run with the whole list.', 'The export that made the list had no filter.'],
    next: [
      'Count it: `line-ops broadcast plan --messages sale.json --to users.csv`.',
      'Raise the bound if the list is right.',
    ],
  },
  TOO_FEW_RECIPIENTS: {
    means: 'The list names fewer people than `--min-recipients` asks for. Nothing was stored.',
    causes: ['The export that made the list was cut off.', 'Another column holds the user IDs.'],
    next: ['See how it was read: `line-ops broadcast plan --messages sale.json --to users.csv --json`.'],
  },
  TOO_MANY_MALFORMED: {
    means:
      'More lines than allowed are no user ID. The list may be another one than was meant, so that nothing was stored.',
    causes: [
      'Another column, or a list of group IDs or display names, was read.',
      'A spreadsheet changed the IDs.',
      'A few bad lines in a short list.',
    ],
    next: [
      'Keep every such line to look at: `line-ops broadcast plan --messages sale.json --to users.csv --rejects rejects.txt`.',
      'Name the column: `line-ops broadcast plan --messages sale.json --to users.csv --column userId`.',
      'Leave them out knowingly with `--max-malformed`.',
    ],
  },
  SENT_BEFORE: {
    means:
      'The same messages went to the same people, or to more than half of them, within a day. Nothing was sent, so that nobody gets it twice.',
    causes: ['A job ran a second time.', 'Somebody created it anew in place of resuming it.'],
    next: [
      'See the earlier one: `line-ops broadcast show <id>`; go on with it: `line-ops broadcast resume <id>`.',
      'If it is meant: `line-ops broadcast send --messages sale.json --to users.csv --again`.',
    ],
  },
};
