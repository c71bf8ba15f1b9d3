import { TOKEN_TYPES } from '../../../domain/tokens/token.js';
import { list, object, orNull, record, type Shape, type Shapes, text, time, whole, word, yesNo } from '../shape.js';
import { channelId } from './channel.js';

const TOKEN_KEYS: Shapes = {
  id: text('short ID of the token in the ledger, such as `t-0abc1def`; it says nothing about the token string'),
  type: word('kind of channel access token', TOKEN_TYPES),
  channelId,
  keyId: orNull(text("LINE's key ID of a v2.1 token; null for other types, and where LINE does not say")),
  label: orNull(text('the label that it was given here')),
  status: word('what became of it; `unknown` where its issue was never proven, or LINE could not say', [
    'active',
    'expired',
    'revoked',
    'evicted',
    'unknown',
  ]),
  issuedAt: orNull(time('when it was issued; null where nobody here knows')),
  expiresAt: orNull(time('when it ends by itself; null for a long-lived one')),
  expiresInSeconds: orNull(whole('seconds until then, 0 once it has ended; null for a long-lived one')),
  stored: yesNo('whether its string is kept in the secret store'),
};

/** A token as every document has it. */
export function token(description: string): Shape {
  return object(description, TOKEN_KEYS);
}

/** A token with more beside it. */
export function tokenWith(description: string, more: Shapes): Shape {
  return object(description, { ...TOKEN_KEYS, ...more });
}

export const accessToken = text('the token string itself: the one secret that this document hands out');

export const limits: Shape = object('how many of each type are alive, and how many may be', {
  ...Object.fromEntries(
    TOKEN_TYPES.map((type) => [
      type,
      object(`${type} tokens`, {
        active: whole('alive; of short-lived and long-lived ones only what is known here'),
        limit: orNull(whole('how many LINE allows; null for no limit')),
      }),
    ]),
  ),
});

export const unknownKeyIds = list(
  'key IDs of v2.1 tokens that are alive at LINE and not in this ledger',
  text('a key ID'),
);

/** Why one channel of several could not be read. */
export const channelError: Shape = orNull(
  object('why this channel could not be read; null where it was', {
    code: text('code of the failure, as `line-ops explain` takes it'),
    message: text('the same in words'),
  }),
);

/** Numbers by a word that is not known beforehand. */
export function counts(description: string): Shape {
  return record(description, whole('how often'));
}
