import type { SENDING_FAILURES } from '../../../domain/failure/codes/sending.js';
import { plural } from '../../output/view.js';
import { andWhoHasIt, lookAt, nothingSent, remedyOf, resume, stopped, thenResume } from '../stopped.js';
import { type Catalogue, each } from '../text.js';

export const SENDING_TEXTS = {
  UNKNOWN_BROADCAST: ({ id }) => ({ message: `there is no broadcast ${id}`, hint: 'See: line-ops broadcast list' }),
  NO_USER_IDS: ({ id, via, wanted }) => ({
    message: `${id} has no user IDs: it is a ${via} to friends whom LINE chose, and LINE names none of them`,
    hint:
      wanted === 'export'
        ? `How many each request reached is in: line-ops broadcast report ${id}`
        : 'Nobody can be left out by it. Leave out a list of user IDs, or a broadcast by multicast.',
  }),
  EXPORT_STOPPED: ({ out }) => ({
    message: `the export was stopped: ${out} was not written`,
    hint: 'Run the command again.',
  }),
  NO_STATE_NAMED: ({ id }) => ({
    message: 'nothing says whom to export: one user ID a line does not tell who has it',
    hint: `Name one or more of --accepted, --pending, --refused, --unknown and --left-out; or all with their state: line-ops broadcast export ${id} --format csv`,
  }),
  BROADCAST_CANCELLED: each({
    earlier: ({ id, via }) => ({
      message: `${id} was cancelled`,
      hint: andWhoHasIt('Create a new one for the people who have not got it.', { id, via }),
    }),
    stopped: ({ next, ...facts }) => ({ message: stopped(facts), hint: next }),
  }),
  RESUME_SETTLES_IT: ({ stillAlive, id }) => ({
    message: `${plural(stillAlive, 'batch', 'batches')} in doubt still ${stillAlive === 1 ? 'has' : 'have'} a living retry key`,
    hint: `Nothing needs to be decided: line-ops broadcast resume ${id} asks again, and nobody gets it twice.`,
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
  BOOKS_WRONG: ({ id, failed }) => ({
    message: `the books of ${id} are not right: ${plural(failed.length, 'check')} failed`,
    hint: 'Do not resume it. Keep the state folder as it is, and compare with a copy of it.',
  }),
  STOPPED_BY_SIGNAL: ({ id, left, next }) => ({
    message: `${id} stopped with ${plural(left, 'recipient')} left`,
    hint: next,
  }),
  BATCHES_IN_DOUBT: ({ id, unknown, why, next, because }, tell) => {
    const remedy =
      because === null ? '' : because.type === 'failed' ? remedyOf(because.error, tell) : lookAt(because.stranger);
    return {
      message: `${id} has ${plural(unknown, 'recipient')} in doubt: ${why}`,
      hint: `${remedy} ${next}`.trim(),
    };
  },
  BROADCAST_INCOMPLETE: ({ next, ...facts }) => ({ message: stopped(facts), hint: next }),
  BROADCAST_PAUSED: ({ next, ...facts }) => ({ message: stopped(facts), hint: next }),
  START_TOO_LATE: ({ id, why }) => ({
    message: stopped({ id, why }),
    hint: `Begin it now with: ${resume(id)}`,
  }),
  WORKER_INCOMPLETE: ({ ids }) => ({
    message: `${plural(ids.length, 'broadcast')} ended incomplete, paused or in doubt: ${ids.join(', ')}`,
    hint: 'A worker does not go on with them by itself. See: line-ops broadcast show <id>',
  }),
  GATE_CLOSED: ({ id, why }) => ({
    message: stopped({ id, why }),
    hint: `Resume when the next stage may begin (--yes agrees for a person; a command and the webhook are asked again): ${resume(id)}`,
  }),
  AUDIENCE_GREW: ({ id, why }) => ({
    message: stopped({ id, why }),
    hint: `Nobody got the last stage yet. It goes to no more people than were planned, and LINE would choose them among all who have not got it: some of those it was planned for would be left out. If that will do: ${resume(id)}; else end it: line-ops broadcast cancel ${id}`,
  }),
  ERROR_BUDGET_SPENT: ({ id, why }) => ({
    message: stopped({ id, why }),
    hint: `See who was refused with "line-ops broadcast report ${id}", then: ${resume(id)} (the next refusal in this stage stops it again)`,
  }),
  // Where somebody may have got it, the recipients are in doubt, and that is told.
  STAGE_FAILED: ({ id, why, next }) => ({ message: stopped({ id, why }), hint: `Nobody got that stage. ${next}` }),
  STAGE_BLOCKED: ({ id, why }) => ({
    message: stopped({ id, why }),
    hint: `Some would get it twice, and nothing here can change that. End it with: line-ops broadcast cancel ${id}; who got the earlier stages is in: line-ops broadcast report ${id}`,
  }),
  QUOTA_USED_UP: each({
    stopped: ({ id, why, firstDay }) => ({
      message: stopped({ id, why }),
      hint: `Resume when the limit is raised, or next month, from ${firstDay} in Japan on: ${resume(id)}`,
    }),
    push: ({ id, why }) => ({
      message: nothingSent(why),
      hint: `See "line-ops quota"; when the limit is raised, or next month: ${resume(id)}`,
    }),
  }),
  QUOTA_RESERVED: each({
    stopped: ({ id, why }) => ({
      message: stopped({ id, why }),
      hint: `Resume when the other delivery is complete, a narrowcast or one of LINE Official Account Manager: ${resume(id)}`,
    }),
    push: ({ id, why }) => ({
      message: nothingSent(why),
      hint: `When the other delivery is complete: ${resume(id)}`,
    }),
  }),
  NOT_LINE: ({ id, why, stranger }) => ({
    message: stopped({ id, why }),
    hint: `${lookAt(stranger)} Then: ${resume(id)}`,
  }),
  RECIPIENTS_REFUSED: ({ id, why }) => ({
    message: stopped({ id, why }),
    hint: `Go on searching with: ${resume(id)}; or leave out who is still suspected with "line-ops broadcast resolve ${id} --refused skip", then: ${resume(id)}`,
  }),
  MESSAGES_REFUSED: ({ id, why }) => ({
    message: stopped({ id, why }),
    hint: 'The messages of a broadcast never change: correct the file ("line-ops message validate --remote" asks LINE), and create another one for the people who have not got it.',
  }),
  RETRY_KEY_USED: each({
    stopped: ({ id, why }) => ({
      message: stopped({ id, why }),
      hint: 'If that was this same message, sent from elsewhere, it is done. Else push it without --retry-key.',
    }),
    push: ({ words, canBeThisOne }) => ({
      message: words,
      hint: canBeThisOne
        ? 'If that was this same message to the same person, sent from elsewhere, it is done. Else push it without --retry-key.'
        : 'A retry key is for one request, unchanged. Push this one without --retry-key.',
    }),
  }),
  RUN_FAILED: each({
    broadcast: ({ id, isNamed, error }, tell) => ({
      message: isNamed ? `${id} stopped: ${tell(error).message}` : tell(error).message,
      hint: thenResume(remedyOf(error, tell), id),
    }),
    push: ({ id, why }) => ({
      message: nothingSent(why),
      hint: `LINE_OPS_DEBUG=1 shows more. Then: ${resume(id)}`,
    }),
  }),
} satisfies Catalogue<keyof typeof SENDING_FAILURES>;
