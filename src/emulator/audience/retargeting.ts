import type { Followers } from '../bot/followers.js';
import type { Interaction } from '../insight/crowd.js';
import type { InsightBook, Sending } from '../insight/insight-book.js';
import { FollowerSet } from '../narrowcast/follower-set.js';
import type { NarrowcastLedger } from '../narrowcast/narrowcast-ledger.js';

/** The message whose readers an audience holds, and what they must have done. */
export interface RetargetingSource {
  readonly requestId: string;
  readonly interaction: Interaction;
  /** Whom a narrowcast reached; null for a broadcast, which reached all friends of its time. */
  readonly reached: FollowerSet | null;
}

/** Who has seen a message, or followed a link of it: the same people whom its statistics count. None of them is kept. */
export class Retargeting {
  constructor(
    private readonly insight: InsightBook,
    private readonly narrowcasts: NarrowcastLedger,
    private readonly followers: Followers,
  ) {}

  /** When the message was sent; null where there is no such broadcast or narrowcast, or it is not all sent. */
  sentAt(requestId: string, now: number): number | null {
    const sending = this.insight.sendingOf(requestId);
    return sending === null || now < sending.at || sending.delivered === 0 ? null : sending.at;
  }

  sourceOf(requestId: string, interaction: Interaction): RetargetingSource {
    return { requestId, interaction, reached: this.narrowcasts.recipientsOf(requestId) };
  }

  /** How many there are by now. */
  countOf({ requestId, interaction }: RetargetingSource, now: number): number {
    const sending = this.insight.sendingOf(requestId);
    return sending === null ? 0 : this.insight.peopleWho(interaction, sending, now);
  }

  /** Who they are. */
  followersOf(source: RetargetingSource, now: number): FollowerSet {
    const found = new FollowerSet(this.followers.count);
    const sending = this.insight.sendingOf(source.requestId);
    if (sending === null) return found;
    const did = this.insight.whoDid(source.interaction, sending, now);
    let place = 0;
    this.#forEachReached(source, sending, (index) => {
      if (did(place)) found.add(index);
      place += 1;
    });
    return found;
  }

  #forEachReached({ reached }: RetargetingSource, { revision }: Sending, visit: (index: number) => void): void {
    if (reached !== null) {
      reached.forEach(visit);
      return;
    }
    const { count, isFriend } = this.followers.asOf(revision ?? this.followers.revision);
    for (let index = 0; index < count; index++) if (isFriend(index)) visit(index);
  }
}

/** Whether both make the same people members. */
export function isSame(one: Interaction, other: Interaction): boolean {
  if (one.kind === 'imp' || other.kind === 'imp') return one.kind === other.kind;
  return one.url === other.url;
}
