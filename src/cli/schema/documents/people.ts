import { document } from '../document.js';
import { broadcastId, broadcastName, broadcastState, ofChannel, via } from '../parts/broadcast.js';
import { channelId, requestId, userId } from '../parts/channel.js';
import { checks } from '../parts/check.js';
import { QUOTA_KEYS } from '../parts/quota.js';
import { anything, list, object, orNull, type Shapes, text, time, whole, word, yesNo } from '../shape.js';

const NAMED: Shapes = {
  id: broadcastId,
  name: broadcastName,
  channelId: ofChannel,
  via,
  state: broadcastState,
  startedAt: orNull(time('when it began')),
  finishedAt: orNull(time('when it ended')),
};

export const PEOPLE = [
  document('user-list@1', 'Followers', 'User IDs of everybody who follows the account', {
    out: orNull(text('the file that was written; null where they are below')),
    total: whole('how many they are'),
    userIds: orNull(list('the user IDs; null where they are in the file', userId)),
  }),
  document('user-show@1', 'Person', 'What LINE and this state know of one person', {
    userId,
    known: orNull(yesNo('whether LINE shows the channel a profile; null where LINE was not asked')),
    profile: orNull(
      object("LINE's profile", {
        displayName: text('display name'),
        language: orNull(text('language, where the person lets it be known')),
        pictureUrl: orNull(text('URL of the picture')),
        statusMessage: orNull(text('status message')),
      }),
    ),
    broadcasts: list(
      'broadcasts of this state that name the person',
      object('one broadcast', {
        id: broadcastId,
        name: broadcastName,
        channelId: ofChannel,
        via,
        broadcastState,
        state: word('where the person stands in it', [
          'accepted',
          'refused',
          'unknown',
          'inFlight',
          'pending',
          'leftOut',
          'heldOut',
        ]),
        mayHave: yesNo('whether the person has got it, or may have'),
        at: orNull(time('when LINE answered')),
        stage: orNull(whole('number of the stage, from 1')),
        batch: orNull(whole('number of the batch')),
        requestId,
        reason: orNull(text('why the person was refused or left out')),
      }),
    ),
    withoutUserIds: list(
      'broadcasts to friends or an audience, of which nobody here knows whom they reached',
      object('one broadcast', NAMED),
    ),
    forgotten: list(
      'broadcasts whose recipients were forgotten',
      object('one broadcast', { ...NAMED, forgottenAt: time('when they were forgotten') }),
    ),
    unreadable: list('IDs of broadcasts that are damaged', broadcastId),
    searched: whole('recipients that were looked through'),
  }),
  document('quota@1', 'Quota', "This month's message quota", {
    channelId: orNull(channelId),
    ...QUOTA_KEYS,
    runsOutAt: orNull(time("when the rest is used up at this month's pace; null where that is not this month")),
  }),
  document('api@1', 'Answer of LINE', 'What LINE answered to a request of yours', {
    status: whole('HTTP status'),
    requestId,
    body: anything(
      'the body: JSON as LINE wrote it, other content as a text, null for none; of several pages, a list of them',
    ),
  }),
  document('login-id-token@1', 'ID token', 'What an ID token of LINE Login says, and whether it holds', {
    ok: yesNo('whether LINE accepted it and no check failed'),
    clientId: text('the channel ID that it was verified for'),
    accepted: yesNo('whether LINE accepted it'),
    checks,
    claims: list(
      'what it says',
      object('one claim', {
        claim: text('name of the claim'),
        value: anything('its value'),
        time: orNull(time('the same as a time, where it is one')),
        meaning: orNull(text('what it means; null for a claim that no page of LINE names')),
      }),
    ),
  }),
  document('login-callbacks@1', 'Callback URLs', 'Callback URLs of LINE Login against the rules for them', {
    ok: yesNo('whether there is no error'),
    urls: whole('URLs in the list'),
    limit: whole('how many LINE takes'),
    errors: whole('errors found'),
    warnings: whole('warnings found'),
    findings: list(
      'what was found',
      object('one finding', {
        rule: text('name of the rule'),
        severity: word('LINE refuses an error; it takes what is a warning', ['error', 'warning']),
        line: orNull(whole('line of the list, from 1; null for the list or the request as a whole')),
        url: orNull(text('the URL')),
        message: text('what is wrong'),
        docs: orNull(text("LINE's page on it")),
      }),
    ),
    authorizeUrl: orNull(
      object('the request whose `redirect_uri` was matched; null where none was given', {
        redirectUri: orNull(text('the `redirect_uri` in it')),
        match: orNull(word('how it matches a URL of the list; null where it does not', ['exact', 'extended'])),
        line: orNull(whole('line of that URL, from 1')),
      }),
    ),
  }),
];
