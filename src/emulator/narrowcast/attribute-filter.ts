import type { Attributes, AttributeTest, FollowerAttributes } from '../demographics/attributes.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import { AGES, PERIODS } from './narrowcast-filter.js';

/** A range of places; those of the unknown, 0, are in none. */
interface Range {
  readonly from: number;
  readonly below: number;
}

const GENDERS = ['', 'male', 'female'];
const APP_TYPES = ['', 'ios', 'android'];

/** Whom a checked `filter.demographic` lets pass. Who is unknown passes no filter, and so every `not`. */
export function attributeTest(filter: unknown, attributes: FollowerAttributes): AttributeTest {
  if (!isJsonObject(filter)) return () => true;
  switch (filter['type']) {
    case 'gender':
      return oneOf(placesIn(filter, GENDERS), ({ gender }) => gender);
    case 'appType':
      return oneOf(placesIn(filter, APP_TYPES), ({ appType }) => appType);
    case 'area': {
      const prefix = `${attributes.country.toLowerCase()}_`;
      const codes = listIn(filter).filter((code) => code.startsWith(prefix));
      return oneOf(new Set(codes.map((code) => Number(code.slice(prefix.length)))), ({ area }) => area);
    }
    case 'age':
      // The first age is that of those who are younger than the first of the filter's.
      return within(rangeIn(filter, AGES), ({ age }) => age);
    case 'subscriptionPeriod':
      return within(rangeIn(filter, PERIODS), ({ period }) => period);
    default:
      return combined(filter, attributes);
  }
}

function combined(filter: JsonObject, attributes: FollowerAttributes): AttributeTest {
  const { and, or, not } = filter;
  if (Array.isArray(and)) {
    const tests = and.map((operand: unknown) => attributeTest(operand, attributes));
    return (person) => tests.every((passes) => passes(person));
  }
  if (Array.isArray(or)) {
    const tests = or.map((operand: unknown) => attributeTest(operand, attributes));
    return (person) => tests.some((passes) => passes(person));
  }
  const excluded = attributeTest(not, attributes);
  return (person) => !excluded(person);
}

function oneOf(places: ReadonlySet<number>, placeOf: (person: Attributes) => number): AttributeTest {
  return (person) => placeOf(person) !== 0 && places.has(placeOf(person));
}

function within({ from, below }: Range, placeOf: (person: Attributes) => number): AttributeTest {
  return (person) => placeOf(person) !== 0 && from <= placeOf(person) && placeOf(person) < below;
}

/** Boundary number n of the filter is where place n + 2 begins. */
function rangeIn({ gte, lt }: JsonObject, boundaries: readonly string[]): Range {
  const placeOf = (boundary: unknown) => boundaries.indexOf(String(boundary)) + 2;
  return {
    from: gte === undefined || gte === null ? 1 : placeOf(gte),
    below: lt === undefined || lt === null ? Number.POSITIVE_INFINITY : placeOf(lt),
  };
}

function placesIn(filter: JsonObject, names: readonly string[]): ReadonlySet<number> {
  return new Set(listIn(filter).map((name) => names.indexOf(name)));
}

function listIn(filter: JsonObject): readonly string[] {
  const { oneOf: list } = filter;
  return Array.isArray(list) ? list.map(String) : [];
}
