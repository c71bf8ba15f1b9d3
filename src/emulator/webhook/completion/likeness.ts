import { isJsonObject } from '../../http/line-request.js';

const SAME_PROPERTY = 1;
const SAME_VALUE = 2;
/** What says that it is of another type is not like it, whatever else it has. */
const OTHER_TYPE = -100;

/** How much of what is given another value has too: properties, values, and above all the type. */
export function likeness(given: unknown, other: unknown): number {
  if (isJsonObject(given) && isJsonObject(other)) {
    return Object.keys(given).reduce((sum, name) => {
      if (!(name in other)) return sum;
      const isOtherType = name === 'type' && typeof given[name] === 'string' && given[name] !== other[name];
      return sum + (isOtherType ? OTHER_TYPE : SAME_PROPERTY + likeness(given[name], other[name]));
    }, 0);
  }
  if (Array.isArray(given) && Array.isArray(other)) {
    const [first] = given;
    return first === undefined ? 0 : Math.max(0, ...other.map((element) => likeness(first, element)));
  }
  return given === other ? SAME_VALUE : 0;
}

/** The values in the order in which they are like what is given; where they are equally so, as they stand. */
export function byLikeness<Value>(
  given: unknown,
  values: readonly Value[],
  seenAs: (value: Value) => unknown,
): readonly Value[] {
  const rated = values.map((value) => ({ value, rating: likeness(given, seenAs(value)) }));
  return rated.toSorted((one, other) => other.rating - one.rating).map(({ value }) => value);
}

/**
 * What is given, with what it leaves out of the first pattern that is like it. What is given always wins, null and what
 * no pattern has among it; the other patterns complete only the parts that the first one lacks.
 */
export function completed(given: unknown, patterns: readonly unknown[]): unknown {
  if (given === undefined) return patterns[0];
  if (isJsonObject(given)) {
    const objects = patterns.filter(isJsonObject);
    const names = Object.keys({ ...objects[0], ...given });
    const whole = names.map((name) => {
      const parts = objects.filter((pattern) => name in pattern).map((pattern) => pattern[name]);
      return [name, completed(given[name], parts)] as const;
    });
    return Object.fromEntries(whole.filter(([, value]) => value !== undefined));
  }
  if (!Array.isArray(given)) return given;
  const elements: readonly unknown[] = patterns.filter((pattern) => Array.isArray(pattern)).flat();
  return given.map((element: unknown) =>
    isJsonObject(element) ? completed(element, byLikeness(element, elements, asItIs)) : element,
  );
}

function asItIs(value: unknown): unknown {
  return value;
}
