import { STANDINGS } from '../../../domain/broadcast/schedule/standing.js';
import { document } from '../document.js';
import { CHANNEL_KEYS, channelId } from '../parts/channel.js';
import { QUOTA_KEYS } from '../parts/quota.js';
import { atWork, server } from '../parts/team.js';
import { limits, token, unknownKeyIds } from '../parts/token.js';
import { list, object, orNull, record, text, time, whole, word, yesNo } from '../shape.js';

const quota = object("this month's message quota", QUOTA_KEYS);

const webhook = object('the webhook endpoint', {
  endpoint: text('its URL'),
  active: orNull(yesNo('whether LINE sends events; null where LINE does not say')),
});

const problems = list(
  'parts that could not be read',
  object('one of them', {
    part: text('which part'),
    code: text('code of the failure, as `line-ops explain` takes it'),
    message: text('the same in words'),
  }),
);

/** A broadcast that is not over, as a status tells of it. */
const openBroadcast = object('one of them', {
  id: text('ID of the broadcast'),
  name: orNull(text('its name')),
  channelId: orNull(channelId),
  state: text('its state, as in every document of a broadcast'),
  standing: word('what it waits for', STANDINGS),
  unique: whole('people it is for'),
  accepted: whole('people whose batch LINE accepted'),
  unknown: whole('people of whom nobody can tell'),
});

const asked = (what: string) =>
  word(`whether LINE was asked for ${what}, and answered in time`, ['answered', 'failed', 'late', 'not-asked']);

export const CHANNELS = [
  document('channel@1', 'Channel', 'A configured channel, after it was added, renamed or chosen', CHANNEL_KEYS),
  document('channel-list@1', 'Channels', 'Every configured channel', {
    channels: list('in the order in which they were added', object('one channel', CHANNEL_KEYS)),
  }),
  document(
    'channel-show@1',
    'Channel at LINE',
    'A channel with what LINE says of it; a part that could not be read is null and stands among the problems',
    {
      name: orNull(text('the name that it has here; null for the one of the environment')),
      channelId: orNull(channelId),
      botUserId: orNull(text("user ID of the channel's bot")),
      botName: orNull(text('display name of the bot')),
      signingKeyId: orNull(text('key ID of the assertion signing key in use')),
      newSigningKeyWaits: orNull(yesNo('whether a newer key waits for the key ID that the console gives it')),
      production: yesNo('whether each send to it asks for its name'),
      timeZone: orNull(text('time zone of its quiet hours; null for the default')),
      current: yesNo('whether it is the one that `channel use` chose'),
      bot: orNull(
        object('what LINE says of the bot', {
          userId: text('user ID of the bot'),
          basicId: orNull(text('its basic ID, such as `@123abcde`')),
          premiumId: orNull(text('its premium ID; null where it has none')),
          displayName: orNull(text('its display name')),
          chatMode: orNull(text('`chat` where people can answer by hand, `bot` where they cannot')),
          markAsReadMode: orNull(text('`auto` or `manual`: who marks messages as read')),
        }),
      ),
      quota: orNull(quota),
      tokens: orNull(object('how many channel access tokens are alive', { limits, unknownKeyIds })),
      webhook: orNull(webhook),
      problems,
    },
  ),
  document(
    'status@1',
    'Status',
    'How a channel stands, as this state and LINE know it; a part that is not known is null and stands among the problems',
    {
      channel: orNull(
        object('the channel; null where none is configured or chosen', {
          name: orNull(text('the name that it has here; null for the one of the environment')),
          channelId: orNull(channelId),
          botUserId: orNull(text("user ID of the channel's bot")),
          botName: orNull(text('display name of the bot')),
          signingKeyId: orNull(text('key ID of the assertion signing key in use')),
          production: yesNo('whether each send to it asks for its name'),
          current: yesNo('whether it is the one that `channel use` chose'),
        }),
      ),
      channels: orNull(list('names of all configured channels', text('one of them'))),
      line: object('what became of the questions to LINE', {
        bot: asked('the bot'),
        quota: asked('the quota'),
        tokens: asked('the key IDs of v2.1 tokens, which takes a signing key'),
        webhook: asked('the webhook endpoint'),
      }),
      tokens: orNull(
        object('the channel access tokens', {
          limits,
          listedByLine: yesNo('whether LINE said which v2.1 tokens are alive; else it is what the ledger knows'),
          endingSoon: list('live tokens that end within a week, the first to end first', token('one of them')),
          unknownKeyIds,
        }),
      ),
      rotations: orNull(
        list(
          'rotations that have not ended',
          object('one of them', {
            oldId: orNull(text('ID of the token that is replaced')),
            newId: text('ID of the new token'),
            state: text('how far it has come'),
            startedAt: time('when it began'),
            host: orNull(
              text('the machine that began it, where a team shares the state: only there it is gone on with'),
            ),
          }),
        ),
      ),
      broadcasts: orNull(list('broadcasts of this channel that are not over, the most urgent first', openBroadcast)),
      elsewhere: orNull(list('the same of other channels', openBroadcast)),
      quota: orNull(quota),
      webhook: orNull(webhook),
      kept: orNull(
        object('what is kept', {
          bytes: whole('bytes of the state file, or of our tables in a server'),
          keepRecipients: orNull(text('how long recipients are kept, such as `90d`; null for ever')),
          overdue: list('broadcasts whose recipients are kept for longer', text('broadcast ID')),
        }),
      ),
      state: orNull(
        object('the server that a team shares its state in; null for a folder', {
          name: text('host, port and database, without a password'),
          server: orNull(server),
          held: orNull(atWork),
        }),
      ),
      problems,
      next: object('what is to be done next', {
        command: text('a command line that works as it stands'),
        why: text('what for'),
      }),
    },
  ),
  document('channel-remove@1', 'Removed channel', 'What is no longer here, and what goes on without it', {
    name: text('the name that was removed'),
    channelId,
    forgottenTokens: list('IDs of tokens whose strings were forgotten', text('token ID')),
    liveTokens: list('IDs of tokens that stay alive at LINE', text('token ID')),
    unfinishedBroadcasts: list('IDs of broadcasts that nobody can resume now', text('broadcast ID')),
  }),
  document('key@1', 'Signing key', 'An assertion signing key whose key ID LINE takes', {
    channelId,
    signingKeyId: text('the key ID that was recorded'),
    activeTokens: whole('v2.1 tokens alive at LINE under any key of the channel'),
  }),
  document('key-generate@1', 'New signing key', 'The public half of a new assertion signing key', {
    publicJwk: record('the public JWK as the console takes it, without `kid`', text('a member of the JWK')),
    channelId: orNull(channelId),
    file: orNull(text('the file that holds the private half; null where there is none')),
  }),
];
