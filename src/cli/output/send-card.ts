import { stageNumber } from '../../domain/broadcast/broadcast.js';
import { contentOf } from '../../domain/broadcast/planning/body.js';
import type { PaceLimit } from '../../domain/broadcast/sending/pace/pace.js';
import type { SendWay } from '../../domain/broadcast/settings.js';
import { type MessageSummary, summariesOf } from '../../domain/messages/summary.js';
import { type NotifyTarget, targetWords } from '../../domain/notifying/target.js';
import { foldedWords } from '../../domain/text/layout/words.js';
import { fitted } from '../../domain/text/text-width.js';
import { visible } from '../../domain/text/visible.js';
import type { BotInfo } from '../../ports/line-api.js';
import type { Painter } from '../../ports/terminal.js';
import { type Channel, channelLabel } from '../../usecases/channels/channel.js';
import type { QuotaState } from '../../usecases/quota.js';
import type { Session } from '../session.js';
import { type Fact, factTable } from './facts.js';
import { count, plural } from './view.js';

interface CardStage {
  /** From 0. */
  readonly index: number;
  readonly recipients: number;
  readonly batches: number;
  /** Milliseconds since 1970, if it began now. */
  readonly startsAt: number;
}

interface CardWarning {
  readonly message: string;
  /** Shown below it, one a line. */
  readonly samples: readonly string[];
}

/** Everything that a person should have seen before people are messaged. */
export interface SendCard {
  readonly channel: Channel;
  /** Null where LINE does not say. */
  readonly bot: BotInfo | null;
  readonly bodyTail: string;
  /** Between the channel and the message. */
  readonly head: readonly Fact[];
  /** Behind the message. */
  readonly facts: readonly Fact[];
  /** Empty where there is nothing to be said of stages. */
  readonly stages: readonly CardStage[];
  readonly warnings: readonly CardWarning[];
}

/** Says the card before a send; programs get its warnings alone. */
export async function sayCard({ terminal, globals }: Session, card: SendCard): Promise<void> {
  if (globals.quiet || globals.json) {
    for (const { message } of card.warnings) terminal.note(`warning: ${message}`);
    return;
  }
  terminal.noteLines(`${cardText(card, await terminal.painter('stderr'))}\n`);
}

/** Where the message stands. */
const MESSAGE: Fact = { label: 'message', words: '' };

/** Of a text, so many lines are shown. */
const TEXT_LINES = 3;

/** Of many stages, the first and the last ones. */
const FIRST_STAGES = 8;
const LAST_STAGES = 2;

/** The card as text. */
export function cardText(card: SendCard, paint: Painter, width: number = paint.columns): string {
  const facts = [channelFact(card), ...botFacts(card), ...card.head, MESSAGE, ...card.facts];
  return [
    factTable(facts, paint, width, (fact, room) => (fact === MESSAGE ? messageLines(card, room) : null)),
    ...(card.stages.length === 0 ? [] : ['', stageTable(card.stages, paint, width)]),
    ...(card.warnings.length === 0
      ? []
      : ['', ...card.warnings.flatMap((warning) => warningLines(warning, paint, width))]),
  ].join('\n');
}

export function channelFact({ channel }: Pick<SendCard, 'channel'>): Fact {
  const words = `${channelLabel(channel)}${channel.production ? ' (production)' : ''}`;
  return { label: 'channel', words, tone: channel.production ? 'warn' : 'bold' };
}

export function botFacts({ bot }: Pick<SendCard, 'bot'>): readonly Fact[] {
  if (bot === null) return [];
  const { displayName, basicId, premiumId, userId } = bot;
  return [
    { label: 'bot', words: [displayName, premiumId ?? basicId ?? userId].filter((part) => part !== null).join('  ') },
  ];
}

function messageLines({ bodyTail }: SendCard, width: number): readonly string[] {
  const { messages, silent, units } = contentOf(bodyTail);
  const lines = summariesOf(messages).flatMap((summary, index) => summaryLines(summary, index > 0));
  return [
    ...lines,
    ...(silent ? ['(silent: no push notification)'] : []),
    ...units.map((unit) => `(unit ${unit})`),
  ].map((line) => fitted(visible(line), width));
}

function summaryLines({ type, lines, extras }: MessageSummary, isFurther: boolean): readonly string[] {
  const isText = type === 'text' || type === 'textV2';
  const shown = isText ? lines.slice(0, TEXT_LINES) : lines.slice(0, 1);
  const [first = '', ...others] = shown;
  const begin = isText ? first : `${type}${first === '' ? '' : `: ${first}`}`;
  const more = isText ? lines.length - shown.length : 0;
  return [
    `${isFurther ? '+ ' : ''}${begin}`,
    ...others,
    ...(more > 0 ? [`… ${plural(more, 'more line')}`] : []),
    ...(extras.length === 0 ? [] : [`(${extras.join(', ')})`]),
  ];
}

