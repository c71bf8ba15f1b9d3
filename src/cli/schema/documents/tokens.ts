import { TOKEN_TYPES } from '../../../domain/tokens/token.js';
import { document } from '../document.js';
import { channelId } from '../parts/channel.js';
import { accessToken, channelError, limits, token, tokenWith, unknownKeyIds } from '../parts/token.js';
import { as, list, object, orNull, type Shapes, text, whole, word, yesNo } from '../shape.js';

const HANDED_OUT: Shapes = {
  token: tokenWith('the token, with its string', { accessToken }),
  active: whole('tokens of its type that are alive now, with this one'),
  limit: orNull(whole('how many LINE allows; null for stateless ones')),
};

const checked = list(
  'live tokens, and what needs attention of them',
  tokenWith('one token', {
    finding: orNull(word('what is wrong with it; null where nothing is', ['ends-soon', 'unknown-to-line', 'ended'])),
  }),
);

const CHECK: Shapes = {
  ok: yesNo('whether nothing needs attention'),
  withinSeconds: whole('a token that ends within so many seconds needs attention'),
  label: orNull(text('only tokens with this label were looked at; null for all')),
  tokens: checked,
};

export const TOKENS = [
  document('token-issue@1', 'Issued token', 'A token that was issued, with its string', HANDED_OUT),
  document(
    'token-get@1',
    'Token for a script',
    'A stored token that is alive, or one that was issued, with its string',
    HANDED_OUT,
  ),
  document('token-list@1', 'Tokens', 'Tokens of a channel: the ledger here joined with what LINE lists', {
    channelId,
    tokens: list('live tokens, the one that ends soonest first; with `--all` also the ended ones', token('one token')),
    limits,
    unknownKeyIds,
  }),
  document('token-list-all@1', 'Tokens of all channels', 'The same for every configured channel', {
    channels: list(
      'every configured channel',
      object('one channel', {
        channel: text('name of the channel'),
        channelId,
        tokens: list('its tokens; none where it could not be read', token('one token')),
        limits: orNull(limits),
        unknownKeyIds,
        error: channelError,
      }),
    ),
  }),
  document('token-limits@1', 'Token limits', 'How many tokens of each type are alive, and how many may be', {
    channelId,
    limits,
    unknownKeyIds,
  }),
  document('token-verify@1', 'Verified token', 'What LINE says of one token', {
    valid: yesNo('whether LINE takes it'),
    token: orNull(token('its row of the ledger; null where it has none')),
    type: orNull(word('the type that it was verified as; null where nobody can tell', TOKEN_TYPES)),
    channelId: orNull(channelId),
    expiresInSeconds: orNull(whole('seconds that it still lives; null where LINE does not say, or it has no end')),
    scope: orNull(text('scopes that LINE names')),
  }),
  document('token-check@1', 'Token check', 'Which tokens of a channel need attention', { channelId, ...CHECK }),
  document('token-check-all@1', 'Token check of all channels', 'The same for every configured channel', {
    ok: yesNo('whether every channel could be read, and nothing needs attention'),
    withinSeconds: whole('a token that ends within so many seconds needs attention'),
    channels: list(
      'every configured channel',
      object('one channel', { channel: text('name of the channel'), channelId, ...CHECK, error: channelError }),
    ),
  }),
  document('token-rotate@1', 'Rotation', 'What a rotation, its resumption or its taking back has come to', {
    new: orNull(
      tokenWith('the new token; null where none was issued', {
        accessToken: orNull(as('its string; null unless stdout is a place that it was to go to', accessToken)),
      }),
    ),
    rotated: yesNo('whether the new token is where it is used'),
    old: orNull(token('the token that was replaced; null for the first one')),
    delivered: list('places that hold the new token', text('a place, as `--to` names it')),
    revokedOld: yesNo('whether the old token has ended'),
    reason: orNull(text('why nothing was rotated, in words; null where it was')),
  }),
  document('token-revoke@1', 'Revoked tokens', 'What became of each token that was to end', {
    revoked: list('tokens that have ended, proven by LINE', token('one token')),
    failed: list(
      'what could not be ended',
      object('one of them', {
        id: orNull(text('ID of the token; null for what only LINE knows')),
        reason: text('why, in words'),
      }),
    ),
    endingByThemselves: list('stateless tokens, which nobody can revoke', token('one token')),
  }),
  document('token-forget@1', 'Forgotten tokens', 'Rows that were taken out of the ledger', {
    forgotten: list('as they were', token('one token')),
  }),
  document('token-import@1', 'Imported token', 'A token from elsewhere that is in the ledger now', {
    token: token('the token'),
    ended: list('tokens that LINE ended for it', token('one token')),
    stillAlive: list('long-lived tokens that live on beside it, or may', token('one token')),
  }),
];
