import { type Answer, json, NOT_FOUND } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { type Addressed, BOT, bearer, control, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { AGES, APP_TYPES, ATTRIBUTE_AGE_MS, GENDERS, PERIODS } from './attributes.js';

/** Target reach that LINE tells attributes of. @see https://developers.line.biz/en/reference/messaging-api/#get-demographic */
const FEWEST_FRIENDS = 20;
const AGES_NOT_TOLD_IN_THAILAND: ReadonlySet<string> = new Set(['from0to14', 'from15to19']);
const NONE = { genders: [], ages: [], areas: [], appTypes: [], subscriptionPeriods: [] };

/** @see https://developers.line.biz/en/reference/messaging-api/#get-demographic */
function demographic({ followers, attributes }: EmulatorState, request: LineRequest): Answer {
  const revision = followers.revisionAt(request.at - ATTRIBUTE_AGE_MS);
  const total = followers.friendCountAt(revision);
  if (!attributes.isAvailable || total < FEWEST_FRIENDS) return json(200, { available: false, ...NONE });
  const { areaNames, country } = attributes;
  const [genders, ages, areas, appTypes, periods] = [GENDERS, AGES, areaNames, APP_TYPES, PERIODS].map(
    (names) => new Uint32Array(names.length),
  ) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  const read = attributes.reader(request.at);
  const { count, isFriend } = followers.asOf(revision);
  for (let index = 0; index < count; index++) {
    if (!isFriend(index)) continue;
    const { gender, age, area, appType, period } = read(index);
    addOne(genders, gender);
    addOne(ages, age);
    addOne(areas, area);
    addOne(appTypes, appType);
    addOne(periods, period);
  }
  const ageTiles = tiles('age', AGES, ages, total);
  return json(200, {
    available: true,
    genders: tiles('gender', GENDERS, genders, total),
    ages: country === 'TH' ? ageTiles.filter(({ age }) => !AGES_NOT_TOLD_IN_THAILAND.has(String(age))) : ageTiles,
    areas: tiles('area', areaNames, areas, total),
    appTypes: tiles('appType', APP_TYPES, appTypes, total),
    subscriptionPeriods: tiles('subscriptionPeriod', PERIODS, periods, total),
  });
}

function addOne(counts: Uint32Array, place: number): void {
  counts[place] = (counts[place] ?? 0) + 1;
}

/** The largest first, in percent with one decimal. */
function tiles(
  property: string,
  names: readonly string[],
  counts: Uint32Array,
  total: number,
): readonly Readonly<Record<string, string | number>>[] {
  return names
    .map((name, place) => ({ name, count: counts[place] ?? 0 }))
    .sort((one, other) => other.count - one.count)
    .map(({ name, count }) => ({ [property]: name, percentage: Math.round((count * 1000) / total) / 10 }));
}

/** What LINE thinks a follower is: `?userId=`, in the words of narrowcast filters and insight. */
function showAttributes({ state }: Addressed, request: LineRequest): Answer {
  const { followers, attributes } = state;
  const userId = request.query.get('userId') ?? '';
  const index = followers.indexOfId(userId);
  if (index === -1) return NOT_FOUND;
  const { gender, age, area, appType, period } = attributes.reader(state.clock.now())(index);
  const code = `${attributes.country.toLowerCase()}_${String(area).padStart(2, '0')}`;
  return json(200, {
    userId,
    gender: GENDERS[gender],
    age: AGES[age],
    area: area === 0 ? 'unknown' : code,
    appType: APP_TYPES[appType],
    subscriptionPeriod: PERIODS[period],
  });
}

/** Who the friends are, on the whole; and, under `/_emulator/`, each. */
export const DEMOGRAPHIC_ROUTES: readonly Route[] = [
  bearer('insight-demographic', 'GET', `${BOT}/insight/demographic`, demographic),
  control('GET', 'attributes', showAttributes),
];
