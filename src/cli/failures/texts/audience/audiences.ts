import type { AUDIENCE_FAILURES } from '../../../../domain/failure/codes/audience/audiences.js';
import { grouped } from '../../../../domain/text/grouped.js';
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
} satisfies Catalogue<keyof typeof AUDIENCE_FAILURES>;

function named({ id, name }: { readonly id: number; readonly name: string }): string {
  return `the audience ${id} "${shown(name)}"`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
