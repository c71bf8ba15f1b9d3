import { type Books, type Broadcast, namesRecipients, shownStageState } from '../../../domain/broadcast/broadcast.js';
import { type Forecast, NO_FORECAST } from '../../../domain/broadcast/forecast.js';
import { shownEntry } from '../../../domain/broadcast/malformed.js';
import { delimiterWord, encodingWord } from '../../../domain/broadcast/recipient-text.js';
import { formatDuration } from '../../../domain/duration.js';
import { visible } from '../../../domain/visible.js';
import type { MalformedEntry, TextRead } from '../../../ports/recipients.js';
import type { Painter } from '../../../ports/terminal.js';
import type { BroadcastLook } from '../../../usecases/broadcast/look.js';
import type { Plan } from '../../../usecases/broadcast/plan.js';
import { count, isoTime, plural, type View } from '../../output.js';

/** The document of a broadcast, the same for every verb. */
export function broadcastJson(broadcast: Broadcast, { ratePerSecond, estimatedEnd }: Forecast) {
  const { settings, recipients, batches, stages } = broadcast;
  return {
    id: settings.id,
    name: settings.name,
    channelId: settings.channelId,
    via: settings.via,
    state: broadcast.state,
    reason: broadcast.reason,
    recipients: {
      total: recipients.total,
      unique: recipients.unique,
      duplicates: recipients.duplicates,
      malformed: recipients.malformed,
      excluded: recipients.excluded,
      heldOut: recipients.heldOut,
      accepted: recipients.accepted,
      refused: recipients.refused,
      unknown: recipients.unknown,
      pending: recipients.pending,
    },
    batches: {
      total: batches.total,
      accepted: batches.accepted,
      refused: batches.refused,
      unknown: batches.unknown,
      pending: batches.pending,
    },
    requests: broadcast.requests,
    retries: broadcast.retries,
    conflicts: broadcast.conflicts,
    stages: stages.map((stage) => ({
      index: stage.index,
      recipients: stage.recipients,
      accepted: stage.accepted,
      state: shownStageState(stage, broadcast.state),
      startedAt: isoTime(stage.startedAt),
      finishedAt: isoTime(stage.finishedAt),
    })),
    startedAt: isoTime(broadcast.startedAt),
    finishedAt: isoTime(broadcast.finishedAt),
    elapsedMs: broadcast.elapsedMs,
    ratePerSecond: ratePerSecond === null ? null : Math.round(ratePerSecond * 100) / 100,
    estimatedEnd: isoTime(estimatedEnd),
    planHash: settings.planHash,
    createdAt: isoTime(settings.createdAt),
  };
}

/** Only a look at one that is being run has a forecast. */
export function broadcastView(broadcast: Broadcast, forecast: Forecast = NO_FORECAST): View {
  return {
    schema: 'line-ops/broadcast@1',
    json: broadcastJson(broadcast, forecast),
    text: (paint) => broadcastText(broadcast, forecast, paint),
  };
}

/** How fast it goes and when it will end, as far as that is known: what, and in words. */
export function paceWords({ ratePerSecond, estimatedEnd }: Forecast, paint: Painter): string[][] {
  return [
    ...(ratePerSecond === null ? [] : [['rate', `${ratePerSecond.toFixed(ratePerSecond < 10 ? 2 : 0)} requests/s`]]),
    ...(estimatedEnd === null ? [] : [['estimated end', paint.time(estimatedEnd)]]),
  ];
}

