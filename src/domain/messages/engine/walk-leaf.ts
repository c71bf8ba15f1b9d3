import { mayBeAltered } from '../../source/json-notation.js';
import { suggestion } from '../../text/nearest-name.js';
import { shown } from '../../text/shown.js';
import { tooLong } from './counting.js';
import { add, reportEmpty, reportType, type Spot } from './location.js';
import { nameAt } from './pointer.js';
import type { NumberShape, TextShape, UrlShape } from './shapes.js';
import { urlProblems } from './url.js';
import { boundsInWords } from './wording.js';

/** A surrogate without its other half; JSON can carry it, UTF-8 cannot. */
const HALF_PAIR = /\p{Surrogate}/u;

/** A string; outside of Flex Messages LINE takes a number for one. */
export function walkText(value: unknown, shape: TextShape, spot: Spot): void {
  if (typeof value === 'string') {
    checkText(value, shape, spot);
  } else if (typeof value === 'number' && !spot.owner.strict) {
    // A number that was altered when it was read is not shown: nobody wrote it.
    const into = mayBeAltered(value) ? 'a string' : `the string "${value}"`;
    const message = `${nameAt(spot.pointer)} is a number, LINE turns it into ${into}`;
    add(spot, { rule: 'wrong-type', severity: 'warning', at: '', message, limit: 'a string', actual: 'number' });
    checkText(String(value), shape, spot);
  } else {
    reportType('a string', value, spot);
  }
}

function checkText(value: string, shape: TextShape, spot: Spot): void {
  if (value === '' && shape.empty !== 'allowed') {
    reportEmpty(shape.empty, spot);
    return;
  }
  if (shape.max !== null) checkLength(value, shape.max, shape, spot);
  if (HALF_PAIR.test(value)) {
    const message = `${nameAt(spot.pointer)} contains half of a surrogate pair, as a text does that was cut in the middle of an emoji`;
    add(spot, { rule: 'half-character', severity: 'warning', at: '', message });
  }
  const { form } = shape;
  if (form === null || form.accepts(value)) return;
  const message = `${nameAt(spot.pointer)} is "${shown(value)}", it must be ${form.expected}`;
  const docs = shape.docs ?? spot.owner.docs;
  add(spot, { rule: form.rule, severity: 'error', at: '', message, limit: form.expected, actual: shown(value), docs });
}

function checkLength(value: string, limit: number, { unit, lengthRule: rule, docs }: TextShape, spot: Spot): void {
  const long = tooLong(value, limit, unit);
  if (long === null) return;
  const { severity, excess, actual } = long;
  const message = `${nameAt(spot.pointer)} has ${excess}`;
  add(spot, { rule, severity, at: '', message, limit, actual, docs: docs ?? spot.owner.docs });
}

/** A URL, which must be a string everywhere. */
export function walkUrl(value: unknown, shape: UrlShape, spot: Spot): void {
  if (typeof value !== 'string') {
    reportType('a string', value, spot);
    return;
  }
  if (value === '') {
    if (shape.empty !== 'allowed') reportEmpty(shape.empty, spot);
    return;
  }
  for (const { message, ...problem } of urlProblems(value, shape)) {
    add(spot, { ...problem, at: '', message: `${nameAt(spot.pointer)} ${message}` });
  }
}

/** A number within its bounds. */
export function walkNumber(value: unknown, { integer, min, max, severity }: NumberShape, spot: Spot): void {
  if (typeof value !== 'number') {
    reportType('a number', value, spot);
    return;
  }
  if (integer && !Number.isInteger(value)) {
    const message = `${nameAt(spot.pointer)} is ${value}, it must be a whole number`;
    add(spot, { rule: 'wrong-type', severity: 'error', at: '', message, limit: 'a whole number', actual: value });
    return;
  }
  if ((min === null || min <= value) && (max === null || value <= max)) return;
  const limit = boundsInWords(min, max);
  const message = `${nameAt(spot.pointer)} is ${value}, allowed: ${limit}`;
  add(spot, { rule: 'range', severity, at: '', message, limit, actual: value });
}

/** One of LINE's words. */
export function walkEnum(value: unknown, values: readonly string[], spot: Spot): void {
  if (typeof value !== 'string') {
    reportType('a string', value, spot);
    return;
  }
  if (values.includes(value)) return;
  const limit = values.join(', ');
  const message = `${nameAt(spot.pointer)} is "${shown(value)}", allowed: ${limit}${suggestion(value, values)}`;
  add(spot, { rule: 'enum', severity: 'error', at: '', message, limit, actual: shown(value) });
}
