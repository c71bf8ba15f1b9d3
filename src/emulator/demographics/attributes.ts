import type { BotSetting } from '../bot/bot-setting.js';
import type { Followers } from '../bot/followers.js';
import { mix32 } from '../seeded-hash.js';
import { AREAS } from './areas.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const UTC_PLUS_9_MS = 9 * 60 * 60 * 1000;
/** LINE knows people's attributes so late, about. @see https://developers.line.biz/en/reference/messaging-api/#get-demographic */
export const ATTRIBUTE_AGE_MS = 3 * DAY_MS;
const ATTRIBUTES_KEY = 0x3c6ef372;
const AREA_KEY = 0x1b873593;
const FRIENDSHIP_KEY = 0x52dce729;
const BYTE = 0x100;
/** The followers of the start have been friends for longer than LINE takes to know them. */
const SHORTEST_FRIENDSHIP_DAYS = 5;
const LONGEST_FRIENDSHIP_DAYS = 1500;

/** LINE's names, the first for what it does not know. @see https://developers.line.biz/en/reference/messaging-api/#get-demographic */
export const GENDERS = ['unknown', 'male', 'female'] as const;
export const AGES = [
  'unknown',
  'from0to14',
  'from15to19',
  'from20to24',
  'from25to29',
  'from30to34',
  'from35to39',
  'from40to44',
  'from45to49',
  'from50to54',
  'from55to59',
  'from60to64',
  'from65to69',
  'from70',
] as const;
export const APP_TYPES = ['others', 'ios', 'android'] as const;
export const PERIODS = [
  'unknown',
  'within7days',
  'within30days',
  'within90days',
  'within180days',
  'within365days',
  'over365days',
] as const;
/** Where each period after the first begins, in days. */
const PERIOD_STARTS = [7, 30, 90, 180, 365] as const;
/** Those of a Thai account under 20 are unknown. @see https://developers.line.biz/en/reference/messaging-api/#get-demographic */
const FIRST_AGE_IN_THAILAND = AGES.indexOf('from20to24');

/** Out of a hundred people. */
const UNKNOWN_SHARE = 18;
const UNKNOWN_AREA_SHARE = 22;
const GENDER_SHARES = [0, 46, 54];
const APP_SHARES = [8, 62, 30];
const AGE_SHARES = [0, 2, 7, 11, 12, 11, 10, 10, 10, 9, 7, 5, 3, 3];
const PERIOD_SHARES = [0, 3, 5, 9, 12, 18, 53];

/** What LINE thinks one person is: places in the lists above, and in the areas of the country from 1. */
export interface Attributes {
  readonly gender: number;
  readonly age: number;
  readonly area: number;
  readonly appType: number;
  readonly period: number;
}

type Writable<Of> = { -readonly [Name in keyof Of]: Of[Name] };

/** Of whom LINE knows nothing. */
const UNKNOWN: Attributes = { gender: 0, age: 0, area: 0, appType: 0, period: 0 };

/** A question about people, answered for one at a time. */
export type AttributeTest = (attributes: Attributes) => boolean;

/**
 * What LINE thinks the followers are. It follows from the seed and the user ID and is worked out when it is asked for:
 * nothing is kept of anybody.
 */
export class FollowerAttributes {
  readonly #key: number;

  constructor(
    private readonly followers: Followers,
    private readonly account: Pick<BotSetting, 'country'>,
    seed: number,
  ) {
    this.#key = mix32(seed ^ ATTRIBUTES_KEY);
  }

  get country(): string {
    return this.account.country;
  }

  /** Whether LINE tells what the friends are: not of accounts from other countries than Japan, Taiwan and Thailand. */
  get isAvailable(): boolean {
    return AREAS[this.country] !== undefined;
  }

  /** The names of the country's areas; the first for those who are unknown. */
  get areaNames(): readonly string[] {
    return ['unknown', ...(AREAS[this.country] ?? []).map(([name]) => name)];
  }

