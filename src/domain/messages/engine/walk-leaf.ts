import { mayBeAltered } from '../../source/json-notation.js';
import { suggestion } from '../../text/nearest-name.js';
import { shown } from '../../text/shown.js';
import { tooLong } from './counting.js';
import { add, type Location, nameOf, reportEmpty, reportType } from './location.js';
import type { NumberShape, TextShape, UrlShape } from './shapes.js';
import { urlProblems } from './url.js';
import { boundsInWords } from './wording.js';

/** A string; outside of Flex Messages LINE takes a number for one. */
export function walkText(value: unknown, shape: TextShape, location: Location): void {
  if (typeof value === 'string') {
    checkText(value, shape, location);
  } else if (typeof value === 'number' && !location.owner.strict) {
    // A number that was altered when it was read is not shown: nobody wrote it.
    const into = mayBeAltered(value) ? 'a string' : `the string "${value}"`;
    const message = `${nameOf(location)} is a number, LINE turns it into ${into}`;
    add(location, { rule: 'wrong-type', severity: 'warning', at: '', message, limit: 'a string', actual: 'number' });
    checkText(String(value), shape, location);
  } else {
    reportType('a string', value, location);
  }
}

function checkText(value: string, shape: TextShape, location: Location): void {
  if (value === '' && shape.empty !== 'allowed') {
    reportEmpty(shape.empty, location);
    return;
  }
  if (shape.max !== null) checkLength(value, shape.max, shape, location);
  // JSON can carry a surrogate without its other half, UTF-8 cannot.
  if (!value.isWellFormed()) {
    const message = `${nameOf(location)} contains half of a surrogate pair, as a text does that was cut in the middle of an emoji`;
    add(location, { rule: 'half-character', severity: 'warning', at: '', message });
  }
  if (!shape.hasBraces) checkPlaceholder(value, location);
  const { form } = shape;
  if (form === null || form.accepts(value)) return;
  const message = `${nameOf(location)} is "${shown(value)}", it must be ${form.expected}`;
  const docs = shape.docs ?? location.owner.docs;
  add(location, {
    rule: form.rule,
    severity: 'error',
    at: '',
    message,
    limit: form.expected,
    actual: shown(value),
    docs,
  });
}

/** What template engines leave where nobody filled in: `{{name}}`, `${name}`, `<%= name %>`, `{% if %}`. */
const PLACEHOLDER = /\{\{[^{}]{1,100}\}\}|\$\{[^{}]{1,100}\}|<%[^%<>]{1,100}%>|\{%[^%{}]{1,100}%\}/;

/** LINE takes it as any other text, and people read it. */
function checkPlaceholder(value: string, location: Location): void {
  if (!value.includes('{') && !value.includes('<%')) return;
  const [found] = PLACEHOLDER.exec(value) ?? [];
  if (found === undefined) return;
  const message = `${nameOf(location)} holds the placeholder ${shown(found)}, which would be sent as it stands`;
  add(location, { rule: 'placeholder', severity: 'warning', at: '', message, actual: shown(found) });
}

function checkLength(
  value: string,
  limit: number,
  { unit, lengthRule: rule, docs }: TextShape,
  location: Location,
): void {
  const long = tooLong(value, limit, unit);
  if (long === null) return;
  const { severity, excess, actual } = long;
  const message = `${nameOf(location)} has ${excess}`;
  add(location, { rule, severity, at: '', message, limit, actual, docs: docs ?? location.owner.docs });
}

/** A URL, which must be a string everywhere. */
export function walkUrl(value: unknown, shape: UrlShape, location: Location): void {
  if (typeof value !== 'string') {
    reportType('a string', value, location, 'error');
    return;
  }
  if (value === '') {
    if (shape.empty !== 'allowed') reportEmpty(shape.empty, location);
    return;
  }
  for (const { message, ...problem } of urlProblems(value, shape)) {
    add(location, { ...problem, at: '', message: `${nameOf(location)} ${message}` });
  }
  if (shape.check === null) return;
  for (const { message, ...problem } of shape.check(value)) {
    add(location, { ...problem, at: '', message: `${nameOf(location)} ${message}` });
  }
}

/** A number within its bounds. */
export function walkNumber(value: unknown, { integer, min, max, severity }: NumberShape, location: Location): void {
  if (typeof value !== 'number') {
    reportType('a number', value, location);
    return;
  }
  if (integer && !Number.isInteger(value)) {
    const message = `${nameOf(location)} is ${value}, it must be a whole number`;
    add(location, { rule: 'wrong-type', severity: 'error', at: '', message, limit: 'a whole number', actual: value });
    return;
  }
  if ((min === null || min <= value) && (max === null || value <= max)) return;
  const limit = boundsInWords(min, max);
  const message = `${nameOf(location)} is ${value}, allowed: ${limit}`;
  add(location, { rule: 'range', severity, at: '', message, limit, actual: value });
}

/** One of LINE's words. */
export function walkEnum(value: unknown, values: readonly string[], location: Location): void {
  if (typeof value !== 'string') {
    reportType('a string', value, location, 'error');
    return;
  }
  if (values.includes(value)) return;
  const limit = values.join(', ');
  const message = `${nameOf(location)} is "${shown(value)}", allowed: ${limit}${suggestion(value, values)}`;
  add(location, { rule: 'enum', severity: 'error', at: '', message, limit, actual: shown(value) });
}
