import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { LocatedFinding } from '../../domain/messages/json-source.js';
import { reference } from '../../domain/messages/line-pages.js';
import type { RuleName } from '../../domain/messages/registry/rules.js';

/** Found in how the file is written: LINE gets the values, and has nothing to say about it. */
const OF_THE_FILE: ReadonlySet<RuleName> = new Set([
  'bare-flex',
  'duplicate-key',
  'encoding',
  'json-syntax',
  'number-overflow',
  'number-precision',
  'yaml-syntax',
]);

/** Errors here that are about the messages, of which LINE was asked; `root` is the pointer below which they lie. */
export function judgedHere(findings: readonly LocatedFinding[], root: string): readonly LocatedFinding[] {
  return findings.filter(
    ({ severity, rule, pointer }) => severity === 'error' && !OF_THE_FILE.has(rule) && isWithin(pointer, root),
  );
}

/**
 * How LINE's refusal of a place stands to the errors that were found here: `what` is LINE's own pointer and sentence. An
 * error around the place, or in it, is the same refusal.
 */
export function refusalWords(what: string, pointer: string, errors: readonly LocatedFinding[]): string {
  const [same] = errors.filter((error) => isWithin(error.pointer, pointer) || isWithin(pointer, error.pointer));
  if (same !== undefined) return `LINE refuses it too: ${what}; found here: ${placeOf(same)}`;
  if (errors.length === 0) return `LINE refuses what no rule here does: ${what}`;
  return `LINE refuses what no rule here does: ${what}; found here: ${placesOf(errors)}`;
}

/** LINE takes messages that were found wrong here: somebody is mistaken, and it may be this program. */
export function acceptance(errors: readonly LocatedFinding[], method: SendMethod): LocatedFinding | null {
  const [first] = errors;
  if (first === undefined) return null;
  return {
    ...first,
    rule: 'line-accepted',
    severity: 'warning',
    message: `LINE accepts what is refused here: ${placesOf(errors)}`,
    limit: null,
    actual: null,
    docs: reference(`validate-message-objects-of-${method}-message`),
  };
}

const NAMED = 3;

function placesOf(errors: readonly LocatedFinding[]): string {
  const named = errors.slice(0, NAMED).map(placeOf).join(', ');
  return errors.length <= NAMED ? named : `${named} and ${errors.length - NAMED} more`;
}

function placeOf({ rule, pointer }: LocatedFinding): string {
  return `${rule} at ${pointer === '' ? 'the root' : pointer}`;
}

function isWithin(pointer: string, root: string): boolean {
  return pointer === root || pointer.startsWith(`${root}/`);
}
