import { type TokenRecord, tokenName } from '../../domain/tokens/token.js';

/** What the ledger of tokens says that cannot be; `secretNames` are those of every stored secret. */
export function tokenProblems(tokens: readonly TokenRecord[], secretNames: readonly string[]): readonly string[] {
  const stored = new Set(secretNames.flatMap((name) => /^token\/(.+)$/.exec(name)?.[1] ?? []));
  const fingerprints = new Map<string, TokenRecord>();
  return tokens.flatMap((token) => {
    const { id, fingerprint, issuedAt, expiresAt, state, endedAt } = token;
    const twin = fingerprint === null ? undefined : fingerprints.get(fingerprint);
    if (fingerprint !== null) fingerprints.set(fingerprint, token);
    return [
      ...(token.stored && !stored.has(id) ? [`the string of ${tokenName(token)} is not in the secret store`] : []),
      ...(twin === undefined ? [] : [`${tokenName(token)} and ${tokenName(twin)} are the same token`]),
      ...(issuedAt !== null && expiresAt !== null && expiresAt < issuedAt
        ? [`${tokenName(token)} ends before it was issued`]
        : []),
      ...(state === 'active' && endedAt !== null ? [`${tokenName(token)} is alive and has ended`] : []),
    ];
  });
}
