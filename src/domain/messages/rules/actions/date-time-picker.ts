import { shown } from '../../../text/shown.js';
import type { JsonObject, Property, RuleContext } from '../../engine/shapes.js';
import { oneOf, optional, required, table, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { type ActionFamily, DATA } from './action-family.js';

/** Forms and greatest and smallest values per mode. @see https://developers.line.biz/en/reference/messaging-api/#date-and-time-format */
const MODES: Readonly<Record<string, Mode>> = {
  date: { form: /^(\d{4}-\d{2}-\d{2})$/, example: '2017-06-18', min: '1900-01-01', max: '2100-12-31' },
  time: { form: /^()([01]\d|2[0-3]):[0-5]\d$/, example: '23:59', min: '00:00', max: '23:59' },
  datetime: {
    form: /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d$/,
    example: '2017-06-18T06:15',
    min: '1900-01-01T00:00',
    max: '2100-12-31T23:59',
  },
};

interface Mode {
  /** The first group is the date, empty where the mode has none. */
  readonly form: RegExp;
  readonly example: string;
  readonly min: string;
  readonly max: string;
}

const DATE_TIME_PICKER: Readonly<Record<string, Property>> = {
  data: required(DATA),
  mode: required(oneOf('date', 'time', 'datetime')),
  initial: optional(text(null)),
  max: optional(text(null)),
  min: optional(text(null)),
};

/** `datetimepicker`. @see https://developers.line.biz/en/reference/messaging-api/#datetime-picker-action */
export const dateTimePicker: ActionFamily = (common, { wrongType }) =>
  table({
    name: 'datetime picker action',
    docs: reference('datetime-picker-action'),
    wrongType,
    properties: { ...common, ...DATE_TIME_PICKER },
    check: checkDateTimePicker,
  });

/** Checks `initial`, `min` and `max` against the mode, and that `min` is before `max`. */
function checkDateTimePicker(action: JsonObject, { report }: RuleContext): void {
  const mode =
    typeof action['mode'] === 'string' && Object.hasOwn(MODES, action['mode']) ? MODES[action['mode']] : undefined;
  if (mode === undefined) return;
  const moments = new Map<string, string>();
  for (const name of ['initial', 'min', 'max']) {
    const moment = momentOf(name, action[name], mode, report);
    if (moment !== null) moments.set(name, moment);
  }
  const min = moments.get('min');
  const max = moments.get('max');
  if (min === undefined || max === undefined || min < max) return;
  const message = `max (${max}) must be after min (${min})`;
  report({ rule: 'range', severity: 'error', at: '/max', message, limit: `after ${min}`, actual: max });
}

/** The moment that a property gives; null where it gives none, or one that is reported. */
function momentOf(name: string, value: unknown, mode: Mode, report: RuleContext['report']): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const at = `/${name}`;
  if (!isWritten(value, mode)) {
    const actual = shown(value);
    const message = `${name} is "${actual}", it must be written like ${mode.example}`;
    report({ rule: 'pattern', severity: 'error', at, message, limit: mode.example, actual });
    return null;
  }
  const moment = value.replace('t', 'T');
  if (mode.min <= moment && moment <= mode.max) return moment;
  const limit = `${mode.min} to ${mode.max}`;
  report({ rule: 'range', severity: 'error', at, message: `${name} must lie in ${limit}`, limit, actual: value });
  return null;
}

function isWritten(value: string, { form }: Mode): boolean {
  const date = form.exec(value)?.[1];
  if (date === undefined) return false;
  return date === '' || isCalendarDate(date);
}

function isCalendarDate(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return 1 <= month && month <= 12 && 1 <= day && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return leap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
