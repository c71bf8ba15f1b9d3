import type { AUDIENCE_FAILURES } from '../../../../domain/failure/codes/audience/audiences.js';
import { grouped, plural } from '../../../../domain/text/grouped.js';
import { shown } from '../../../../domain/text/shown.js';
import { type Catalogue, each } from '../../text.js';

/** What LINE means by a status in which nothing can be sent. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
const STATUS_HINTS: Readonly<Record<string, string>> = {
  IN_PROGRESS: 'LINE is still making it, which can take hours; one with too few people never gets ready.',
  FAILED: 'LINE could not make it. Create it again.',
  EXPIRED: 'LINE keeps an audience for 180 days. Create it again.',
  INACTIVE: 'Activate it where it was made.',
  ACTIVATING: 'LINE is activating it. Wait until it is READY.',
};

export const AUDIENCE_TEXTS = {
  INVALID_AUDIENCE_ID: ({ text }) => ({
    message: `"${shown(text)}" is not the ID of an audience`,
    hint: "Give LINE's number of it, as in audience:5614991017776.",
  }),
  AUDIENCE_NOT_FOUND: ({ id }) => ({
    message: `LINE knows no audience ${id} of this account, nor one that is shared with it`,
    hint: 'Check the ID and --channel. LINE deletes an audience a month after it expired.',
  }),
  AUDIENCE_NOT_USABLE: each({
    notReady: ({ status, ...audience }) => ({
      message: `${named(audience)} is ${shown(status)}, and LINE sends only to one that is READY`,
      hint: STATUS_HINTS[status] ?? 'Wait until it is READY, or use another one.',
    }),
    noRight: ({ permission, ...audience }) => ({
      message: `${named(audience)} may not be used by this account: its permission is ${shown(permission)}`,
      hint: 'Ask whoever shares it in the Business Manager for READ.',
    }),
    openJobs: ({ open, ...audience }) => ({
      message: `LINE has not finished ${open === 1 ? 'an upload' : `${grouped(open)} uploads`} to ${named(audience)}: people are missing still`,
      hint: 'Try again when they are in it.',
    }),
    notCounted: ({ type, ...audience }) => ({
      message: `LINE gives no number of people for ${named(audience)}, so that nothing can be planned`,
      hint:
        type === 'UPLOAD'
          ? 'It is empty: add people to it.'
          : 'Of fewer than 20 people LINE gives none, and to fewer than 50 it delivers nothing.',
    }),
    expires: ({ expiresAt, lastStartsAt, ...audience }) => ({
      message: `${named(audience)} expires at ${iso(expiresAt)}, before the last stage begins at ${iso(lastStartsAt)}`,
      hint: 'Begin earlier, make --interval shorter, or create the audience again.',
    }),
  }),
  INVALID_AUDIENCE_NAME: each({
    empty: () => ({ message: 'the name of the audience is empty', hint: 'Give one: --name "Spring sale".' }),
    long: ({ most }) => ({
      message: `the name of the audience is longer than the ${most} characters that LINE takes`,
      hint: 'Give a shorter one with --name.',
    }),
    control: () => ({
      message: 'the name of the audience has a control character, such as a line break',
      hint: 'Give one without: --name "Spring sale".',
    }),
  }),
  INVALID_UPLOAD_DESCRIPTION: ({ most }) => ({
    message: `the description is longer than ${most} characters, or has a control character`,
    hint: 'LINE takes 300 characters, and a mark of ours stands behind yours. Make it shorter.',
  }),
  AUDIENCE_UPLOAD_BUSY: ({ name }) => ({
    message: `another process is uploading an audience of this account; "${shown(name)}" was not begun`,
    hint: 'Wait until it is done, and try again.',
  }),
  AUDIENCE_UPLOAD_DIFFERS: ({ name, id }) => ({
    message: `an upload of "${shown(name)}" is half done, with another list${id === null ? '' : ` (audience ${id})`}`,
    hint:
      id === null
        ? 'Give the list of then to go on with it, or another --name.'
        : `Give the list of then to go on with it, or another --name; or delete the half: line-ops audience delete ${id}`,
  }),
  AUDIENCE_NOT_READY_YET: ({ id, status, open }) => ({
    message: `everybody is uploaded, and the audience ${id} is ${shown(status)} still${open === 0 ? '' : `, with ${grouped(open)} unfinished`}`,
    hint: `LINE may take hours. The same command goes on waiting; see it with: line-ops audience show ${id}`,
  }),
  AUDIENCE_PARTS_FAILED: ({ id, people }) => ({
    message: `LINE took the upload of ${plural(people, 'person', 'people')} to the audience ${id}, and failed to add them`,
    hint: 'The same command uploads them again; nobody else is touched.',
  }),
  AUDIENCE_FAILED: ({ id, failedType }) => ({
    message: `LINE failed to make the audience ${id}${failedType === null ? '' : `: ${shown(failedType)}`}`,
    hint: `Delete it, and create it again: line-ops audience delete ${id}`,
  }),
  AUDIENCE_IN_USE: ({ id, broadcasts: [first = '', ...more] }) => ({
    message: `the audience ${id} is used by ${first}${more.length === 0 ? '' : ` and ${grouped(more.length)} more`}, which ${more.length === 0 ? 'has' : 'have'} not ended`,
    hint: `Let it end, or give it up: line-ops broadcast cancel ${first}`,
  }),
  AUDIENCE_NOT_OURS: (audience) => ({
    message: `${named(audience)} can be used by this account, and not be deleted by it`,
    hint: 'It is another account’s: delete it where it was made.',
  }),
} satisfies Catalogue<keyof typeof AUDIENCE_FAILURES>;

function named({ id, name }: { readonly id: number; readonly name: string }): string {
  return `the audience ${id} "${shown(name)}"`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
