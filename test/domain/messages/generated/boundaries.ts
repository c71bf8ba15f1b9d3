import type { Severity, Shape, TextShape, UrlShape } from '../../../../src/domain/messages/engine/shapes.js';
import type { RuleName } from '../../../../src/domain/messages/registry/rules.js';
import { FAMILY, PAIR } from '../found.js';
import { minimal, URL } from './minimal.js';

/** A value, and what is to be found at its place: a rule at a severity, or null for nothing of the rule. */
export interface Case {
  readonly about: string;
  readonly value: unknown;
  readonly rule: RuleName;
  readonly severity: Severity | null;
  /** From the place of the value. */
  readonly at: string;
}

/** For every bound of the shape a value at it, which is accepted, and the next one beyond, which is refused. */
export function boundaryCases(shape: Shape): readonly Case[] {
  switch (shape.kind) {
    case 'text':
      return textCases(shape);
    case 'url':
      return urlCases(shape);
    case 'enum':
      return [
        ...shape.values.map((word) => accepted(`"${word}"`, word, 'enum')),
        refused('another word', 'no-such-word', 'enum'),
      ];
    case 'number':
      return [...bound(shape.min, -1, shape), ...bound(shape.max, 1, shape)];
    case 'list': {
      const { min, max, items, countRule } = shape;
      const counted = (count: number) => Array.from({ length: count }, () => minimal(items));
      return countCases(min, max, counted, countRule);
    }
    case 'map': {
      const { max, values } = shape;
      const counted = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, minimal(values)]));
      return [
        ...countCases(0, max, counted, 'count'),
        refused('a key that is none', { 'no key': minimal(values) }, shape.keys.rule, 'error', '/no key'),
      ];
    }
    case 'choice':
      return [refused('another type', { type: 'no-such-type' }, shape.typeRule, 'error', '/type')];
    default:
      return [];
  }
}

function textCases({ max, unit, empty, form, lengthRule }: TextShape): readonly Case[] {
  const emptiness = empty === 'allowed' ? [] : [refused('nothing', '', 'empty', empty)];
  const forms = form === null ? [] : [refused('another form', 'no such form: ✗', form.rule)];
  if (max === null) return [...emptiness, ...forms];
  const pairs = unit === 'utf16' ? Math.floor(max / 2) : max;
  const families = {
    utf16: refused('joined emoji', FAMILY.repeat(Math.ceil((max + 1) / FAMILY.length)), lengthRule),
    graphemes: refused('joined emoji that are few characters', FAMILY.repeat(max), lengthRule, 'warning'),
    'code-points': refused('joined emoji', FAMILY.repeat(max), lengthRule),
  };
  return [
    ...[...emptiness, ...forms],
    accepted(`${max} letters`, 'a'.repeat(max), lengthRule),
    refused(`${max + 1} letters`, 'a'.repeat(max + 1), lengthRule),
    accepted(`${pairs} pairs of surrogates`, PAIR.repeat(pairs), lengthRule),
    refused(`${pairs + 1} pairs of surrogates`, PAIR.repeat(pairs + 1), lengthRule),
    families[unit],
  ];
}

function urlCases({ max, schemes, empty }: UrlShape): readonly Case[] {
  const long = (length: number) => URL.padEnd(length, 'a');
  return [
    ...(empty === 'allowed' ? [] : [refused('nothing', '', 'empty', empty)]),
    accepted(`${max} units`, long(max), 'url-length'),
    refused(`${max + 1} units`, long(max + 1), 'url-length'),
    ...schemes.map((scheme) => accepted(scheme, SCHEMES[scheme] ?? scheme, 'url-scheme')),
    ...Object.keys(SCHEMES)
      .filter((scheme) => !schemes.includes(scheme))
      .map((scheme) => refused(scheme, SCHEMES[scheme], 'url-scheme')),
    refused('no URL', 'no URL', 'url'),
  ];
}

const SCHEMES: Readonly<Record<string, string>> = {
  https: URL,
  http: 'http://example.com/a',
  line: 'line://nv/chat',
  tel: 'tel:0312345678',
  ftp: 'ftp://example.com/a',
};

function bound(limit: number | null, step: number, { severity }: Extract<Shape, { kind: 'number' }>): readonly Case[] {
  if (limit === null) return [];
  return [accepted(`${limit}`, limit, 'range'), refused(`${limit + step}`, limit + step, 'range', severity)];
}

function countCases(
  min: number,
  max: number | null,
  counted: (count: number) => unknown,
  rule: RuleName,
): readonly Case[] {
  return [
    ...(min === 0
      ? []
      : [accepted(`${min} entries`, counted(min), rule), refused(`${min - 1} entries`, counted(min - 1), rule)]),
    ...(max === null
      ? []
      : [accepted(`${max} entries`, counted(max), rule), refused(`${max + 1} entries`, counted(max + 1), rule)]),
  ];
}

function accepted(about: string, value: unknown, rule: RuleName): Case {
  return { about, value, rule, severity: null, at: '' };
}

function refused(about: string, value: unknown, rule: RuleName, severity: Severity = 'error', at = ''): Case {
  return { about, value, rule, severity, at };
}