function stageTable(stages: readonly CardStage[], paint: Painter, width: number): string {
  const row = ({ index, recipients, batches, startsAt }: CardStage) => [
    String(stageNumber(index)),
    count(recipients),
    count(batches),
    paint.time(startsAt),
  ];
  const isLong = FIRST_STAGES + LAST_STAGES < stages.length;
  const leftOut = stages.length - FIRST_STAGES - LAST_STAGES;
  const rows = isLong
    ? [
        ...stages.slice(0, FIRST_STAGES).map(row),
        ['…', `${plural(leftOut, 'more stage')}`, '', ''],
        ...stages.slice(-LAST_STAGES).map(row),
      ]
    : stages.map(row);
  return paint.table(['STAGE', 'RECIPIENTS', { title: 'BATCHES', goes: 1 }, 'STARTS, IF BEGUN NOW'], rows, { width });
}

function warningLines({ message, samples }: CardWarning, paint: Painter, width: number): readonly string[] {
  const [first = '', ...others] = foldedWords(`warning: ${visible(message)}`, width - 2);
  return [
    first.replace('warning:', paint.warn('warning:')),
    ...others.map((line) => `  ${line}`),
    ...samples.map((sample) => paint.dim(`  ${fitted(visible(sample), width - 2)}`)),
  ];
}

export function broadcastFacts(id: string | null, name: string | null): readonly Fact[] {
  const words = [id, name].filter((part) => part !== null).join('  ');
  return words === '' ? [] : [{ label: 'broadcast', words }];
}

/** How fast it goes, in how many requests, and when it ends if it began now; null where LINE alone decides that. */
export function rateFacts(
  via: SendWay,
  {
    batches,
    perSecond,
    limitedBy,
    batchSize,
    endsAt,
  }: {
    readonly batches: number;
    readonly perSecond: number;
    readonly limitedBy: PaceLimit;
    readonly batchSize: number;
    readonly endsAt: number | null;
  },
): readonly Fact[] {
  if (via === 'broadcast')
    return [{ label: 'requests', words: 'one broadcast to all friends; LINE decides how long it takes' }];
  if (via === 'narrowcast')
    return [
      { label: 'requests', words: `${plural(batches, 'narrowcast')}, each after LINE has delivered the one before` },
    ];
  const rate = perSecond.toFixed(perSecond < 10 ? 2 : 0);
  const people = Math.round(perSecond * 60 * batchSize);
  return [
    {
      label: 'rate',
      words: `up to ${rate} requests/s, ${plural(people, 'recipient')} a minute; ${LIMIT_WORDS[limitedBy]}`,
    },
    { label: 'requests', words: `${plural(batches, 'batch', 'batches')} of up to ${batchSize}` },
    ...(endsAt === null
      ? []
      : [{ label: 'ends', words: (paint: Painter) => `${paint.time(endsAt)} at the earliest, if begun now` }]),
  ];
}

/** What keeps it from going faster. */
export const LIMIT_WORDS: Readonly<Record<PaceLimit, string>> = {
  line: 'LINE permits no more',
  rate: 'as --rate says',
  recipientsPerMinute: 'as --recipients-per-minute says',
  agreed: 'as was agreed to; LINE permits more now',
};

/** Who will be told of it, as it was typed: a command runs on the machine of whoever runs the broadcast. */
export function notifyFacts(notify: NotifyTarget | null): readonly Fact[] {
  if (notify === null) return [];
  return [{ label: 'notifies', words: notify.type === 'command' ? `cmd:${notify.command}` : targetWords(notify) }];
}

/** The quota before and after so many messages more; `null` where LINE does not tell it. */
export function quotaFacts(quota: QuotaState | null, messages: number): readonly Fact[] {
  if (quota === null) return [{ label: 'quota', words: 'LINE does not tell it now', tone: 'warn' }];
  if (quota.left === null || quota.quota.type === 'none') return [{ label: 'quota', words: 'no limit' }];
  const before = `${count(quota.left)} left of ${count(quota.quota.limit)}`;
  const after = quota.left - messages;
  return after < 0
    ? [{ label: 'quota', words: `${before}, ${count(-after)} too few`, tone: 'bad' }]
    : [{ label: 'quota', words: `${before}, ${count(after)} after this` }];
}
