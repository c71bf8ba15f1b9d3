import type { ErrorDetail } from '../http/answer.js';
import { isJsonObject } from '../http/line-request.js';

/** Filter objects of one narrowcast. @see https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter */
const MAX_FILTERS = 10;

/** Where age groups begin. @see https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter */
export const AGES = [
  'age_15',
  'age_20',
  'age_25',
  'age_30',
  'age_35',
  'age_40',
  'age_45',
  'age_50',
  'age_55',
  'age_60',
  'age_65',
  'age_70',
];
/** Where periods of friendship begin. @see https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter */
export const PERIODS = ['day_7', 'day_30', 'day_90', 'day_180', 'day_365'];

/** Values of the filters that list what they let pass. @see https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter */
const LISTS: ReadonlyMap<string, RegExp> = new Map([
  ['gender', /^(male|female)$/],
  ['appType', /^(ios|android)$/],
  // Those of Indonesia stand in LINE's OpenAPI file alone.
  ['area', /^(jp_(0[1-9]|[1-3]\d|4[0-7])|tw_(0[1-9]|1\d|2[0-2])|th_0[1-8]|id_(0[1-9]|1[0-2]))$/],
]);
/** Values of the filters that give a range. @see https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter */
const RANGES: ReadonlyMap<string, readonly string[]> = new Map([
  ['age', AGES],
  ['subscriptionPeriod', PERIODS],
]);
const TYPES = ['operator', ...LISTS.keys(), ...RANGES.keys()];

/** What is wrong with a narrowcast's `filter.demographic`; empty when nothing is. */
export function filterProblems(demographic: unknown): readonly ErrorDetail[] {
  if (MAX_FILTERS < countFilters(demographic)) {
    return [{ message: `Size must be between 0 and ${MAX_FILTERS}`, property: 'filter.demographic' }];
  }
  return problemsOf(demographic, 'filter.demographic');
}

function problemsOf(filter: unknown, property: string): readonly ErrorDetail[] {
  if (!isJsonObject(filter)) return [{ message: 'must be an object', property }];
  const type = String(filter['type']);
  if (type === 'operator') return operatorProblems(filter, property);
  const listed = LISTS.get(type);
  if (listed !== undefined) return listProblems(filter['oneOf'], listed, `${property}.oneOf`);
  const range = RANGES.get(type);
  if (range !== undefined) return rangeProblems(filter, range, property);
  return [{ message: `Must be one of the following values: [${TYPES.join(', ')}]`, property: `${property}.type` }];
}

function operatorProblems(filter: Readonly<Record<string, unknown>>, property: string): readonly ErrorDetail[] {
  const named = (['and', 'or', 'not'] as const).filter((name) => filter[name] !== undefined && filter[name] !== null);
  const [name] = named;
  if (name === undefined || 1 < named.length) return [{ message: 'must have one of and, or, not', property }];
  const operand = filter[name];
  if (name === 'not') return problemsOf(operand, `${property}.not`);
  if (!Array.isArray(operand) || operand.length === 0)
    return [{ message: 'May not be empty', property: `${property}.${name}` }];
  return operand.flatMap((entry, position) => problemsOf(entry, `${property}.${name}[${position}]`));
}

function listProblems(values: unknown, allowed: RegExp, property: string): readonly ErrorDetail[] {
  if (!Array.isArray(values) || values.length === 0) return [{ message: 'May not be empty', property }];
  return values.flatMap((value, position) =>
    typeof value === 'string' && allowed.test(value)
      ? []
      : [{ message: 'invalid value', property: `${property}[${position}]` }],
  );
}

function rangeProblems(
  filter: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
  property: string,
): readonly ErrorDetail[] {
  const bounds = (['gte', 'lt'] as const).filter((name) => filter[name] !== undefined && filter[name] !== null);
  if (bounds.length === 0) return [{ message: 'must be specified', property: `${property}.gte` }];
  const unknown = bounds.filter((name) => !allowed.includes(String(filter[name])));
  const isEmpty =
    bounds.length === 2 && allowed.indexOf(String(filter['lt'])) <= allowed.indexOf(String(filter['gte']));
  if (unknown.length === 0 && isEmpty) return [{ message: 'must be greater than gte', property: `${property}.lt` }];
  return unknown.map((name) => ({
    message: `Must be one of the following values: [${allowed.join(', ')}]`,
    property: `${property}.${name}`,
  }));
}

function countFilters(filter: unknown): number {
  if (Array.isArray(filter)) return filter.reduce<number>((sum, entry) => sum + countFilters(entry), 0);
  if (!isJsonObject(filter)) return 0;
  if (filter['type'] !== 'operator') return 1;
  return countFilters(filter['and']) + countFilters(filter['or']) + countFilters(filter['not']);
}
