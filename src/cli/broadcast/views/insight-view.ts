import { stageNumber } from '../../../domain/broadcast/broadcast.js';
import { COUNTED_FOR_MS, FEWEST_SHOWN, type Missing } from '../../../domain/broadcast/insight/standing.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import { visible } from '../../../domain/text/visible.js';
import type { Column, Painter } from '../../../ports/terminal.js';
import type { BroadcastInsight, UnitInsight } from '../../../usecases/broadcast/insight/kept-insight.js';
import { type Fact, factTable } from '../../output/facts.js';
import { count, isoTime, type View } from '../../output/view.js';

/** Links of one unit that a person would read; all of them are in JSON. */
const SHOWN_LINKS = 20;

export function insightView(id: BroadcastId, insight: BroadcastInsight): View {
  return {
    schema: 'line-ops/broadcast-insight@1',
    json: { id, ...insightJson(insight) },
    text: (paint) => [paint.bold(id), '', insightText(insight, paint)].join('\n'),
  };
}

/** In LINE's own names. */
export function insightJson({ units, heldOut }: BroadcastInsight) {
  return {
    units: units.map((unit) => ({
      unit: unit.unit,
      requestId: unit.requestId,
      stage: unit.stage === null ? null : stageNumber(unit.stage),
      from: unit.period?.from ?? null,
      to: unit.period?.to ?? null,
      status: unit.status,
      accepted: unit.accepted,
      delivered: unit.statistics?.delivered ?? null,
      uniqueImpression: unit.statistics?.uniqueImpression ?? null,
      uniqueClick: unit.statistics?.uniqueClick ?? null,
      missing: { ...unit.missing },
      urls: (unit.statistics?.urls ?? []).map(({ seq, url, click, uniqueClick }) => ({ seq, url, click, uniqueClick })),
      sharedWith: [...unit.sharedWith],
      askedAt: isoTime(unit.heardAt),
    })),
    heldOut,
  };
}

export function insightText({ units, heldOut }: BroadcastInsight, paint: Painter): string {
  const blocks = units.map((unit) => unitText(unit, paint));
  return [...blocks, ...(heldOut === 0 ? [] : [heldOutWords(heldOut)])].join('\n\n');
}

export function heldOutWords(heldOut: number): string {
  return `${count(heldOut)} ${heldOut === 1 ? 'person was' : 'people were'} held out, to compare with`;
}

function unitText(unit: UnitInsight, paint: Painter): string {
  const facts = unitFacts(unit, paint.time).map(
    ([label = '', words = '']): Fact => ({ label, words, ...(label === 'missing' ? { tone: 'warn' as const } : {}) }),
  );
  const links = unit.statistics?.urls ?? [];
  if (links.length === 0) return factTable(facts, paint);
  const { head, rows } = linkRows(unit);
  const table = paint.table(head, rows.slice(0, SHOWN_LINKS));
  const more = links.length - SHOWN_LINKS;
  return [factTable(facts, paint), '', table, ...(more > 0 ? [`and ${count(more)} more, all with --json`] : [])].join(
    '\n',
  );
}

/** What is known of it, in words. */
export function unitFacts(unit: UnitInsight, time: (at: number) => string): readonly (readonly string[])[] {
  const { statistics, missing, accepted, sharedWith } = unit;
  const name = nameOf(unit);
  const facts = [...(name === null ? [] : [name]), ['accepted', count(accepted)]];
  if (statistics === null) return [...facts, ['missing', MISSING_WORDS[missing.uniqueImpression ?? 'not-asked']]];
  const { delivered, uniqueImpression, uniqueClick } = statistics;
  const of = delivered ?? accepted;
  return [
    ...facts,
    ...(delivered === null ? [] : [['delivered', count(delivered)]]),
    ['opened', peopleWords(uniqueImpression, of, missing.uniqueImpression)],
    ['followed a link', peopleWords(uniqueClick, of, missing.uniqueClick)],
    ['numbers', standingWords(unit, time)],
    ...(sharedWith.length === 0
      ? []
      : [['missing', `LINE counts ${sharedWith.join(', ')} under the same unit: these numbers are of all of them`]]),
  ];
}

function nameOf({ unit, requestId, stage, period }: UnitInsight): readonly string[] | null {
  if (requestId !== null && stage !== null) return [`stage ${stageNumber(stage)}`, `request ${requestId}`];
  if (unit === null) return null;
  return ['unit', period === null ? unit : `${unit}, ${dayWords(period.from)} to ${dayWords(period.to)}, Japan time`];
}

/** `20261121` as people write it. */
function dayWords(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

function peopleWords(people: number | null, of: number, missing: Missing | null): string {
  if (people === null) return MISSING_WORDS[missing ?? 'not-asked'];
  return of === 0 ? count(people) : `${count(people)} people, ${((people / of) * 100).toFixed(1)} %`;
}

function standingWords({ status, heardAt }: UnitInsight, time: (at: number) => string): string {
  const asked = heardAt === null ? '' : `LINE was asked ${time(heardAt)}`;
  return status === 'final' ? `final; ${asked}` : `they change for ${COUNTED_FOR_DAYS} days after the send; ${asked}`;
}

const COUNTED_FOR_DAYS = COUNTED_FOR_MS / (24 * 60 * 60 * 1000);

/** What each link brought, most people first as LINE lists them. */
export function linkRows({ statistics }: UnitInsight): {
  readonly head: readonly (string | Column)[];
  readonly rows: readonly (readonly string[])[];
} {
  return {
    head: ['PEOPLE', 'CLICKS', { title: 'MESSAGE', goes: 1 }, 'LINK'],
    rows: (statistics?.urls ?? []).map(({ seq, url, click, uniqueClick }) => [
      numberWords(uniqueClick),
      numberWords(click),
      String(seq),
      visible(url),
    ]),
  };
}

function numberWords(value: number | null): string {
  return value === null ? `under ${FEWEST_SHOWN}` : count(value);
}

const MISSING_WORDS: Readonly<Record<Missing, string>> = {
  'not-yet': 'not yet: it was sent less than a day ago',
  'too-few-so-far': `fewer than ${FEWEST_SHOWN} people so far; LINE shows no smaller number`,
  'too-few': `fewer than ${FEWEST_SHOWN} people; LINE shows no smaller number, and counts no more`,
  'no-link': 'the message has no link',
  'no-unit':
    'it was sent without an aggregation unit, and LINE keeps no statistics of that; next time add --unit <name>',
  'nothing-accepted': 'LINE has accepted nothing of it yet',
  'not-asked': 'LINE was not asked yet',
  'not-known': 'LINE does not know this request (404): it may be of another channel, or forgotten',
};
