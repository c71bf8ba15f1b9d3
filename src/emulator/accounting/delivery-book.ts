import type { UserId } from '../../domain/line/ids.js';
import type { Followers } from '../bot/followers.js';
import { readUserWords, type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
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
 * tables of their own: what reached them, in a group or a chat, and what did not.
 */
export class DeliveryBook {
  readonly #followers: Followers;
  #counts: Uint32Array;
  readonly #others = new UserTable();
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

  /** Counts one message for a user, follower or not. */
  deliverTo(userId: UserId): void {
    const words = wordsOf(userId);
    const index = this.#followers.indexOf(words);
    if (index === -1) {
      this.#others.add(words);
      this.#note(this.#others.count(words), 1);
    } else this.deliver(index);
  }

  /** Counts one message that did not reach this user. */
  failFor(userId: UserId): void {
    const words = wordsOf(userId);
    this.fail(this.#followers.indexOf(words) === -1 ? words : null);
  }

  /** Whoever has just become a follower keeps what it got before. */
  adopt(userId: UserId): void {
    const index = this.#followers.indexOfId(userId);
    const before = this.#others.take(wordsOf(userId));
    if (before === 0) return;
    if (this.#counts.length <= index) this.#grow(index);
    this.#counts[index] = (this.#counts[index] ?? 0) + before;
  }

  /** `count` messages of somebody, of whom `added` are new. */
  #note(count: number, added: number): void {
    this.#messages += added;
    if (count === added) this.#recipients += 1;
    if (this.#maxPerRecipient < count) this.#maxPerRecipient = count;
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
    const words = new Uint32Array(WORDS_PER_ID);
    if (!readUserWords(id, words)) return { delivered: 0, undeliverable: 0 };
    const index = this.#followers.indexOf(words);
    const delivered = index === -1 ? this.#others.count(words) : (this.#counts[index] ?? 0);
    return { delivered, undeliverable: this.#strangers.count(words) };
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
    yield this.#others
      .entries()
      .map(([userId, count]) => `${userId}\t${count}\n`)
      .join('');
  }

  /** Everything but the latest requests, for the state file. The counts are a view, not a copy. */
  toData(): DeliveryData {
    const { countAtStart, count } = this.#followers;
    const later = new UserTable();
    later.restore(this.#others.toData());
    for (let index = countAtStart; index < count; index++) {
      const messages = this.#counts[index] ?? 0;
      if (0 < messages) later.add(wordsOf(this.#followers.idOf(index)), messages);
    }
    return {
      counts: this.#counts.subarray(0, countAtStart),
      later: later.toData(),
      strangers: this.#strangers.toData(),
      undeliverable: this.#undeliverable,
    };
  }

  /** Takes over the data of an earlier run. Followers of its start whom this run does not have are dropped. */
  restore({ counts, later, strangers, undeliverable }: DeliveryData): void {
    if (this.#counts.length < this.#followers.count) this.#grow(this.#followers.count);
    this.#counts.set(counts.subarray(0, this.#followers.countAtStart));
    for (const count of this.#counts) if (0 < count) this.#note(count, count);
    for (let at = 0; at + WORDS_PER_ID < later.length; at += WORDS_PER_ID + 1) {
      const [index, count] = [this.#followers.indexOf(later, at), later[at + WORDS_PER_ID] ?? 0];
      if (index === -1) this.#others.add(later.subarray(at, at + WORDS_PER_ID), count);
      else this.#counts[index] = count;
      this.#note(count, count);
    }
    this.#strangers.restore(strangers);
    this.#undeliverable = undeliverable;
  }
}

function wordsOf(userId: UserId): UserWords {
  const words = new Uint32Array(WORDS_PER_ID);
  readUserWords(userId, words);
  return words;
}

/** A delivery book as plain data. */
export interface DeliveryData {
  /** Messages per index of the followers of the start. */
  readonly counts: Uint32Array;
  /** Messages to everybody else: four numbers of the ID and the count, user after user. */
  readonly later: Uint32Array;
  /** Messages that did not reach users who are no followers, in the same way. */
  readonly strangers: Uint32Array;
  readonly undeliverable: number;
}
