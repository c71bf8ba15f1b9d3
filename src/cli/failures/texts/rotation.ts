import type { ROTATION_FAILURES } from '../../../domain/failure/codes/rotation.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { tokenName } from '../../../domain/tokens/token.js';
import { bothWays } from '../advice.js';
import { type Catalogue, each } from '../text.js';

export const ROTATION_TEXTS = {
  ROTATION_UNFINISHED: each({
    asked: ({ oldId, newId, state, token }) => ({
      message: `a rotation was interrupted: ${oldId ?? 'no token'} → ${newId}, ${state}`,
      hint: bothWays(token),
    }),
    ofChannel: ({ name }) => ({
      message: `a rotation of ${name} is unfinished`,
      hint: `Run first: line-ops token rotate --resume --channel ${name}, or --rollback in its place.`,
    }),
    ofToken: ({ id }) => ({
      message: `a rotation of ${id} is unfinished`,
      hint: `Run first: line-ops token rotate ${id} --resume, or --rollback in its place.`,
    }),
    ofPlace: ({ place, oldId, newId, state, token }) => ({
      message: `a rotation to ${place} was interrupted: ${oldId ?? 'no token'} → ${newId}, ${state}`,
      hint: bothWays(token),
    }),
  }),
  ROTATION_ELSEWHERE: ({ host, oldId, newId, state, token }) => ({
    message: `a rotation was begun on ${host} and interrupted: ${oldId ?? 'no token'} → ${newId}, ${state}`,
    hint: `Its places are files and commands of ${host}. There: ${lowerFirst(bothWays(token))}`,
  }),
  ROTATION_PAST_RETURN: ({ oldId, token }) => ({
    message: `the old token ${oldId ?? ''} no longer lives: there is nothing to go back to`,
    hint: `Finish with: line-ops token rotate ${token} --resume`,
  }),
  DELIVERY_BUSY: ({ seconds }) => ({
    message: `another rotation has been writing files for over ${seconds} s`,
    hint: 'Let it finish, or end it, and run the command again.',
  }),
  STATELESS_NOT_ROTATED: each({
    stored: ({ id }) => ({
      message: `${id} is stateless: it ends by itself within minutes`,
      hint: 'Issue another one for each job: line-ops token issue --type stateless',
    }),
    wished: () => ({
      message: 'a stateless token is over before it could be rotated',
      hint: 'Use v2.1 or short-lived; or issue a stateless one for each job: line-ops token issue --type stateless',
    }),
  }),
  TOKEN_NOT_LIVE: each({
    ended: ({ id, status }) => ({ message: `${id} is ${status}`, hint: 'Issue a new one with: line-ops token issue' }),
    endedMeanwhile: ({ id }) => ({
      message: `${id} has ended in the meantime`,
      hint: 'See: line-ops token list --all',
    }),
  }),
  ROTATION_RUNNING: each({
    held: ({ holder }) => ({
      message: `${holder} is working on this rotation`,
      hint: 'Let it finish, or end it, and run the command again.',
    }),
    token: ({ id, place, state, host }) => ({
      message: `another process${host === null ? '' : ` on ${host}`} is rotating ${id}${place === null ? '' : `, to ${place} too`} (${state})`,
      hint: 'Let it finish, or end it, and run the command again.',
    }),
  }),
  ROTATION_NOT_ROLLED_BACK: ({ problem, undoing, token }, tell) => ({
    message: `${tell(problem).message}; and the rotation could not be rolled back: ${tell(undoing).message}`,
    hint: `Both tokens may live. Mend that, then run: line-ops token rotate ${token} --rollback (or --resume)`,
  }),
  NOT_IN_PLACE: ({ places, oldId, oldIsAlive, newId, label, token }) => {
    const command = `line-ops token rotate ${token}`;
    return {
      message: `${places.join('; ')}. Nothing was revoked: the new token ${newId} is alive${oldWords(oldId, oldIsAlive)}`,
      hint: `Put the new token there ("line-ops token get${label === null ? '' : ` --label ${label}`}" prints it) and finish with "${command} --resume", or take everything back with "${command} --rollback".`,
    };
  },
  PLACE_HOLDS_ANOTHER: ({ name, holds, id }) => {
    const way =
      id === null ? 'take it in with "line-ops token import", and rotate it' : `rotate it: line-ops token rotate ${id}`;
    return {
      message: `${name} holds ${holds}: whoever uses it there would lose it`,
      hint: `If it is in use, ${way}; if not, empty the variable. Nothing was issued.`,
    };
  },
  NEW_TOKEN_NOT_VALID: ({ newId, otherChannel, channel }) => ({
    message:
      otherChannel === null
        ? `LINE does not know the new token ${newId}`
        : `the new token ${newId} is of channel ${otherChannel}, not of ${channel}`,
    hint: 'See https://api.line-status.info/, and rotate again.',
  }),
  CHECK_FAILED: ({ command, status, lateAfterMs }) => ({
    message: `the check "${command}" ${lateAfterMs === null ? `ended with status ${status}` : `did not end within ${formatDuration(lateAfterMs)}`}`,
    hint: `What it printed is above${lateAfterMs === null ? '' : '; --command-timeout gives it longer'}.`,
  }),
  TOKEN_NOT_CHOSEN: ({ live }) => ({
    message: `${live.length} tokens are alive, and none was named`,
    hint: `Name one, or give --label: ${live.map(tokenName).join(', ')}`,
  }),
} satisfies Catalogue<keyof typeof ROTATION_FAILURES>;

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function oldWords(oldId: string | null, isAlive: boolean | null): string {
  if (oldId === null) return '';
  if (isAlive === null) return `, and LINE could not be asked about the old one, ${oldId}`;
  return isAlive ? `, and so is the old one, ${oldId}` : `, and the old one, ${oldId}, is not: LINE no longer knows it`;
}
