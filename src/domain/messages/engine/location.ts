import { nameAt, pointerToken } from '../../source/pointer.js';
import { isJsonObject, jsonIn } from '../../text/json-object.js';
import { suggestion } from '../../text/nearest-name.js';
import { shown } from '../../text/shown.js';
import type { Finding } from './finding.js';
import type { ChoiceShape, Problem, RuleContext, Severity, Table } from './shapes.js';
import { typeName } from './wording.js';

/** One run over one value: what was found so far, in the order of the walk, and what its checks get to see. */
interface Walk {
  readonly findings: Finding[];
  readonly context: RuleContext;
  /** What the check that runs now reports on: one context does for all of them, as none outlives its call. */
  checked: Location | null;
}

/**
 * Where the walk is. Most places are passed in silence, so the pointer is made when something is said of one, and one
 * location moves over all the properties of an object: it is not to be kept beyond the visit.
 */
export interface Location {
  /** The place around it; null where the walk begins. */
  readonly parent: Location | null;
  /** The name or the index of the value in its parent; the whole pointer where the walk begins. */
  token: string | number;
  /** The table of the object around: it says how strict LINE is here, and which page states the rules. */
  readonly owner: Table;
  /** Objects around. */
  readonly depth: number;
  readonly walk: Walk;
}

/** Where a walk begins; what it finds is added to `findings`. */
export function startOf(
  pointer: string,
  owner: Table,
  { method, destination, maxBytes, findings }: Omit<RuleContext, 'report'> & Pick<Walk, 'findings'>,
): Location {
  const report = (problem: Problem) => {
    if (walk.checked !== null) add(walk.checked, problem);
  };
  const walk: Walk = { findings, context: { method, destination, maxBytes, report }, checked: null };
  return { parent: null, token: pointer, owner, depth: 0, walk };
}

/** The place of a property or an item of the value at `parent`. */
export function inside(parent: Location, token: string | number): Location {
  return { parent, token, owner: parent.owner, depth: parent.depth, walk: parent.walk };
}

/** The same place, with the object that stands there as the owner of what is in it. */
export function ownedBy(owner: Table, { parent, token, depth, walk }: Location): Location {
  return { parent, token, owner, depth: depth + 1, walk };
}

function pointerOf({ parent, token }: Location): string {
  return parent === null ? String(token) : `${pointerOf(parent)}/${pointerToken(String(token))}`;
}

/** How a sentence names the value at the place. */
export function nameOf(location: Location): string {
  return nameAt(pointerOf(location));
}

/** What a check between several values gets to see, until the next one runs. */
export function contextOf(location: Location): RuleContext {
  location.walk.checked = location;
  return location.walk.context;
}

/** Adds one finding, with the page of the object around unless the problem names another. */
export function add(location: Location, problem: Problem): void {
  const { at, rule, severity, message, limit = null, actual = null, docs = location.owner.docs } = problem;
  location.walk.findings.push({ pointer: `${pointerOf(location)}${at}`, rule, severity, message, limit, actual, docs });
}

/** A property that should be there is not. */
export function reportMissing(name: string, location: Location): void {
  const { owner } = location;
  const severity = owner.properties.get(name)?.presence === 'advised' ? 'warning' : 'error';
  add(location, { rule: 'required', severity, at: `/${name}`, message: `"${name}" is missing from the ${owner.name}` });
}

/** A string that must say something says nothing. */
export function reportEmpty(severity: Severity, location: Location): void {
  const message = `${nameOf(location)} is empty`;
  add(location, { rule: 'empty', severity, at: '', message, limit: 1, actual: 0 });
}

/** A null where LINE takes none. */
export function reportNull(location: Location): void {
  const { owner, token } = location;
  const why = owner.strict ? 'null is not allowed inside a Flex Message' : 'a required property may not be null';
  const message = `"${token}" of the ${owner.name} is null, ${why}`;
  add(location, { rule: 'null-value', severity: 'error', at: '', message, actual: 'null' });
}

/** A property that the table does not have. */
export function reportUnknown(name: string, location: Location): void {
  const { owner } = location;
  const fate = owner.unknown === 'error' ? 'LINE refuses it' : 'LINE ignores it';
  const message = `"${shown(name)}" is not a property of the ${owner.name}, ${fate}${suggestion(name, owner.properties.keys())}`;
  const at = `/${pointerToken(name)}`;
  add(location, { rule: 'unknown-property', severity: owner.unknown, at, message, actual: shown(name) });
}

/** An object that cannot be told what it is, for want of a usable `type`. */
export function reportUntyped(type: unknown, { tables, docs }: ChoiceShape, location: Location): void {
  const limit = [...tables().keys()].join(', ');
  const message = `${nameOf(location)} needs a "type", one of: ${limit}`;
  const problem = { severity: 'error', at: '/type', message, limit, docs: docs ?? location.owner.docs } as const;
  if (type === undefined) add(location, { ...problem, rule: 'required' });
  else add(location, { ...problem, rule: type === null ? 'null-value' : 'wrong-type', actual: typeName(type) });
}

/** A `type` that LINE does not have. */
export function reportUnknownType(
  type: string,
  { what, typeRule, tables, advice, docs }: ChoiceShape,
  location: Location,
): void {
  const known = [...tables().keys()];
  const limit = known.join(', ');
  const advised = advice(type);
  const message = `"${shown(type)}" is not a type of ${what}, known: ${limit}${advised?.says ?? suggestion(type, known)}`;
  const problem = { severity: 'error', at: '/type', message, limit, actual: shown(type) } as const;
  add(location, { ...problem, rule: typeRule, docs: advised?.docs ?? docs ?? location.owner.docs });
}

/** A value of another type than the shape wants; a string that should be more may hold it as JSON. */
export function reportType(
  expected: string,
  value: unknown,
  location: Location,
  severity: Severity = location.owner.wrongType,
): void {
  const actual = typeName(value);
  const inside = typeof value === 'string' ? jsonIn(value) : null;
  const isJson = Array.isArray(inside) || isJsonObject(inside);
  const hint = isJson ? ': this is JSON in a string, write it without the quotes and backslashes around it' : '';
  const is = actual === 'null' ? 'null' : `of type ${actual}`;
  const message = `${nameOf(location)} is ${is}, it must be ${expected}${hint}`;
  add(location, { rule: 'wrong-type', severity, at: '', message, limit: expected, actual });
}
