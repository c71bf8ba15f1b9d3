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

/** @see https://developers.line.biz/en/reference/messaging-api/#postback-params-object */
const PICKED = {
  datetime: ['a date and a time were picked', '2026-12-24T19:30'],
  date: ['a date was picked', '2026-12-24'],
  time: ['a time was picked', '19:30'],
} as const;

/** @see https://developers.line.biz/en/reference/messaging-api/#postback-params-object-for-richmenu-switch-action */
const SWITCH_FAILURES = {
  richmenuAliasGone: ['the alias of another rich menu was not found', 'RICHMENU_ALIAS_ID_NOTFOUND'],
  richmenuGone: ['the rich menu of an alias was not found', 'RICHMENU_NOTFOUND'],
  richmenuFailed: ['another rich menu could not be shown', 'FAILED'],
} as const;

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
  ...Object.entries(PICKED).map(([mode, [summary, picked]]) =>
    eventRow({
      name: `postback:${mode}`,
      summary,
      content: () => ({ postback: { data: 'action=reserve&itemId=111', params: { [mode]: picked } } }),
    }),
  ),
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
  ...Object.entries(SWITCH_FAILURES).map(([kind, [summary, status]]) =>
    eventRow({
      name: `postback:${kind}`,
      summary,
      content: () => ({ postback: { data: 'richmenu-changed-to-b', params: { status } } }),
    }),
  ),
  eventRow({
    name: 'videoPlayComplete',
    summary: 'a video of the account was watched to its end',
    // A `trackingId` is for chats with one user. @see https://developers.line.biz/en/reference/messaging-api/#video-message
    ...ALONE,
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
    summary: 'linking the accounts failed: of whom, nobody is told',
    chats: [],
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