  /** A reader of what LINE knows at this time. The object it gives is the same one each time, with other values. */
  reader(now: number): (index: number) => Attributes {
    const { followers } = this;
    const knownAt = now - ATTRIBUTE_AGE_MS;
    const today = dayNumber(knownAt);
    const firstDay = dayNumber(followers.startedAt);
    const tables = this.#tables();
    const found = { ...UNKNOWN };
    return (index) => {
      const joinedAt = followers.joinedAt(index);
      if (joinedAt !== null && knownAt < joinedAt) return UNKNOWN;
      const one = mix32(followers.keyOf(index) ^ this.#key);
      const joined = joinedAt === null ? firstDay - friendshipDays(one) : dayNumber(joinedAt);
      found.period = periodOf(today - joined - 1);
      describe(found, one, tables);
      return found;
    };
  }

  /** How many of the followers of the start had followed, and had blocked the account since, when this day ended. */
  countAtStart(dayEnd: number): { readonly followers: number; readonly blocks: number } {
    const { followers } = this;
    const daysBefore = dayNumber(followers.startedAt) - dayNumber(dayEnd - 1);
    if (daysBefore < SHORTEST_FRIENDSHIP_DAYS) {
      const { countAtStart } = followers;
      return { followers: countAtStart, blocks: countAtStart - followers.friendCountAt(0) };
    }
    let [count, blocks] = [0, 0];
    for (let index = 0; index < followers.countAtStart; index++) {
      if (friendshipDays(mix32(followers.keyOf(index) ^ this.#key)) < daysBefore) continue;
      count += 1;
      if (followers.isBlockedAtStart(index)) blocks += 1;
    }
    return { followers: count, blocks };
  }

  #tables(): Tables {
    return {
      areas: spread([0, ...(AREAS[this.country] ?? []).map(([, people]) => people)]),
      youngest: this.country === 'TH' ? FIRST_AGE_IN_THAILAND : 0,
    };
  }
}

interface Tables {
  readonly areas: Uint8Array;
  /** Nobody younger is known. */
  readonly youngest: number;
}

/** Everything about a person but the friendship, from a number that is the person's own. */
function describe(person: Writable<Attributes>, one: number, { areas, youngest }: Tables): void {
  const two = mix32(one ^ AREA_KEY);
  const isCertain = UNKNOWN_SHARE <= percentOf(one >>> 24);
  const age = AGE_TABLE[(one >>> 8) % BYTE] ?? 0;
  person.gender = isCertain ? (GENDER_TABLE[one % BYTE] ?? 0) : 0;
  person.age = isCertain && youngest <= age ? age : 0;
  person.appType = APP_TABLE[(one >>> 16) % BYTE] ?? 0;
  person.area = UNKNOWN_AREA_SHARE <= percentOf(two % BYTE) ? (areas[(two >>> 8) % areas.length] ?? 0) : 0;
}

/** How long someone of the start had been a friend by then, in days. */
function friendshipDays(one: number): number {
  const three = mix32(one ^ FRIENDSHIP_KEY);
  const period = FRIENDSHIPS[three % BYTE] ?? 1;
  const from = Math.max(SHORTEST_FRIENDSHIP_DAYS, PERIOD_STARTS[period - 2] ?? 0);
  const to = PERIOD_STARTS[period - 1] ?? LONGEST_FRIENDSHIP_DAYS;
  return from + ((three >>> 8) % (to - from));
}

function periodOf(days: number): number {
  let period = 1;
  for (const start of PERIOD_STARTS) if (start <= days) period += 1;
  return period;
}

/** The days of LINE's statistics, in UTC+9, numbered. */
function dayNumber(at: number): number {
  return Math.floor((at + UTC_PLUS_9_MS) / DAY_MS);
}

function percentOf(byte: number): number {
  return (byte * 100) / BYTE;
}

/** A table that gives each place as often as its share says: of 256 entries, or 1,024 for many places. */
function spread(shares: readonly number[]): Uint8Array {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const table = new Uint8Array(shares.length < 20 ? BYTE : 4 * BYTE);
  let [place, below] = [0, shares[0] ?? 0];
  for (let entry = 0; entry < table.length; entry++) {
    while (below * table.length <= entry * total && place < shares.length - 1) {
      place += 1;
      below += shares[place] ?? 0;
    }
    table[entry] = place;
  }
  return table;
}

const GENDER_TABLE = spread(GENDER_SHARES);
const AGE_TABLE = spread(AGE_SHARES);
const APP_TABLE = spread(APP_SHARES);
const FRIENDSHIPS = spread(PERIOD_SHARES);
