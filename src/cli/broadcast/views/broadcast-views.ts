import { audienceIdIn } from '../../../domain/audience/audience-group.js';
import type { Act } from '../../../domain/broadcast/act.js';
import {
  type Broadcast,
  type RecipientCounts,
  type RecipientTotals,
  shownStageState,
  stageNumber,
  type Totals,
} from '../../../domain/broadcast/broadcast.js';
import { type Forecast, NO_FORECAST } from '../../../domain/broadcast/planning/forecast.js';
import { quietHoursWords } from '../../../domain/broadcast/schedule/quiet-hours.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import { durationWord, formatDuration } from '../../../domain/text/duration.js';
import { visible } from '../../../domain/text/visible.js';
import type { RoomTaken } from '../../../ports/broadcast/forgetting.js';
import type { Deps } from '../../../ports/deps.js';
import type { Column, Painter } from '../../../ports/terminal.js';
import type { BroadcastStatus } from '../../../usecases/broadcast/audit/broadcast-status.js';
import type { Keeping } from '../../../usecases/broadcast/memory/forget-recipients.js';
import { andWhoHasIt } from '../../failures/stopped.js';
import { type Fact, factTable } from '../../output/facts.js';
import { count, isoTime, plural, show, type View } from '../../output/view.js';
import type { Session } from '../../session.js';

/** The document of a broadcast, the same for every verb. */
export function broadcastJson(broadcast: Broadcast, { ratePerSecond, estimatedEnd }: Forecast) {
  const { settings, recipients, batches, stages } = broadcast;
  return {
    id: settings.id,
    name: settings.name,
    channelId: settings.channelId,
    via: settings.via,
    state: broadcast.state,
    recipients: {
      ...countsJson(recipients),
      ...totalsJson(recipients),
      leftOut: recipients.leftOut,
    },
    batches: { total: batches.total, ...totalsJson(batches) },
    requests: broadcast.requests,
    retries: broadcast.retries,
    conflicts: broadcast.conflicts,
    stages: stages.map((stage) => ({
      index: stageNumber(stage.index),
      recipients: stage.recipients,
      accepted: stage.accepted,
      state: shownStageState(stage, broadcast.state),
      startedAt: isoTime(stage.startedAt),
      finishedAt: isoTime(stage.finishedAt),
    })),
    startedAt: isoTime(broadcast.startedAt),
    finishedAt: isoTime(broadcast.finishedAt),
    elapsedMs: broadcast.elapsedMs,
    reason: broadcast.reason,
    ratePerSecond: round(ratePerSecond),
    estimatedEnd: isoTime(estimatedEnd),
    planHash: settings.planHash,
    createdAt: isoTime(settings.createdAt),
  };
}

/** How many a list named, and who is left out of it. */
export function countsJson(counts: RecipientCounts): RecipientCounts {
  const { total, unique, duplicates, malformed, excluded, heldOut } = counts;
  return { total, unique, duplicates, malformed, excluded, heldOut };
}

/** In which state how many are. */
export function totalsJson({ accepted, refused, unknown, inFlight, pending }: Totals): Totals {
  return { accepted, refused, unknown, inFlight, pending };
}

/** To two digits; null stays null. */
export function round(rate: number | null): number | null {
  return rate === null ? null : Math.round(rate * 100) / 100;
}

/** Per second, with the digits that say something of a slow pace. */
export function perSecond(rate: number): string {
  return rate < 10 ? rate.toFixed(2) : count(Math.round(rate));
}

/** What the operator calls each channel, by its ID. */
export type ChannelNames = ReadonlyMap<string, string>;

export async function channelNames({ configuration }: Pick<Deps, 'configuration'>): Promise<ChannelNames> {
  const { channels } = await (await configuration()).read();
  return new Map(channels.map(({ channelId, name }) => [channelId, name]));
}

/** The name of a broadcast's channel, else its ID. */
function channelWords({ settings: { channelId, botUserId } }: Broadcast, names: ChannelNames): string {
  return channelId === null ? (botUserId ?? '(not known)') : (names.get(channelId) ?? channelId);
}

/** Answers with the broadcast as it is. Only a look at one that is being run has a forecast. */
export async function showStateOf(
  session: Session,
  broadcast: Broadcast,
  forecast: Forecast = NO_FORECAST,
): Promise<void> {
  const names = await channelNames(session.deps);
  await show(session, {
    schema: 'line-ops/broadcast@1',
    json: broadcastJson(broadcast, forecast),
    text: (paint) => broadcastText(broadcast, channelWords(broadcast, names), forecast, paint),
  });
}

/** Whoever stopped a broadcast that some have and some have not is told what lists them. */
export function sayWhoHasIt({ terminal }: Session, { settings, state, startedAt }: Broadcast): void {
  if (startedAt !== null && state !== 'completed') terminal.note(andWhoHasIt('', settings));
}

/** How fast it goes and when it will end, as far as that is known: what, and in words. */
export function paceWords(
  { ratePerSecond, recipientsPerSecond, nextStageAt, estimatedEnd }: Forecast,
  time: (at: number) => string,
): string[][] {
  return [
    ...(nextStageAt === null ? [] : [['goes on', time(nextStageAt)]]),
    ...(ratePerSecond === null
      ? []
      : [['rate', `${perSecond(ratePerSecond)} requests/s, ${perSecond(recipientsPerSecond ?? 0)} recipients/s`]]),
    ...(estimatedEnd === null ? [] : [['estimated end', time(estimatedEnd)]]),
  ];
}

