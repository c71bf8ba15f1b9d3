import type { AudienceData } from '../../../domain/audience/audience-group.js';
import { stageNumber } from '../../../domain/broadcast/broadcast.js';
import type { MaxPerRecipient } from '../../../domain/broadcast/planning/conditions.js';
import { shownEntry } from '../../../domain/broadcast/planning/malformed.js';
import { delimiterWord, encodingWord } from '../../../domain/broadcast/planning/recipient-text.js';
import { quietHoursWords } from '../../../domain/broadcast/schedule/quiet-hours.js';
import { bindingPace } from '../../../domain/broadcast/sending/pace/pace.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import { durationWord, formatDuration } from '../../../domain/text/duration.js';
import { visible } from '../../../domain/text/visible.js';
import type { MalformedEntry, TextRead } from '../../../ports/broadcast/recipients.js';
import type { Painter } from '../../../ports/terminal.js';
import { UNITS_PER_MONTH, type UnitUse } from '../../../usecases/broadcast/planning/aggregation-unit.js';
import { toWordOf } from '../../../usecases/broadcast/planning/audience.js';
import type { BroadcastWish, Plan } from '../../../usecases/broadcast/planning/plan-broadcast.js';
import type { Channel } from '../../../usecases/channels/channel.js';
import { audienceJson } from '../../audience/views/audience-json.js';
import type { Fact } from '../../output/facts.js';
import { broadcastFacts, cardText, notifyFacts, quotaFacts, rateFacts, type SendCard } from '../../output/send-card.js';
import { count, isoTime, type View } from '../../output/view.js';
import { countsJson, recipientWords } from './broadcast-views.js';
import { contentFacts, contentLoad } from './content-load.js';
import { type WarningShown, warningsInWords } from './plan-warnings.js';

/** What a plan is shown with. */
export interface PlanShown {
  readonly channel: Channel;
  readonly name: string | null;
  /** Null while it is not stored. */
  readonly id: string | null;
}

export async function planView(plan: Plan, shown: PlanShown): Promise<View> {
  const { recipients, stages, quota, wish } = plan;
  const warnings = await warningsInWords(plan.warnings);
  const card = cardWith(warnings, plan, shown);
  return {
    schema: 'line-ops/broadcast-plan@1',
    json: {
      name: shown.name,
      via: wish.via,
      recipients: countsJson(recipients),
      exclusions: exclusionsOf(plan),
      malformedSamples: recipients.malformedSamples.map(({ line, text, kind }) => ({ line, text, kind })),
      malformedKinds: recipients.malformedKinds.map(({ kind, count: entries, lines }) => ({
        kind,
        count: entries,
        lines,
      })),
      duplicateSamples: recipients.duplicateSamples.map(({ line, text }) => ({ line, text })),
      readAs: readAsJson(recipients.readAs),
      maxPerRecipient:
        wish.maxPerRecipient === null
          ? null
          : {
              times: wish.maxPerRecipient.times,
              window: durationWord(wish.maxPerRecipient.windowMs),
              leftOut: recipients.reachedOften,
            },
      stages: stages.map(({ index, recipients: size, batches, startsAt, endsAt }) => ({
        index: stageNumber(index),
        recipients: size,
        batches,
        startsAt: isoTime(startsAt),
        endsAt: isoTime(endsAt),
      })),
      batches: plan.batches,
      batchSize: wish.via === 'multicast' ? wish.batchSize : null,
      intervalMs: wish.intervalMs,
      requestsPerSecond: plan.perSecond,
      recipientsPerMinute: wish.via === 'multicast' ? Math.round(plan.perSecond * 60 * wish.batchSize) : null,
      limitedBy: wish.via === 'multicast' ? bindingPace(wish).limitedBy : null,
      estimatedEnd: wish.via === 'multicast' ? isoTime(stages.at(-1)?.endsAt ?? null) : null,
      contentHosts: contentLoad(sendingOf(plan)),
      audience: plan.audience === null ? null : audienceJson(plan.audience),
      quota: {
        type: quota.quota.type,
        limit: quota.quota.type === 'none' ? null : quota.quota.limit,
        used: quota.used,
        left: quota.left,
        needed: plan.quotaNeeded,
        leftAfter: plan.leftAfter,
        sufficient: quota.left === null || plan.quotaNeeded <= quota.left,
      },
      unit:
        plan.unit === null
          ? null
          : {
              name: plan.unit.name,
              usedThisMonth: plan.unit.usedThisMonth,
              most: UNITS_PER_MONTH,
              isNew: plan.unit.isNew,
            },
      warnings,
      planHash: plan.hash,
    },
    text: (paint) => cardText(card, paint),
  };
}

function sendingOf({ wish, bodyTail, stages, perSecond }: Plan) {
  const { via, intervalMs, batchSize } = wish;
  return {
    via,
    toWord: toWordOf(wish.recipients),
    bodyTail,
    stages: stages.map(({ recipients }) => recipients),
    intervalMs,
    perSecond,
    batchSize,
  };
}

