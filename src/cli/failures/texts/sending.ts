import type { SENDING_FAILURES } from '../../../domain/failure/codes/sending.js';
import { plural } from '../../output/view.js';
import { type Catalogue, each } from '../text.js';

export const SENDING_TEXTS = {
  UNKNOWN_BROADCAST: ({ id }) => ({ message: `there is no broadcast ${id}`, hint: 'See: line-ops broadcast list' }),
  BROADCAST_CANCELLED: each({
    earlier: ({ id }) => ({
      message: `${id} was cancelled`,
      hint: 'Create a new one for the people who have not got it.',
    }),
  }),
  RESUME_SETTLES_IT: ({ stillAlive, id }) => ({
    message: `the ${stillAlive} batches in doubt still have a living retry key`,
    hint: `Nothing needs to be decided: line-ops broadcast resume ${id} settles them, and nobody gets it twice.`,
  }),
  TOKEN_REFUSED: each({
    whileSending: ({ answer }) => ({
      message: `LINE does not accept the channel access token: ${answer}`,
      hint: 'Check the channel with: line-ops channel show; then resume.',
    }),
    ofTheEnvironment: () => ({
      message: 'LINE does not accept the token of LINE_CHANNEL_ACCESS_TOKEN',
      hint: 'Ask LINE about it with "line-ops token verify", and set another one; or unset it, so that line-ops uses a stored or a stateless token.',
    }),
    ofLine: ({ doing, status, answer }) => ({
      message: `could not ${doing}: LINE answered ${status}, ${answer}`,
      hint: 'See which tokens LINE still knows with: line-ops token check',
    }),
  }),
  HISTORY_UNKNOWN: ({ id, since }) => ({
    message: `nobody can tell what was sent of ${id} since ${since}: this machine has no whole journal of it, and LINE has forgotten its retry keys`,
    hint: `Where it was last sent from, look at: line-ops broadcast show ${id}. If nothing was sent since then from anywhere else, go on with: line-ops broadcast resume ${id} --without-journal`,
  }),
  BROADCAST_BUSY: each({
    stopping: ({ id }) => ({
      message: `${id} was asked to stop and is still at work`,
      hint: `It stops after the batches on their way. Watch it with: line-ops broadcast show ${id} --watch`,
    }),
    sending: ({ id, holder }) => {
      const who =
        holder === null
          ? 'another process'
          : `process ${holder.pid} on ${holder.host}, since ${new Date(holder.since).toISOString()}`;
      return { message: `${id} is being sent by ${who}`, hint: `Watch it with: line-ops broadcast show ${id}` };
    },
  }),
  BROADCAST_OVER: ({ id, state }) => ({
    message: `${id} is ${state} already`,
    hint: `See: line-ops broadcast show ${id}`,
  }),
  NOTHING_DECIDED: () => ({ message: 'nothing is decided', hint: 'Add --unknown resend|skip, or --refused skip.' }),
  PLAN_STALE: ({ id }) => ({
    message: `${id} was planned more than 7 days ago`,
    hint: 'Look at it with "line-ops broadcast show", then add --allow-stale.',
  }),
  PLAN_CHANGED: ({ hash, confirmed }) => ({
    message: `the plan has the hash ${hash}, not ${confirmed}`,
    hint: 'Recipients, messages or stages changed since it was approved. Look at the plan again.',
  }),
  BOOKS_WRONG: each({
    stdin: ({ id, failed }) => ({
      message: `the books of ${id} are not right: ${plural(failed.length, 'check')} failed`,
      hint: 'Do not resume it. Keep the state folder as it is, and compare with a copy of it.',
    }),
  }),
} satisfies Catalogue<keyof typeof SENDING_FAILURES>;
