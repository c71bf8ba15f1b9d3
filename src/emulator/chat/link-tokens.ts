import { randomBytes } from 'node:crypto';

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-link-token */
const LIFETIME_MS = 10 * 60 * 1000;

/** A link token, as plain data. Times are emulator time in milliseconds. */
export interface LinkToken {
  readonly linkToken: string;
  readonly userId: string;
  readonly endsAt: number;
  readonly isUsed: boolean;
}

/** Why a link token opens nothing; the user sees an error, and the bot is told nothing. */
export type LinkTokenProblem = 'unknown' | 'used' | 'expired';

/** The link tokens of a channel, each good for ten minutes and for one use. */
export class LinkTokens {
  readonly #tokens = new Map<string, LinkToken>();

  issue(userId: string, now: number): string {
    // They end in the order in which they were issued.
    for (const { linkToken, endsAt } of this.#tokens.values()) {
      if (now < endsAt + LIFETIME_MS) break;
      this.#tokens.delete(linkToken);
    }
    const linkToken = randomBytes(24).toString('base64url');
    this.#tokens.set(linkToken, { linkToken, userId, endsAt: now + LIFETIME_MS, isUsed: false });
    return linkToken;
  }

  /** For whom the token was issued, or why it cannot be used. */
  look(linkToken: string, now: number): { readonly userId: string } | LinkTokenProblem {
    const token = this.#tokens.get(linkToken);
    if (token === undefined) return 'unknown';
    if (token.isUsed) return 'used';
    return token.endsAt <= now ? 'expired' : token;
  }

  /** From now on it has been used. */
  use(linkToken: string): void {
    const token = this.#tokens.get(linkToken);
    if (token !== undefined) this.#tokens.set(linkToken, { ...token, isUsed: true });
  }

  toData(): readonly LinkToken[] {
    return [...this.#tokens.values()];
  }

  restore(data: readonly LinkToken[]): void {
    for (const token of data) this.#tokens.set(token.linkToken, token);
  }
}