/** What a person agrees to before a plan is sent. */
export async function planCard(plan: Plan, shown: PlanShown): Promise<SendCard> {
  return cardWith(await warningsInWords(plan.warnings), plan, shown);
}

function cardWith(warnings: readonly WarningShown[], plan: Plan, { channel, name, id }: PlanShown): SendCard {
  const { wish, recipients, stages, quota, quotaNeeded, audience, unit, bot, bodyTail, perSecond, hash, batches } =
    plan;
  const { via } = wish;
  const lastEnd = stages.at(-1)?.endsAt ?? null;
  const samples = oneOfEachKind(recipients.malformedSamples).map(
    ({ line, text }) => `line ${line}: ${shownEntry(text)}`,
  );
  return {
    channel,
    bot,
    bodyTail,
    head: broadcastFacts(id, name),
    facts: [
      {
        label: 'recipients',
        words: recipientWords({ via, toWord: toWordOf(wish.recipients) }, recipients),
        tone: 'bold',
      },
      ...(audience === null ? [] : [audienceFact(audience)]),
      ...exclusionsOf(plan).map(
        ({ source, excluded }, index): Fact => ({
          label: index === 0 ? 'excluded' : '',
          words: `${count(excluded)} by ${source}`,
        }),
      ),
      ...(wish.maxPerRecipient === null
        ? []
        : [{ label: 'left out', words: oftenWords(wish.maxPerRecipient, recipients) }]),
      ...readAsWords(recipients.readAs).map((words): Fact => ({ label: 'read as', words })),
      ...rateFacts(via, {
        batches,
        perSecond,
        limitedBy: bindingPace(wish).limitedBy,
        batchSize: wish.batchSize,
        endsAt: namesRecipients(via) ? lastEnd : null,
      }),
      ...quotaFacts(quota, recipients.unique),
      ...unitFacts(unit),
      ...(quota.left !== null && quotaNeeded > recipients.unique
        ? [{ label: 'reserved', words: reservedWords(quotaNeeded) }]
        : []),
      ...contentFacts(sendingOf(plan), { isStored: id !== null }),
      ...notifyFacts(wish.notify),
      ...scheduleFacts(wish),
      { label: 'plan hash', words: hash },
    ],
    stages,
    warnings: warnings.map(({ code, message }) => ({ message, samples: code === 'MALFORMED' ? samples : [] })),
  };
}

/** Who has blocked the account is counted by LINE too, and gets nothing. */
function audienceFact({ group, isShared }: AudienceData): Fact {
  const { name, type, status, expiresAt } = group;
  const shared = isShared ? ', shared with this account' : '';
  const about = (paint: Painter) => (expiresAt === null ? '' : `, expires ${paint.time(expiresAt)}`);
  return {
    label: 'audience',
    words: (paint) => `${visible(name)} (${visible(type)}, ${visible(status)}${shared}${about(paint)})`,
  };
}

/** How many units of the month are used: from the 1,001st on LINE assigns none, and says nothing. */
function unitFacts(unit: UnitUse | null): readonly Fact[] {
  if (unit === null) return [];
  const { name, usedThisMonth, isNew } = unit;
  if (usedThisMonth === null) return [{ label: 'unit', words: name }];
  const kind = isNew === true ? 'a new one' : 'in use';
  const used = `${count(usedThisMonth)} of ${count(UNITS_PER_MONTH)} units this month`;
  return [{ label: 'unit', words: `${name}, ${kind}; ${used}` }];
}

/** When it begins by itself, and when it rests. */
function scheduleFacts({ startAt, notAfterMs, quietHours }: BroadcastWish): readonly Fact[] {
  const late = `, at most ${formatDuration(notAfterMs)} late`;
  return [
    ...(startAt === null ? [] : [{ label: 'begins', words: (paint: Painter) => `${paint.time(startAt)}${late}` }]),
    ...(quietHours === null ? [] : [{ label: 'quiet hours', words: quietHoursWords(quietHours) }]),
  ];
}

/** Of the excluded. */
function oftenWords(
  { times, windowMs }: MaxPerRecipient,
  { reachedOften }: Pick<Plan['recipients'], 'reachedOften'>,
): string {
  const often = times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`;
  return `${count(reachedOften)} reached ${often} or more in ${durationWord(windowMs)}`;
}

function reservedWords(needed: number): string {
  return `LINE needs ${count(needed)} messages left, because it reserves the whole target reach`;
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

/** What each list, or broadcast, of `--exclude` took; who is in several counts for the first. */
function exclusionsOf({ wish, recipients }: Plan): readonly { readonly source: string; readonly excluded: number }[] {
  return wish.exclude.map((exclusion, index) => ({
    source: sourceOf(exclusion),
    excluded: recipients.excludedBy[index] ?? 0,
  }));
}

function sourceOf(exclusion: Plan['wish']['exclude'][number]): string {
  switch (exclusion.type) {
    case 'broadcast':
      return exclusion.id;
    case 'file':
      return exclusion.path;
    case 'stdin':
      return '-';
    case 'pages':
    case 'packed':
      return exclusion.name;
  }
}
