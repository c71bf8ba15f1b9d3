import type { Followers } from '../bot/followers.js';
import { readUserWords, type UserWords } from '../bot/user-words.js';
import { UserTable } from './user-table.js';

const REMEMBERED_REQUESTS = 1000;
const GROWS_BY = 1024;

/** What one accepted send request brought about. */
export interface DeliveredRequest {
  readonly requestId: string;
  readonly endpoint: string;
  /** ISO 8601, emulator time. */
  readonly at: string;
  /** How many users the request named or reached for. */
  readonly recipients: number;
  readonly delivered: number;
  readonly undeliverable: number;
}

/** Who got what, counted by the platform itself: the witness to check a client against. */
export interface DeliverySummary {
  /** Different followers who got at least one message. */
  readonly recipients: number;
  /** Messages delivered: one per request and follower, however many message objects it held. */
  readonly messages: number;
  /** The most messages that any one follower got. 1 means that nobody was messaged twice. */
  readonly maxPerRecipient: number;
  /** Messages to users who are no followers or have blocked the account: accepted, delivered to nobody. */
  readonly undeliverable: number;
  /** The latest requests, oldest first. */
  readonly perRequest: readonly DeliveredRequest[];
}

/**
 * Counts deliveries per follower in four bytes each, by the follower's index. Users who are no followers are counted in
 * a table of their own.
 */
export class DeliveryBook {
  readonly #followers: Followers;
  #counts: Uint32Array;
  readonly #strangers = new UserTable();
  readonly #requests: DeliveredRequest[] = [];
  #recipients = 0;
  #messages = 0;
  #maxPerRecipient = 0;
  #undeliverable = 0;

  constructor(followers: Followers) {
    this.#followers = followers;
    this.#counts = new Uint32Array(followers.count);
  }

  /** Counts one message for a follower by index. */
  deliver(index: number): void {
    if (this.#counts.length <= index) this.#grow(index);
    const count = (this.#counts[index] ?? 0) + 1;
    this.#counts[index] = count;
    this.#messages += 1;
    if (count === 1) this.#recipients += 1;
    if (this.#maxPerRecipient < count) this.#maxPerRecipient = count;
  }

  /** Counts one message that reached nobody; `stranger` is null for a follower who has blocked the account. */
  fail(stranger: UserWords | null): void {
    this.#undeliverable += 1;
    if (stranger !== null) this.#strangers.add(stranger);
  }

  /** For whoever came after the start. */
  #grow(index: number): void {
    const counts = new Uint32Array(index + GROWS_BY);
    counts.set(this.#counts);
    this.#counts = counts;
  }

  /** Notes an accepted request; only the latest thousand are kept. */
  note(request: DeliveredRequest): void {
    this.#requests.push(request);
    if (REMEMBERED_REQUESTS * 2 <= this.#requests.length) this.#requests.splice(0, REMEMBERED_REQUESTS);
  }

  summary(): DeliverySummary {
    return {
      recipients: this.#recipients,
      messages: this.#messages,
      maxPerRecipient: this.#maxPerRecipient,
      undeliverable: this.#undeliverable,
      perRequest: this.#requests.slice(-REMEMBERED_REQUESTS),
    };
  }

  /** How many messages this user got, and how many were accepted for it without reaching anybody. */
  ofUser(id: string): { readonly delivered: number; readonly undeliverable: number } {
    const words = new Uint32Array(4);
    if (!readUserWords(id, words)) return { delivered: 0, undeliverable: 0 };
    const index = this.#followers.indexOf(words);
    if (index === -1) return { delivered: 0, undeliverable: this.#strangers.count(words) };
    return { delivered: this.#counts[index] ?? 0, undeliverable: 0 };
  }

  /** `userId<TAB>count` lines of everybody who got something, a few thousand lines at a time. */
  *tsv(): Generator<string> {
    let lines: string[] = [];
    for (let index = 0; index < this.#counts.length; index++) {
      const count = this.#counts[index] ?? 0;
      if (count === 0) continue;
      lines.push(`${this.#followers.idOf(index)}\t${count}\n`);
      if (lines.length < 2000) continue;
      yield lines.join('');
      lines = [];
    }
    yield lines.join('');
  }

  /** Everything but the latest requests, for the state file. The counts are a view, not a copy. */
  toData(): DeliveryData {
    return { counts: this.#counts, strangers: this.#strangers.toData(), undeliverable: this.#undeliverable };
  }

  /** Takes over the data of an earlier run. Followers beyond today's number are dropped. */
  restore({ counts, strangers, undeliverable }: DeliveryData): void {
    if (this.#counts.length < this.#followers.count) this.#grow(this.#followers.count);
    this.#counts.set(counts.subarray(0, this.#counts.length));
    this.#strangers.restore(strangers);
    this.#undeliverable = undeliverable;
    for (const count of this.#counts) {
      this.#messages += count;
      if (0 < count) this.#recipients += 1;
      if (this.#maxPerRecipient < count) this.#maxPerRecipient = count;
    }
  }
}

/** A delivery book as plain data. */
export interface DeliveryData {
  /** Messages per follower index. */
  readonly counts: Uint32Array;
  /** Messages to users who are no followers: four numbers of the ID and the count, user after user. */
  readonly strangers: Uint32Array;
  readonly undeliverable: number;
}