function broadcastText(
  { settings, state, reason, recipients, batches, requests, retries, conflicts, stages, elapsedMs }: Broadcast,
  forecast: Forecast,
  paint: Painter,
): string {
  const title = [paint.bold(settings.id), visible(settings.name ?? ''), paintState(state, paint)]
    .filter((part) => part !== '')
    .join('  ');
  const facts: string[][] = [
    ['way', settings.via],
    ['recipients', recipientWords(settings.via, recipients)],
    ['accepted', paint.good(count(recipients.accepted))],
  ];
  if (recipients.refused > 0) facts.push(['refused', paint.bad(count(recipients.refused))]);
  if (recipients.unknown > 0) facts.push(['unknown', paint.warn(count(recipients.unknown))]);
  if (recipients.pending > 0) facts.push(['pending', count(recipients.pending)]);
  facts.push([
    'requests',
    `${count(requests)} for ${plural(batches.total, 'batch', 'batches')}, ${plural(retries, 'retry', 'retries')}, ${count(conflicts)} answered 409`,
  ]);
  if (elapsedMs > 0) facts.push(['worked', formatDuration(elapsedMs)]);
  facts.push(...paceWords(forecast, paint));
  if (reason !== null) facts.push(['reason', paint.warn(reason)]);
  const rows = stages.map((stage) => [
    String(stage.index + 1),
    count(stage.recipients),
    count(stage.accepted),
    shownStageState(stage, state),
    stage.startedAt === null ? '' : paint.time(stage.startedAt),
  ]);
  return [
    title,
    paint.table([], facts),
    '',
    paint.table(['stage', 'recipients', 'accepted', 'state', 'started'], rows),
  ].join('\n');
}

/** Friends are counted by LINE, not by us. */
function recipientWords(
  via: Broadcast['settings']['via'],
  { total, unique, duplicates, malformed, excluded, heldOut }: Omit<Broadcast['recipients'], keyof Books>,
): string {
  if (!namesRecipients(via)) return `about ${count(unique)} friends`;
  const words = [
    `${count(unique)} unique of ${count(total)}`,
    plural(duplicates, 'duplicate'),
    `${count(malformed)} malformed`,
    ...(excluded === 0 ? [] : [`${count(excluded)} excluded`]),
    ...(heldOut === 0 ? [] : [`${count(heldOut)} held out`]),
  ];
  return words.join(', ');
}

function paintState(state: Broadcast['state'], paint: Painter): string {
  if (state === 'completed') return paint.good(state);
  return state === 'incomplete' || state === 'paused' ? paint.warn(state) : paint.accent(state);
}

export function broadcastListView(looks: readonly BroadcastLook[]): View {
  return {
    schema: 'line-ops/broadcast-list@1',
    json: { broadcasts: looks.map((look) => broadcastJson(look.broadcast, look)) },
    text: (paint) =>
      looks.length === 0
        ? 'No broadcasts.'
        : paint.table(
            ['id', 'state', 'accepted', 'of', 'name'],
            looks.map(({ broadcast: { settings, state, recipients } }) => [
              settings.id,
              paintState(state, paint),
              count(recipients.accepted),
              count(recipients.unique),
              settings.name ?? '',
            ]),
          ),
  };
}

export function planView(plan: Plan, { name }: { readonly name: string | null }): View {
  const { recipients, stages, quota, wish } = plan;
  return {
    schema: 'line-ops/broadcast-plan@1',
    json: {
      name,
      via: wish.via,
      recipients: {
        total: recipients.total,
        unique: recipients.unique,
        duplicates: recipients.duplicates,
        malformed: recipients.malformed,
        excluded: recipients.excluded,
        heldOut: recipients.heldOut,
      },
      malformedSamples: recipients.malformedSamples.map(({ line, text, kind }) => ({ line, text, kind })),
      malformedKinds: recipients.malformedKinds.map(({ kind, count: entries, lines }) => ({
        kind,
        count: entries,
        lines,
      })),
      duplicateSamples: recipients.duplicateSamples.map(({ line, text }) => ({ line, text })),
      readAs: readAsJson(recipients.readAs),
      stages: stages.map(({ index, recipients: size, batches, startsAt, endsAt }) => ({
        index,
        recipients: size,
        batches,
        startsAt: isoTime(startsAt),
        endsAt: isoTime(endsAt),
      })),
      batches: plan.batches,
      batchSize: wish.via === 'multicast' ? wish.batchSize : null,
      intervalMs: wish.intervalMs,
      requestsPerSecond: plan.perSecond,
      quota: {
        type: quota.quota.type,
        limit: quota.quota.type === 'none' ? null : quota.quota.limit,
        used: quota.used,
        left: quota.left,
        needed: plan.quotaNeeded,
        leftAfter: plan.leftAfter,
        sufficient: quota.left === null || plan.quotaNeeded <= quota.left,
      },
      warnings: plan.warnings.map(({ code, message }) => ({ code, message })),
      planHash: plan.hash,
    },
    text: (paint) => planText(plan, paint),
  };
}

