import { pointerTokens } from '../../source/pointer.js';
import type { Finding } from './finding.js';

/**
 * Sorts findings into the order in which their places stand in the checked value; what is said about a whole object, and
 * what is missing from it, comes before what is in it. Findings of one place keep their order.
 */
export function inDocumentOrder<Found extends Finding>(
  findings: readonly Found[],
  value: unknown,
  root: string,
): Found[] {
  if (findings.length < 2) return [...findings];
  const depth = pointerTokens(root).length;
  const order = new Map<object, ReadonlyMap<string, number>>();
  return findings
    .map((finding) => ({ finding, path: positions(pointerTokens(finding.pointer).slice(depth), value, order) }))
    .sort((left, right) => compare(left.path, right.path))
    .map(({ finding }) => finding);
}

/** The place of each token among its siblings; -1 for one that is not there. */
function positions(
  tokens: readonly string[],
  value: unknown,
  order: Map<object, ReadonlyMap<string, number>>,
): number[] {
  const path: number[] = [];
  let current = value;
  for (const token of tokens) {
    if (Array.isArray(current)) {
      path.push(Number(token));
      current = current[Number(token)];
    } else if (typeof current === 'object' && current !== null) {
      path.push(orderOf(current, order).get(token) ?? -1);
      current = Object.hasOwn(current, token) ? Reflect.get(current, token) : undefined;
    } else {
      path.push(-1);
    }
  }
  return path;
}

/** The places of an object's keys, made once for each object: there may be thousands of findings in it. */
function orderOf(object: object, order: Map<object, ReadonlyMap<string, number>>): ReadonlyMap<string, number> {
  const known = order.get(object) ?? new Map(Object.keys(object).map((key, index) => [key, index]));
  order.set(object, known);
  return known;
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
