import { type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
import { decodeRequest, encodeRequest, type SentRequest, type SentRequestData } from './sent-request.js';

/** A user who became a friend of the account, or ceased to be one. */
export interface FriendTurn {
  readonly userId: string;
  readonly isFriend: boolean;
}

/** What is kept of a request beside it, without looking at it again. */
interface Entry {
  readonly request: SentRequest;
  /** Where it stands among requests and turns, whatever the clock was moved to. */
  readonly serial: number;
  readonly bytes: number;
}

const KEPT_REQUESTS = 1000;
const KEPT_BYTES = 32 * 1024 * 1024;
const KEPT_TURNS = 10_000;

/**
 * What was sent to whom: the latest thousand accepted requests, or fewer where they are large. A request costs one
 * entry, however many it was for; who of them got it is worked out for whoever asks.
 */
export class SentBook {
  readonly #entries: Entry[] = [];
  readonly #turns: (FriendTurn & { readonly serial: number })[] = [];
  #bytes = 0;
  #serial = 0;

  /** Notes an accepted request. `bodyBytes` is what its body took, and about what it takes to keep. */
  note(request: SentRequest, bodyBytes: number): void {
    const bytes = bodyBytes + (request.to.type === 'set' ? request.to.followers.bytes().length : 0);
    this.#serial += 1;
    this.#entries.push({ request, serial: this.#serial, bytes });
    this.#bytes += bytes;
    while (KEPT_REQUESTS < this.#entries.length || KEPT_BYTES < this.#bytes) {
      this.#bytes -= this.#entries.shift()?.bytes ?? 0;
    }
  }

  /** Notes that a user follows the account from now on, or no longer does. */
  turn(userId: string, isFriend: boolean): void {
    this.#serial += 1;
    this.#turns.push({ userId, isFriend, serial: this.#serial });
    if (KEPT_TURNS < this.#turns.length) this.#turns.shift();
  }

  /** Every request that is kept, oldest first. */
  requests(): readonly SentRequest[] {
    return this.#entries.map(({ request }) => request);
  }

  /** The requests that reached a group or a room, oldest first. */
  toChat(id: string): readonly SentRequest[] {
    return this.requests().filter(({ to }) => to.type === 'chat' && to.id === id);
  }

  /** The requests that reached this user by `now`, oldest first. */
  toUser(user: ReachedUser, now: number): readonly SentRequest[] {
    const turns = this.#turns.filter(({ userId }) => userId === user.id);
    const wasFriend = (serial: number): boolean => {
      const before = turns.findLast((turn) => turn.serial < serial);
      // Before the first turn it was what the first turn ended.
      return before?.isFriend ?? (turns[0] === undefined ? user.isFriend : !turns[0].isFriend);
    };
    return this.#entries
      .filter(({ request, serial }) => reaches(request, user, now) && (request.to.type === 'set' || wasFriend(serial)))
      .map(({ request }) => request);
  }

  /** What is remembered, as plain data for the state file. */
  toData(): SentData {
    return {
      requests: this.#entries.map(({ request, ...rest }) => ({ ...rest, ...encodeRequest(request) })),
      turns: this.#turns,
    };
  }

  /** Takes over the data of an earlier run. */
  restore({ requests, turns }: SentData): void {
    for (const { serial, bytes, ...data } of requests) {
      this.#entries.push({ request: decodeRequest(data), serial, bytes });
      this.#bytes += bytes;
    }
    this.#turns.push(...turns);
    this.#serial = Math.max(this.#entries.at(-1)?.serial ?? 0, this.#turns.at(-1)?.serial ?? 0);
  }
}

/** The user whose chat is looked at. */
export interface ReachedUser {
  readonly id: string;
  readonly words: UserWords;
  /** -1 for who has never followed the account. */
  readonly index: number;
  /** Whether it is a friend now. */
  readonly isFriend: boolean;
}

function reaches({ to }: SentRequest, { id, words, index }: ReachedUser, now: number): boolean {
  switch (to.type) {
    case 'chat':
      return to.id === id;
    case 'users':
      return holds(to.words, words);
    case 'friends':
      return index !== -1;
    case 'set':
      return index !== -1 && to.followers.has(index) && to.reachedAt <= now;
  }
}

function holds(all: UserWords, [first, second, third, fourth]: UserWords): boolean {
  for (let at = 0; at < all.length; at += WORDS_PER_ID) {
    if (all[at] === first && all[at + 1] === second && all[at + 2] === third && all[at + 3] === fourth) return true;
  }
  return false;
}

/** The book as plain data. */
export interface SentData {
  readonly requests: readonly (SentRequestData & Pick<Entry, 'serial' | 'bytes'>)[];
  readonly turns: readonly (FriendTurn & { readonly serial: number })[];
}

/** What an earlier file holds, which had no such book. */
export const NOTHING_SENT: SentData = { requests: [], turns: [] };
