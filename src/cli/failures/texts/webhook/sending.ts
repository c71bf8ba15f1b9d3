import type { WEBHOOK_SENDING_FAILURES } from '../../../../domain/failure/codes/webhook/sending.js';
import { formatDuration } from '../../../../domain/text/duration.js';
import { shown } from '../../../../domain/text/shown.js';
import { count, plural } from '../../../output/view.js';
import { type Catalogue, each } from '../../text.js';

const OVERRIDE_FORM = "Write a path, = and a value: 'events[0].message.text=hello'; := takes JSON: 'events[0].n:=1'.";
const CONDITION_FORM = "Write a figure, > or < and a value: 'p99>2s', 'errors>0.1%', 'over2s>0', 'rate<95'.";

const FILE_FORM = 'Give an event, an array of events, or a whole body with "destination" and "events".';
const TRUST =
  'For a server of yours with a certificate of its own, name the CA file in NODE_EXTRA_CA_CERTS; see what LINE would say with: line-ops webhook check <url>';

/** Why a path of an override leads nowhere. */
const NOT_THERE = {
  notAnArray: () => 'it asks for an element of what is no array',
  notAnObject: () => 'it asks for a property of what is no object',
  noElement: (elements: number) => `there ${elements === 1 ? 'is 1 element' : `are ${elements} elements`}, from [0] on`,
} as const;

const UNITS = {
  ms: 'a time, in ms or s',
  requests: 'a number of requests, or a share of all in %',
  perSecond: 'a number of requests a second',
} as const;

function adviceOn(why: string | null, signature: keyof typeof ADVICE): string {
  if (why === null) return ADVICE[signature];
  if (why.includes('WRONG_VERSION_NUMBER')) return 'The port does not speak TLS: is it http:// that is meant?';
  return why.startsWith('TLS failed') ? TRUST : 'Is it running, is the address right, and does it answer in time?';
}

/** What may be wrong, by the signature that was sent. */
const ADVICE = {
  valid: 'Look at the log of the bot server; is its channel secret the one of this channel?',
  wrong: "A bot must refuse this signature: --fail-if 'accepted>0' makes the refusal what is wanted.",
  missing: "A bot must refuse a request without a signature: --fail-if 'accepted>0' makes the refusal what is wanted.",
} as const;

export const WEBHOOK_SENDING_TEXTS = {
  UNKNOWN_EVENT: ({ text, nearest }) => ({
    message: `"${shown(text)}" is not a webhook event of LINE${nearest === null ? '' : `, did you mean "${nearest}"?`}`,
    hint: 'See them all with: line-ops webhook send --list-events; a type that LINE does not have is --event unknown:<type>.',
  }),
  INVALID_OVERRIDE: each({
    form: ({ text }) => ({ message: `"${shown(text)}" is not a path and a value`, hint: OVERRIDE_FORM }),
    json: ({ text }) => ({ message: `behind := of "${shown(text)}" stands no JSON value`, hint: OVERRIDE_FORM }),
    place: ({ text, why, elements }) => ({
      message: `"${shown(text)}" leads nowhere in this body: ${NOT_THERE[why](elements)}`,
      hint: 'See the body with --dry-run, without this override.',
    }),
  }),
  NOT_EVENTS: each({
    syntax: ({ name, line, column, message }) => ({
      message: `${name}:${line}:${column} is not JSON: ${message}`,
      hint: FILE_FORM,
    }),
    event: ({ name, at }) => ({
      message:
        at === null
          ? `${name} is neither an event nor a webhook body: it has neither "type" nor "events"`
          : `element ${at} of ${name} is not an event: an object with a "type"`,
      hint: FILE_FORM,
    }),
    wholeBody: ({ name, option }) => ({
      message: `${name} is a whole body, which is sent as it is: --${option} has nothing to act on`,
      hint: 'Leave it out, change the body with --override, or give the events alone.',
    }),
  }),
  INVALID_CONDITION: each({
    form: ({ text, known }) => ({
      message: `"${shown(text)}" is not a condition`,
      hint: `${CONDITION_FORM} The figures are ${known.join(', ')}.`,
    }),
    unit: ({ text, measure }) => ({
      message: `"${shown(text)}" compares with ${UNITS[measure]}`,
      hint: CONDITION_FORM,
    }),
  }),
  LOAD_TOO_LARGE: ({ requests, lastsMs, mostRequests, longestMs }) => ({
    message: `that is ${plural(requests, 'request')} in ${formatDuration(lastsMs)}; a load has at most ${count(mostRequests)} requests and ${formatDuration(longestMs)}`,
    hint: 'Ask for less, or add --no-bounds.',
  }),
  WEBHOOK_NOT_ACCEPTED: ({ requests, refused, status, why, signature }) => ({
    message:
      requests === 1
        ? `the bot server ${status === null ? `gave no answer: ${shown(why ?? '')}` : `answered ${status}`}`
        : `${plural(refused, 'request')} of ${count(requests)} ${refused === 1 ? 'was' : 'were'} not answered 2xx`,
    hint: adviceOn(why, signature),
  }),
  CONDITIONS_MISSED: ({ missed }) => ({
    message: missed.map(({ condition, words }) => `${condition}: ${words}`).join('; '),
    hint: 'These conditions were set with --fail-if.',
  }),
} satisfies Catalogue<keyof typeof WEBHOOK_SENDING_FAILURES>;
