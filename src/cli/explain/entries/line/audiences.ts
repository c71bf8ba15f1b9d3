import type { LineSubject } from '../../entry.js';

const ERROR_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#manage-audience-error';

const SEE = 'See it: `line-ops audience show <id>`.';
const LIST = 'See all of them: `line-ops audience list`.';

type Told = readonly [name: string, means: string, cause: string, next: string];

/** What LINE names in `details` of an answer about audiences, and as `failedType` of one. */
const TOLD: readonly Told[] = [
  [
    'AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED',
    'People cannot be added to an audience that has expired.',
    'LINE keeps an audience for 180 days.',
    'Make it again: `line-ops audience create --name "Spring sale" --from users.csv`.',
  ],
  [
    'AUDIENCE_GROUP_COUNT_MAX_OVER',
    'The account has as many audiences as LINE allows: 1,000.',
    'A job makes one for each send and deletes none.',
    'Delete what nobody uses: `line-ops audience delete <id>`.',
  ],
  [
    'AUDIENCE_GROUP_NAME_SIZE_OVER',
    'The name of the audience is longer than 120 characters.',
    'A whole description was given as the name.',
    'Shorten it: `line-ops audience create --name "Spring sale" --from users.csv`.',
  ],
  [
    'AUDIENCE_GROUP_NAME_WRONG',
    'The name of the audience has a character that LINE does not take.',
    'A line break or another control character is in it.',
    'Give one without: `line-ops audience create --name "Spring sale" --from users.csv`.',
  ],
  [
    'AUDIENCE_GROUP_NAME_EMPTY',
    'The audience has no name.',
    'A variable was empty.',
    'Name it: `line-ops audience create --name "Spring sale" --from users.csv`.',
  ],
  [
    'AUDIENCE_GROUP_NOT_FOUND',
    'LINE has no such audience for this channel.',
    'The ID is that of another account, or the audience was deleted.',
    LIST,
  ],
  [
    'AUDIENCE_GROUP_REQUESTID_DUPLICATE',
    'There is an audience of this request already.',
    'An audience of clicks or impressions was made twice for one message.',
    LIST,
  ],
  [
    'AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER',
    'The description of the upload is longer than 300 characters.',
    'A whole text was given.',
    'Shorten it, and upload again.',
  ],
  [
    'AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT',
    'LINE could not make the audience, because too few people are in it.',
    'An audience of clicks or impressions needs 50 people.',
    SEE,
  ],
  [
    'REQUEST_NOT_FOUND',
    'LINE knows no message of this request ID that an audience could be made of.',
    'It is the ID of a push or multicast: only broadcast and narrowcast count.',
    'Look it up: `line-ops log list --request-id <id>`.',
  ],
  [
    'TOO_OLD_MESSAGES',
    'The message is older than 60 days, and LINE has forgotten who opened it.',
    'The audience was asked for too late.',
    'Take the numbers that are left: `line-ops broadcast insight <id>`.',
  ],
  [
    'UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT',
    'One entry of the upload is no user ID, and LINE refuses the whole upload for it. Nobody was added.',
    'A line holds another kind of ID, a comma, or an invisible character.',
    'Let them be told apart: `line-ops audience create --name "Spring sale" --from users.csv --dry-run`.',
  ],
  [
    'UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS',
    'None of the entries can be added.',
    "They belong to another provider, or have not agreed to LINE's privacy policy.",
    'Look at one of them: `line-ops user show <userId>`.',
  ],
  [
    'UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS',
    'One upload holds more entries than LINE takes: 10,000 as JSON, 1,500,000 as a file.',
    'A list was sent in one piece.',
    'Let it be cut: `line-ops audience create --name "Spring sale" --from users.csv`.',
  ],
  [
    'WRONG_BOT_ID',
    'The message was sent by another account.',
    'The token belongs to another channel than the request ID.',
    'See whose it is: `line-ops channel show`.',
  ],
  ['ALREADY_ACTIVE', 'The audience is active already: there is nothing to do.', 'It was activated before.', SEE],
  [
    'INTERNAL_ERROR',
    'LINE failed to make the audience.',
    'A fault at LINE.',
    'Delete it and make it again: `line-ops audience delete <id>`.',
  ],
];

export const AUDIENCE_SUBJECTS: readonly LineSubject[] = TOLD.map(([name, means, cause, next]) => ({
  name,
  title: 'Audience',
  seenAs: [new RegExp(`\\b${name}\\b`)],
  means,
  causes: [cause],
  next: [next],
  docs: ERROR_PAGE,
}));
