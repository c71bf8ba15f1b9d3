import type { Finding } from './finding.js';
import { pointerTokens } from './pointer.js';

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
  return findings
    .map((finding) => ({ finding, path: positions(pointerTokens(finding.pointer).slice(depth), value) }))
    .sort((left, right) => compare(left.path, right.path))
    .map(({ finding }) => finding);
}

/** The place of each token among its siblings; -1 for one that is not there. */
function positions(tokens: readonly string[], value: unknown): number[] {
  const path: number[] = [];
  let current = value;
  for (const token of tokens) {
    if (Array.isArray(current)) {
      path.push(Number(token));
      current = current[Number(token)];
    } else if (typeof current === 'object' && current !== null) {
      path.push(Object.keys(current).indexOf(token));
      current = Object.hasOwn(current, token) ? Reflect.get(current, token) : undefined;
    } else {
      path.push(-1);
    }
  }
  return path;
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
