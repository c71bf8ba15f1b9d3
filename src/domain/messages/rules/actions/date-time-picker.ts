import { shown } from '../../../text/shown.js';
import type { JsonObject, Place } from '../../engine/shapes.js';

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

/** Checks `initial`, `min` and `max` of a datetime picker action against its mode, and that `min` is before `max`. */
export function checkDateTimePicker(action: JsonObject, { report }: Place): void {
  const mode =
    typeof action['mode'] === 'string' && Object.hasOwn(MODES, action['mode']) ? MODES[action['mode']] : undefined;
  if (mode === undefined) return;
  const moments = new Map<string, string>();
  for (const name of ['initial', 'min', 'max']) {
    const value = action[name];
    if (typeof value !== 'string' || value === '') continue;
    const moment = value.replace('t', 'T');
    if (!isWritten(value, mode)) {
      const message = `${name} is "${shown(value)}", it must be written like ${mode.example}`;
      report({
        rule: 'pattern',
        severity: 'error',
        at: `/${name}`,
        message,
        limit: mode.example,
        actual: shown(value),
      });
    } else if (moment < mode.min || mode.max < moment) {
      const limit = `${mode.min} to ${mode.max}`;
      report({
        rule: 'range',
        severity: 'error',
        at: `/${name}`,
        message: `${name} must lie in ${limit}`,
        limit,
        actual: value,
      });
    } else {
      moments.set(name, moment);
    }
  }
  const min = moments.get('min');
  const max = moments.get('max');
  if (min === undefined || max === undefined || min < max) return;
  const message = `max (${max}) must be after min (${min})`;
  report({ rule: 'range', severity: 'error', at: '/max', message, limit: `after ${min}`, actual: max });
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
