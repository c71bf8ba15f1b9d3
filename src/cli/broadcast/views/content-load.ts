import { audienceIdIn } from '../../../domain/audience/audience-group.js';
import { contentOf } from '../../../domain/broadcast/planning/body.js';
import { MAX_STAGES } from '../../../domain/broadcast/planning/stages.js';
import { mostStages, SMALLEST_NARROWCAST } from '../../../domain/broadcast/sending/narrowcast.js';
import type { SendWay } from '../../../domain/broadcast/settings.js';
import { type ContentHost, contentHosts, peoplePerMinute } from '../../../domain/doctor/content/load.js';
import type { Fact } from '../../output/facts.js';
import { count, plural } from '../../output/view.js';

/** What is sent, how fast. */
interface Sending {
  readonly via: SendWay;
  readonly toWord: string | null;
  readonly bodyTail: string;
  /** Recipients of each stage that is still to be sent. */
  readonly stages: readonly number[];
  readonly intervalMs: number;
  readonly perSecond: number;
  readonly batchSize: number;
}

/** A host, the people who will fetch from it, how many of them within a minute, and what halves that, the smoothest first. */
interface HostLoad extends ContentHost {
  readonly people: number;
  readonly perMinute: number;
  readonly halvedBy: readonly string[];
}

/** Of an hour of narrowcasts LINE takes few: stages of friends lie some minutes apart. */
const FRIENDS_INTERVAL = '10m';

export function contentLoad(sending: Sending): readonly HostLoad[] {
  const { via, bodyTail, stages, intervalMs, perSecond, batchSize } = sending;
  const people = stages.reduce((sum, size) => sum + size, 0);
  if (people === 0) return [];
  // However slow the pace, everybody of one batch gets it at once.
  const sentPerMinute = via === 'multicast' ? batchSize * Math.max(1, perSecond * 60) : null;
  const perMinute = peoplePerMinute(stages, { intervalMs, sentPerMinute });
  const halvedBy = halving(sending, people, perMinute);
  return contentHosts(contentOf(bodyTail).messages).map((host) => ({ ...host, people, perMinute, halvedBy }));
}

/** Options that make half of it at most, in place of those that say the same: a pace, and a plan of stages. */
function halving({ via, toWord, batchSize }: Sending, people: number, perMinute: number): readonly string[] {
  const half = Math.floor(perMinute / 2);
  if (half === 0) return [];
  if (via !== 'multicast') {
    const isTaken = SMALLEST_NARROWCAST <= half && people <= half * mostStages(audienceIdIn(toWord) === null ? 0 : 1);
    return isTaken ? [`--stage-size ${half} --interval ${FRIENDS_INTERVAL}`] : [];
  }
  const smallerBatches = half < batchSize ? ` --batch-size ${half}` : '';
  const stages = people <= half * MAX_STAGES ? [`--stage-size ${half} --interval 1m`] : [];
  return [`--recipients-per-minute ${half}${smallerBatches}`, ...stages];
}

/** Of many hosts, so many are shown; all are in JSON. */
const SHOWN_HOSTS = 4;

/** The same for people. `isStored`: what was planned is not changed any more. */
export function contentFacts(sending: Sending, { isStored }: { readonly isStored: boolean }): readonly Fact[] {
  const loads = contentLoad(sending);
  const [first] = loads;
  if (first === undefined) return [];
  const words = loads.slice(0, SHOWN_HOSTS).map(({ host, people, perMinute }) => {
    const who = plural(people, 'person', 'people');
    return `${who} will fetch from ${host}, up to ${count(perMinute)} a minute`;
  });
  const more = loads.length <= SHOWN_HOSTS ? [] : [`and from ${plural(loads.length - SHOWN_HOSTS, 'more host')}`];
  const half = isStored || first.halvedBy.length === 0 ? [] : [`half of that with: ${first.halvedBy.join(', or ')}`];
  return [...words, ...more, ...half].map((line) => ({ label: 'content', words: line }));
}
