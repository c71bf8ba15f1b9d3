import type { Followers } from '../bot/followers.js';
import { readUserWords, type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
import { decodeRequest, encodeRequest, type SentRequest, type SentRequestData } from './sent-request.js';

/** What is kept of a request beside it, without looking at it again. */
interface Entry {
  readonly request: SentRequest;
  /** The followers as they were then: see `Followers.asOf`. */
  readonly revision: number;
  readonly bytes: number;
}

const KEPT_REQUESTS = 1000;
const KEPT_BYTES = 32 * 1024 * 1024;
/** Of one multicast. @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
const MOST_WORDS = 500 * WORDS_PER_ID;
/** Room for the recipients of all that are kept, of the one that comes, and of one place lost where the ring begins anew. */
const RING_WORDS = (KEPT_REQUESTS + 2) * MOST_WORDS;

/**
 * What was sent to whom: the latest thousand accepted requests, or fewer where they are large. A request costs one
 * entry, however many it was for; who of them got it is worked out for whoever asks.
 */
export class SentBook {
  readonly #entries: Entry[] = [];
  /** Made with the first multicast. */
  #ring: UserWords | null = null;
  #nextInRing = 0;
  #bytes = 0;

  constructor(private readonly followers: Followers) {}

  /** Notes an accepted request. `bodyBytes` is what its body took, and about what it takes to keep. */
  note(request: SentRequest, bodyBytes: number): void {
    const bytes = bodyBytes + (request.to.type === 'set' ? request.to.followers.bytes().length : 0);
    this.#entries.push({ request: this.#kept(request), revision: this.followers.revision, bytes });
    this.#bytes += bytes;
    while (KEPT_REQUESTS < this.#entries.length || KEPT_BYTES < this.#bytes) {
      this.#bytes -= this.#entries.shift()?.bytes ?? 0;
    }
  }

  /**
   * The request with its recipients in the ring. A thousand lists of their own, each living long, would have the engine
   * collect them at a tenth of what a multicast costs.
   */
  #kept(request: SentRequest): SentRequest {
    const { to } = request;
    if (to.type !== 'users' || MOST_WORDS < to.words.length) return request;
    this.#ring ??= new Uint32Array(RING_WORDS);
    if (RING_WORDS < this.#nextInRing + to.words.length) this.#nextInRing = 0;
    const words = this.#ring.subarray(this.#nextInRing, this.#nextInRing + to.words.length);
    words.set(to.words);
    this.#nextInRing += words.length;
    return { ...request, to: { ...to, words } };
  }

  /** Every request that is kept, oldest first. */
  requests(): readonly SentRequest[] {
    return this.#entries.map(({ request }) => request);
  }

  /** The requests that reached a user, a group or a room by `now`, oldest first. */
  requestsTo(chatId: string, now: number): readonly SentRequest[] {
    const words = new Uint32Array(WORDS_PER_ID);
    const index = readUserWords(chatId, words) ? this.followers.indexOf(words) : -1;
    const isFriendAt = this.#friendshipOf(index);
    return this.#entries
      .filter(({ request: { to }, revision }) => {
        // What stands in one chat has reached it, also where its user is no friend.
        if (to.type === 'chat') return to.id === chatId;
        if (to.type === 'set') return to.followers.has(index) && to.reachedAt <= now;
        return (to.type === 'friends' || holds(to.words, words)) && isFriendAt(revision);
      })
      .map(({ request }) => request);
  }

  /** Whether a follower was a friend at a revision; of a thousand requests most stand at the same. */
  #friendshipOf(index: number): (revision: number) => boolean {
    const known = new Map<number, boolean>();
    return (revision) => {
      const isFriend = known.get(revision) ?? this.#wasFriend(index, revision);
      known.set(revision, isFriend);
      return isFriend;
    };
  }

  #wasFriend(index: number, revision: number): boolean {
    const then = this.followers.asOf(revision);
    return 0 <= index && index < then.count && then.isFriend(index);
  }

  /** What is remembered, as plain data for the state file. */
  toData(): SentData {
    return this.#entries.map(({ request, ...rest }) => ({ ...rest, ...encodeRequest(request) }));
  }

  /** Takes over the data of an earlier run. */
  restore(data: SentData): void {
    for (const { revision, bytes, ...request } of data) {
      this.#entries.push({ request: decodeRequest(request), revision, bytes });
      this.#bytes += bytes;
    }
  }
}

function holds(all: UserWords, [first, second, third, fourth]: UserWords): boolean {
  for (let at = 0; at < all.length; at += WORDS_PER_ID) {
    if (all[at] === first && all[at + 1] === second && all[at + 2] === third && all[at + 3] === fourth) return true;
  }
  return false;
}

/** The book as plain data. */
export type SentData = readonly (SentRequestData & Pick<Entry, 'revision' | 'bytes'>)[];
