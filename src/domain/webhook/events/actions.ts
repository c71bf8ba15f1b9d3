import { type EventRow, eventRow } from './event-row.js';

/** The membership of an official account. @see https://developers.line.biz/en/reference/messaging-api/#membership-event */
const MEMBERSHIP_ID = 3189;
const ALONE = { chats: ['user'] } as const;

/** @see https://developers.line.biz/en/reference/messaging-api/#beacon-event */
const BEACONS = {
  enter: 'a user came into the reach of a beacon',
  banner: 'a user tapped the banner of a beacon',
  stay: 'a user is still in the reach of a beacon',
};

/**
 * What users do beside writing.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-event
 */
export const ACTION_ROWS: readonly EventRow[] = [
  eventRow({
    name: 'postback',
    summary: 'a button with a postback was tapped',
    content: () => ({ postback: { data: 'action=buy&itemId=111' } }),
  }),
  eventRow({
    name: 'postback:datetime',
    summary: 'a date and a time were picked',
    content: () => ({ postback: { data: 'action=reserve&itemId=111', params: { datetime: '2026-12-24T19:30' } } }),
  }),
  eventRow({
    name: 'postback:richmenu',
    summary: 'another rich menu was chosen',
    content: () => ({
      postback: {
        data: 'richmenu-changed-to-b',
        params: { newRichMenuAliasId: 'richmenu-alias-b', status: 'SUCCESS' },
      },
    }),
  }),
  eventRow({
    name: 'videoPlayComplete',
    summary: 'a video of the account was watched to its end',
    content: () => ({ videoPlayComplete: { trackingId: 'sample-tracking-id' } }),
  }),
  ...(['enter', 'banner', 'stay'] as const).map((type) =>
    eventRow({
      name: `beacon:${type}`,
      summary: BEACONS[type],
      ...ALONE,
      content: () => ({ beacon: { hwid: 'd41d8cd98f', type, dm: '1234567890abcdef' } }),
    }),
  ),
  eventRow({
    name: 'accountLink:ok',
    summary: "the user's account was linked to one of the provider's service",
    ...ALONE,
    content: () => ({ link: { result: 'ok', nonce: 'sample-nonce' } }),
  }),
  eventRow({
    name: 'accountLink:failed',
    summary: 'linking the accounts failed',
    ...ALONE,
    isReplyable: false,
    content: () => ({ link: { result: 'failed', nonce: 'sample-nonce' } }),
  }),
  ...(['joined', 'left', 'renewed'] as const).map((type) =>
    eventRow({
      name: `membership:${type}`,
      summary: `a user ${type} the membership of the account`,
      ...ALONE,
      content: () => ({ membership: { type, membershipId: MEMBERSHIP_ID } }),
    }),
  ),
];
