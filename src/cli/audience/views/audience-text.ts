import { type AudienceData, hasFloor } from '../../../domain/audience/audience-group.js';
import { SMALLEST_NARROWCAST } from '../../../domain/broadcast/sending/narrowcast.js';
import { visible } from '../../../domain/text/visible.js';
import type { AudienceUpload } from '../../../ports/audience/audience-uploads.js';
import type { Column, Painter } from '../../../ports/terminal.js';
import { type Fact, factTable } from '../../output/facts.js';
import { count, plural } from '../../output/view.js';

function toneOf(status: string): 'good' | 'warn' | 'bad' {
  if (status === 'READY' || status === 'FINISHED') return 'good';
  return status === 'FAILED' || status === 'EXPIRED' ? 'bad' : 'warn';
}

const COLUMNS: readonly (string | Column)[] = [
  'UPLOADED',
  'STATE',
  { title: 'PEOPLE', goes: 2 },
  // Not shorter than our own mark, by which an upload is found again.
  { title: 'DESCRIPTION', cutTo: 26, goes: 1 },
];
/** Of so many uploads the latest are shown; all are in JSON. */
const SHOWN_JOBS = 10;

/** An audience as people read it. */
export function audienceText(data: AudienceData, upload: AudienceUpload | null, paint: Painter): string {
  const { group, jobs, isShared } = data;
  const facts: readonly Fact[] = [
    { label: 'audience', words: `${group.id}  ${visible(group.name)}`, tone: 'bold' },
    { label: 'type', words: `${visible(group.type)}${isShared ? ', shared by another account' : ''}` },
    { label: 'status', words: group.status, tone: toneOf(group.status) },
    ...(group.failedType === null ? [] : [{ label: 'failed', words: visible(group.failedType), tone: 'bad' as const }]),
    { label: 'people', words: peopleWords(data) },
    ...(group.permission === null ? [] : [{ label: 'permission', words: visible(group.permission) }]),
    ...(group.createRoute === null ? [] : [{ label: 'made by', words: visible(group.createRoute) }]),
    ...timeFact('created', group.createdAt),
    ...timeFact('expires', group.expiresAt),
    ...(upload === null ? [] : [{ label: 'uploaded', words: uploadWords(upload) }]),
  ];
  const rows = jobs
    .slice(-SHOWN_JOBS)
    .map(({ createdAt, status, count: people, failedType, description }) => [
      createdAt === null ? '-' : paint.time(createdAt),
      `${paint[toneOf(status)](visible(status))}${failedType === null ? '' : ` ${visible(failedType)}`}`,
      people === null ? '-' : count(people),
      visible(description ?? ''),
    ]);
  return [
    factTable(facts, paint),
    ...(rows.length === 0 ? [] : ['', paint.table(COLUMNS, rows)]),
    ...(jobs.length <= SHOWN_JOBS ? [] : [paint.dim(`and ${count(jobs.length - SHOWN_JOBS)} earlier ones`)]),
  ].join('\n');
}

function peopleWords(data: AudienceData): string {
  const { count: people } = data.group;
  const floor = hasFloor(data) ? `; LINE delivers nothing to fewer than ${SMALLEST_NARROWCAST} of them` : '';
  return people === null ? 'LINE gives no number' : `${count(people)}, with those who have blocked the account${floor}`;
}

function uploadWords({ id, people, parts }: AudienceUpload): string {
  const taken = parts.filter(({ state }) => state === 'accepted').length;
  const open = taken === parts.length ? '' : `, ${count(taken)} taken by LINE`;
  return `from here (${id}): ${plural(people, 'person', 'people')} in ${plural(parts.length, 'request')}${open}`;
}

function timeFact(label: string, at: number | null): readonly Fact[] {
  return at === null ? [] : [{ label, words: (paint) => paint.time(at) }];
}
