import type { AUDIENCE_FAILURES } from '../../../../../domain/failure/codes/audience/audiences.js';
import type { Entries } from '../../../entry.js';

const AUDIENCE_PAGE = 'https://developers.line.biz/en/docs/messaging-api/using-audience/';

export const AUDIENCES: Entries<keyof typeof AUDIENCE_FAILURES> = {
  INVALID_AUDIENCE_ID: {
    means: 'LINE names an audience by a number, its audience group ID, and this is none.',
    causes: ['Its name was given in place of its number.'],
    next: ['See the numbers: `line-ops audience list`.'],
  },
  AUDIENCE_NOT_FOUND: {
    means: 'LINE knows no such audience of this account, and none that is shared with it.',
    causes: [
      'It belongs to another account: `--channel` decides.',
      'It expired: LINE keeps an audience for 180 days and deletes it a month later.',
      'Somebody deleted it.',
    ],
    next: [
      'See what is there: `line-ops audience list`.',
      'Make it again: `line-ops audience create --name "Spring sale" --from users.csv`.',
    ],
    docs: AUDIENCE_PAGE,
  },
  AUDIENCE_NOT_USABLE: {
    means:
      'LINE has the audience and would not send to it as it is, or the last stage would come after its end. Nothing was stored.',
    causes: [
      'It is still being made, which can take hours.',
      'It has expired, or failed.',
      'It is shared without the right to send to it.',
      'An upload to it is not finished, so that people are missing.',
    ],
    next: ['See its state: `line-ops audience show <id>`.', 'Wait until it is READY, and plan again.'],
    docs: AUDIENCE_PAGE,
  },
  INVALID_AUDIENCE_NAME: {
    means: 'LINE takes a name of 1 to 120 characters without control characters.',
    causes: ['A variable was empty.', 'The name has a line break in it.'],
    next: ['Name it: `line-ops audience create --name "Spring sale" --from users.csv`.'],
    docs: AUDIENCE_PAGE,
  },
  INVALID_UPLOAD_DESCRIPTION: {
    means:
      'The description of an upload may have 300 characters at LINE, and a mark of ours, by which a lost upload is found again, needs some of them.',
    causes: ['It is a whole text.', 'It has a line break in it.'],
    next: ['Make it shorter, or leave it out.'],
  },
  AUDIENCE_UPLOAD_BUSY: {
    means: "Another process uploads an audience of this account. Two at once could each take the other's for its own.",
    causes: ['A scheduled job and a person upload at the same time.'],
    next: ['Wait until it is done, and run the command again: it goes on where something was half done.'],
  },
  AUDIENCE_UPLOAD_DIFFERS: {
    means: 'An upload under this name was cut off, and the list is another one now. Going on would mix two lists.',
    causes: ['The list was exported anew between two tries.'],
    next: [
      'Upload the same list again, or take another name: `line-ops audience create --name "Spring sale 2" --from users.csv`.',
    ],
  },
  AUDIENCE_NOT_READY_YET: {
    means:
      'Everybody is uploaded, and LINE has not finished making the audience within the time that the command waits.',
    causes: ['Large audiences take LINE hours.', 'Too few people are in it for LINE to make it ready.'],
    next: ['Look again later: `line-ops audience show <id>`.', 'The same command goes on waiting.'],
    docs: AUDIENCE_PAGE,
  },
  AUDIENCE_PARTS_FAILED: {
    means: 'LINE took a part of the upload and failed to add its people. The others are in.',
    causes: ['A fault at LINE.'],
    next: [
      'Run the same command: it uploads these people again, and nobody else is touched.',
      'See the uploads: `line-ops audience show <id>`.',
    ],
  },
  AUDIENCE_FAILED: {
    means: 'LINE gave up making the audience.',
    causes: ['Too few of the people can be used.', 'A fault at LINE.'],
    next: [
      'See the reason that LINE gives: `line-ops audience show <id>`.',
      'Delete it and make it again: `line-ops audience delete <id>`.',
    ],
    docs: AUDIENCE_PAGE,
  },
  AUDIENCE_IN_USE: {
    means:
      'A broadcast that has not ended is to go to the audience. Without it nobody could be reached by the stages that are left.',
    causes: ['A broadcast waits for its next stage, or for its time.'],
    next: ['See it: `line-ops broadcast show <id>`.', 'Let it end, or give it up: `line-ops broadcast cancel <id>`.'],
  },
  AUDIENCE_NOT_OURS: {
    means: 'The audience is shared with this account by another one, which alone can delete it.',
    causes: ['It was made in the Business Manager or by another account.'],
    next: ['Ask its owner. What is your own: `line-ops audience list`.'],
  },
};