function broadcastText(broadcast: Broadcast, channel: string, forecast: Forecast, paint: Painter): string {
  const { settings, state, reason, recipients, batches, requests, retries, conflicts, stages, elapsedMs } = broadcast;
  const title = [paint.bold(settings.id), visible(settings.name ?? ''), paintState(state, paint)]
    .filter((part) => part !== '')
    .join('  ');
  const asked = `${count(requests)} for ${plural(batches.total, 'batch', 'batches')}, ${plural(retries, 'retry', 'retries')}, ${count(conflicts)} answered 409`;
  const facts: readonly Fact[] = [
    { label: 'channel', words: channel },
    { label: 'way', words: settings.via },
    { label: 'recipients', words: recipientWords(settings, recipients) },
    { label: 'accepted', words: count(recipients.accepted), tone: 'good' },
    ...countFact('refused', recipients.refused, 'bad'),
    ...countFact('unknown', recipients.unknown, 'warn'),
    ...countFact('in flight', recipients.inFlight),
    ...countFact('pending', recipients.pending),
    ...countFact('left out', recipients.leftOut, 'warn'),
    { label: 'requests', words: asked },
    ...(elapsedMs > 0 ? [{ label: 'worked', words: formatDuration(elapsedMs) }] : []),
    ...paceWords(forecast, paint.time).map(([label = '', words = '']) => ({ label, words })),
    ...scheduleFacts(broadcast, paint.time),
    ...(reason === null ? [] : [{ label: 'reason', words: reason, tone: 'warn' as const }]),
  ];
  const rows = stages.map((stage) => [
    String(stageNumber(stage.index)),
    count(stage.recipients),
    count(stage.accepted),
    shownStageState(stage, state),
    stage.startedAt === null ? '' : paint.time(stage.startedAt),
  ]);
  return [
    title,
    factTable(facts, paint),
    '',
    paint.table(['STAGE', 'RECIPIENTS', 'ACCEPTED', 'STATE', { title: 'STARTED', goes: 1 }], rows),
  ].join('\n');
}

interface ScheduleFact {
  readonly label: string;
  readonly words: string;
}

/** When it begins and rests, and who created it, agreed to it and had it run last. */
export function scheduleFacts(
  { settings, acts, runsBy, startedAt }: Broadcast,
  time: (at: number) => string,
): readonly ScheduleFact[] {
  const { startAt, quietHours } = settings;
  const lastOf = (what: Act['what']) => acts.findLast((act) => act.what === what);
  const signed = (['created', 'agreed', 'released'] as const).flatMap((what) => lastOf(what) ?? []);
  const begins = startAt === null || startedAt !== null ? [] : [startAt];
  return [
    ...begins.map((at) => ({ label: 'begins', words: `${time(at)}${runsBy === 'worker' ? ', by a worker' : ''}` })),
    ...(quietHours === null ? [] : [{ label: 'quiet hours', words: quietHoursWords(quietHours) }]),
    ...signed.map(({ what, who, how, at }) => ({
      label: what,
      words: visible(`${who ?? 'by a user without a name'}, ${time(at)}, ${how}`),
    })),
  ];
}

function countFact(label: string, value: number, tone?: Fact['tone']): readonly Fact[] {
  return value === 0 ? [] : [{ label, words: count(value), ...(tone === undefined ? {} : { tone }) }];
}

/** Who gets it, and who was left out. Friends are counted by LINE, not by us. */
export function recipientWords(
  { via, toWord }: Pick<Broadcast['settings'], 'via' | 'toWord'>,
  { total, unique, duplicates, malformed, excluded, heldOut }: Omit<Broadcast['recipients'], keyof RecipientTotals>,
): string {
  if (audienceIdIn(toWord) !== null) return `up to ${plural(unique, 'person', 'people')} of ${toWord}`;
  if (!namesRecipients(via)) return `about ${plural(unique, 'friend')}`;
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

/** What is kept of broadcasts, and for how long. */
export interface Kept extends Keeping {
  /** Of the state file, or of our tables in a server. */
  readonly bytes: number;
  readonly liesIn: RoomTaken['liesIn'];
}

export function broadcastListView(
  statuses: readonly BroadcastStatus[],
  { keepsMs, overdue, bytes }: Kept,
  names: ChannelNames,
): View {
  return {
    schema: 'line-ops/broadcast-list@1',
    json: {
      broadcasts: statuses.map((status) => broadcastJson(status.broadcast, status)),
      stateBytes: bytes,
      keepRecipients: keepsMs === null ? null : durationWord(keepsMs),
      keptTooLong: overdue.map(({ id }) => id),
    },
    text: (paint) => (statuses.length === 0 ? 'No broadcasts.' : listTable(statuses, names, paint)),
  };
}

function listTable(statuses: readonly BroadcastStatus[], names: ChannelNames, paint: Painter): string {
  const hasNames = statuses.some(({ broadcast: { settings } }) => (settings.name ?? '') !== '');
  const columns: readonly (string | Column)[] = [
    'ID',
    { title: 'CHANNEL', cutTo: 10, goes: 1 },
    'STATE',
    'ACCEPTED',
    ...(hasNames ? [{ title: 'NAME', cutTo: 12, goes: 2 }] : []),
  ];
  return paint.table(
    columns,
    statuses.map(({ broadcast }) => {
      const { settings, state, recipients } = broadcast;
      return [
        settings.id,
        visible(channelWords(broadcast, names)),
        paintState(state, paint),
        `${count(recipients.accepted)}/${count(recipients.unique)}`,
        ...(hasNames ? [visible(settings.name ?? '')] : []),
      ];
    }),
  );
}
