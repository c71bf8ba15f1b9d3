import { grouped, plural } from '../../domain/text/grouped.js';
import { channelsNotRead, GIVE_FRIENDS, handOutEnd } from './advice.js';
import { andWhoHasIt, nothingSent, remedyUnderWay, resume, stopped, thenResume } from './stopped.js';
import type { FailureText, Situations } from './text.js';

/** The same hint under another message. */
const saying = (text: FailureText, message: string): FailureText => ({ ...text, message });

export const SITUATIONS: Situations = {
  endNotProven: (text) => saying(text, `it is not proven that the token has ended: ${text.message}`),
  notRecorded: (text, { type, channel, id, isRevoked }) => {
    const outcome = isRevoked ? 'it was revoked again' : `it is alive at LINE, counted as ${id}, and ends by itself`;
    return saying(
      text,
      `the ${type} token that LINE issued for ${channel} could not be recorded, ${outcome}: ${text.message}`,
    );
  },
  timeFirst: (text) => saying(text, `no token was asked for, because LINE was to tell its time first: ${text.message}`),
  pushUnsent: (text) =>
    saying(text, `nothing was sent, because a push is written down before it leaves: ${text.message}`),
  endNotRecorded: (text, { name }) =>
    saying(text, `${name} has ended at LINE, which is proven, and is not on record: ${text.message}`),
  freshTokenRefused: (text) => ({
    ...text,
    // A channel may take calls from certain addresses alone: https://developers.line.biz/en/docs/messaging-api/building-bot/
    hint: 'LINE issued that token a moment ago: see on the Security tab of the console whether it takes calls from this address.',
  }),
  noOtherToken: (text, { problem }, tell) => ({
    ...text,
    hint: tell(problem).hint ?? 'Issue another token with: line-ops token issue',
  }),
  nothingRevoked: (text, { id, code }) => ({
    message: `nothing was revoked: ${text.message}`,
    hint: `Leave it out, and run the command again. ${text.hint ?? ''}`.trim(),
    details: { failed: [{ id, code, reason: text.message }] },
  }),
  rolledBack: (text, { oldId, altered }) => saying(text, `${text.message}; ${asItIs(oldId, altered)}`),
  toBeResumed: (text, { token, isInGrace, ownWay }) =>
    ownWay
      ? text
      : {
          ...text,
          hint: `Both tokens may live. Finish with: line-ops token rotate ${token} --resume${isInGrace ? ' (or --rollback)' : ''}`,
        },
  roomForRotation: (text) => ({
    ...text,
    hint: 'A rotation needs a place for one more token while both live. Revoke one that nobody uses: line-ops token revoke <id>, or, where only its string is known, --stdin',
  }),
  notReadBack: (text) => saying(text, `the endpoint is set, and could not be read back: ${text.message}`),
  // https://developers.line.biz/en/reference/messaging-api/#manage-audience-error-handling
  uploadStopped: (text, { accepted, people, isRefused }) => ({
    ...text,
    message: `${text.message}; LINE has taken ${grouped(accepted)} of ${plural(people, 'person', 'people')}`,
    hint: isRefused
      ? 'One user ID that LINE does not know refuses the whole request: line-ops user show <userId> tells of one. Correct the list, and create the audience of that.'
      : `${text.hint ?? ''} What LINE has taken stays: the same command goes on.`.trim(),
  }),
  friendsUnknown: (text) => ({ ...text, hint: GIVE_FRIENDS }),
  runStopped: (text, { id, code, isNamed }) => ({
    ...text,
    message: isNamed ? stopped({ id, why: text.message }) : text.message,
    hint: thenResume(remedyUnderWay(code, text.hint), id),
  }),
  // https://developers.line.biz/en/reference/messaging-api/#get-follower-ids
  followersNotNamed: (text) => ({
    ...text,
    hint: 'LINE names followers of verified and premium accounts only. See the account type in LINE Official Account Manager. Without it: broadcast --to friends needs no user IDs, and webhooks bring those who follow or write.',
  }),
  mayBeDone: (text) => ({
    ...text,
    hint: 'LINE may have done it all the same: look with a GET before you make the request again.',
  }),
  leftUnfinished: (text, broadcast) => ({ ...text, hint: andWhoHasIt(text.hint ?? '', broadcast) }),
  pushStopped: (text, { id }) => ({
    ...text,
    message: nothingSent(text.message),
    hint: `${text.hint ?? ''} Then: ${resume(id)}`.trim(),
  }),
  keyNotShown: (text, { publicJwk }) => ({
    message: `${text.message}; the private key is kept, and this is its public half`,
    hint: `Register: ${JSON.stringify(publicJwk)}`,
  }),
  shownNotStored: (text, { id, type }) => ({
    message: `${id} was issued and is shown above, but its string could not be stored: ${text.message}`,
    hint: `${text.hint ?? ''} Then keep it with: line-ops token import --type ${type}`.trim(),
  }),
  tokenNotTaken: (text, end, tell) => {
    const { sentence, hint } = handOutEnd(end, tell);
    return { message: `${text.message}; ${sentence}`, hint };
  },
  listNotRead: (text, { label }) => ({
    message: `tokens of ${label} that only LINE knows of are not covered: ${text.message}`,
    hint: 'Run it again once LINE lists its key IDs: line-ops token revoke --all',
  }),
  oneOfChannels: (text, facts, tell) => ({ ...text, ...channelsNotRead(text.message, facts, tell) }),
};

function asItIs(oldId: string | null, altered: readonly string[]): string {
  if (altered.length === 0)
    return oldId === null ? 'everything is as it was' : `everything is as it was, and ${oldId} is still in use`;
  const untouched = oldId === null ? '' : `${oldId} is alive, and `;
  return `the new token was revoked; ${untouched}somebody else has changed a place: ${altered.join('; ')}`;
}
