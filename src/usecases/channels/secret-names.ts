import type { ChannelId, TokenId } from '../../domain/line/ids.js';
import type { SecretName } from '../../ports/store.js';

export const secretOf = (id: ChannelId): SecretName => `channel/${id}/secret`;
export const assertionKeyOf = (id: ChannelId): SecretName => `channel/${id}/assertion-key`;
/** A new signing key until its key ID is proven: the old one works all the while. */
export const pendingKeyOf = (id: ChannelId): SecretName => `channel/${id}/pending/assertion-key`;
export const tokenStringOf = (id: TokenId): SecretName => `token/${id}`;