export function planText(
  { wish, recipients, stages, quota, quotaNeeded, leftAfter, batches, perSecond, hash, warnings }: Plan,
  paint: Painter,
): string {
  const left =
    quota.left === null
      ? 'no limit'
      : `${count(quota.left)} left, ${leftAfter === null || leftAfter >= 0 ? `${count(leftAfter ?? 0)} after this` : paint.bad(`${count(-leftAfter)} too few`)}`;
  const facts = [
    ['recipients', paint.bold(recipientWords(wish.via, recipients))],
    ...readAsWords(recipients.readAs).map((words) => ['read as', words]),
    wish.via === 'multicast'
      ? ['batches', `${count(batches)} at up to ${perSecond.toFixed(perSecond < 10 ? 2 : 0)} requests/s`]
      : ['requests', requestWords(wish.via, batches)],
    ['quota', left],
    ...(quota.left !== null && quotaNeeded > recipients.unique
      ? [['reserved', `LINE needs ${count(quotaNeeded)} messages left, because it reserves the whole target reach`]]
      : []),
    ['plan hash', hash],
  ];
  const rows = stages.map((stage) => [
    String(stage.index + 1),
    count(stage.recipients),
    count(stage.batches),
    paint.time(stage.startsAt),
  ]);
  const samples = oneOfEachKind(recipients.malformedSamples).map(({ line, text }) =>
    paint.dim(`  line ${line}: ${shownEntry(text)}`),
  );
  const notes = warnings.map(
    ({ code, message }) =>
      `${paint.warn('warning:')} ${visible(message)}${code === 'MALFORMED' ? `\n${samples.join('\n')}` : ''}`,
  );
  return [
    paint.table([], facts),
    '',
    paint.table(['stage', 'recipients', 'batches', 'starts, if begun now'], rows),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

function requestWords(via: Broadcast['settings']['via'], requests: number): string {
  if (via === 'broadcast') return 'one broadcast to all friends';
  return `${plural(requests, 'narrowcast')}, each after LINE has delivered the one before`;
}

function readAsJson(read: TextRead | null) {
  if (read === null) return null;
  const { format, encoding, delimiter, column, title } = read;
  const named = column === null ? null : { number: column.number, name: column.name };
  return { format, encoding, delimiter, column: named, title };
}

/** How a list was read, where that is worth a look; nothing for one user ID a line in UTF-8. */
function readAsWords(read: TextRead | null): readonly string[] {
  if (read === null) return [];
  const { format, encoding, delimiter, column, title } = read;
  const name = column?.name ? ` "${shownEntry(column.name)}"` : '';
  const words = [
    ...(encoding === 'utf-8' ? [] : [encodingWord(encoding)]),
    ...(format === 'csv' && delimiter !== null ? [`cells separated by ${delimiterWord(delimiter)}`] : []),
    ...(column === null ? [] : [`user IDs in column ${column.number}${name}`]),
    ...(title === null ? [] : [`the first line "${shownEntry(title)}" is a title`]),
  ];
  return words.length === 0 ? [] : [words.join(', ')];
}

const SHOWN_SAMPLES = 6;

/** The first malformed entry of each kind, then the others, as far as they are shown; by line. */
function oneOfEachKind(samples: readonly MalformedEntry[]): readonly MalformedEntry[] {
  const isFirstOfKind = (sample: MalformedEntry) => samples.find(({ kind }) => kind === sample.kind) === sample;
  const chosen = [...samples.filter(isFirstOfKind), ...samples.filter((sample) => !isFirstOfKind(sample))];
  return chosen.slice(0, SHOWN_SAMPLES).sort((one, other) => one.line - other.line);
}
