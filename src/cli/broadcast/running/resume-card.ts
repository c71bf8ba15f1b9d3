import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { stagesLeft } from '../../../domain/broadcast/planning/forecast.js';
import { type PlanWarning, planWarnings } from '../../../domain/broadcast/planning/warnings.js';
import { quietHoursWords } from '../../../domain/broadcast/schedule/quiet-hours.js';
import { allowanceOf, bindingPace } from '../../../domain/broadcast/sending/pace/pace.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import type { BotInfo } from '../../../ports/line-api.js';
import type { SentBefore } from '../../../usecases/broadcast/planning/sent-before.js';
import type { Channel } from '../../../usecases/channels/channel.js';
import type { QuotaState } from '../../../usecases/quota.js';
import type { Fact } from '../../output/facts.js';
import { broadcastFacts, notifyFacts, quotaFacts, rateFacts, type SendCard } from '../../output/send-card.js';
import { count } from '../../output/view.js';
import { recipientWords } from '../views/broadcast-views.js';
import { contentFacts } from '../views/content-load.js';
import { warningsInWords } from '../views/plan-warnings.js';

interface ResumeShown {
  readonly channel: Channel;
  readonly bot: BotInfo | null;
  /** Null where LINE does not tell it now. */
  readonly quota: QuotaState | null;
  /** An earlier broadcast of the same; null where there is none. */
  readonly sentBefore: SentBefore | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a person agrees to before the rest of a broadcast is sent. */
export async function resumeCard(
  broadcast: Broadcast,
  { channel, bot, quota, sentBefore, now }: ResumeShown,
): Promise<SendCard> {
  const { settings, recipients } = broadcast;
  const { via } = settings;
  const { perSecond } = allowanceOf(via, settings);
  const stages = stagesLeft(broadcast, now, null).map((forecast) => {
    const stage = broadcast.stages.find(({ index }) => index === forecast.index);
    const { toSend, inDoubt } = stage ?? NOTHING;
    return {
      index: forecast.index,
      recipients: toSend.recipients + inDoubt.recipients,
      batches: toSend.batches + inDoubt.batches,
      startsAt: forecast.startsAt,
      endsAt: forecast.endsAt ?? forecast.startsAt,
    };
  });
  const toSend = stages.reduce((sum, stage) => sum + stage.recipients, 0);
  const batches = stages.reduce((sum, stage) => sum + stage.batches, 0);
  const endsAt = namesRecipients(via) ? (stages.at(-1)?.endsAt ?? null) : null;
  const warnings = await warningsInWords(warningsOf(broadcast, stages, quota, sentBefore));
  return {
    channel,
    bot,
    bodyTail: settings.bodyTail,
    head: broadcastFacts(settings.id, settings.name),
    facts: [
      { label: 'recipients', words: recipientWords(settings, recipients) },
      ...progressFacts(broadcast, toSend),
      ...rateFacts(via, {
        batches,
        perSecond,
        limitedBy: bindingPace(settings).limitedBy,
        batchSize: settings.batchSize,
        endsAt,
      }),
      ...quotaFacts(quota, recipients.pending),
      ...contentFacts({ ...settings, stages: stages.map((stage) => stage.recipients), perSecond }, { isStored: true }),
      ...notifyFacts(settings.notify),
      ...(settings.quietHours === null ? [] : [{ label: 'quiet hours', words: quietHoursWords(settings.quietHours) }]),
      { label: 'plan hash', words: settings.planHash },
    ],
    stages,
    warnings: warnings.map(({ message }) => ({ message, samples: [] })),
  };
}

const NOTHING = { toSend: { recipients: 0, batches: 0 }, inDoubt: { recipients: 0, batches: 0 } };

function progressFacts({ recipients, stages }: Broadcast, toSend: number): readonly Fact[] {
  const inDoubt = stages.reduce((sum, stage) => sum + stage.inDoubt.recipients, 0);
  const undecided = stages.reduce((sum, stage) => sum + stage.undecided.recipients, 0);
  return [
    { label: 'left', words: `${count(toSend)} to send, ${count(recipients.accepted)} accepted already`, tone: 'bold' },
    ...(inDoubt === 0
      ? []
      : [
          {
            label: 'in doubt',
            words: `${count(inDoubt)} of them: asked again under the same retry keys, nobody gets it twice`,
          },
        ]),
    ...(undecided === 0
      ? []
      : [{ label: 'unknown', words: `${count(undecided)}, which are left as they are`, tone: 'warn' as const }]),
  ];
}

function warningsOf(
  { recipients }: Broadcast,
  stages: readonly { readonly startsAt: number; readonly endsAt: number }[],
  quota: QuotaState | null,
  sentBefore: SentBefore | null,
): readonly PlanWarning[] {
  const left = quota?.left ?? null;
  return planWarnings({
    unique: recipients.pending,
    friends: null,
    duplicates: 0,
    malformed: 0,
    malformedKinds: [],
    isTooMalformed: false,
    shortLists: [],
    stageCount: stages.length,
    stages,
    leftAfter: left === null ? null : left - recipients.pending,
    quotaLimit: quota === null || quota.quota.type === 'none' ? null : quota.quota.limit,
    quotaLeft: left,
    quotaNeeded: recipients.pending,
    excludingStages: [],
    audienceJobsFailed: 0,
    sentBefore: sentBefore === null ? null : { code: 'SENT_BEFORE', earlier: sentBefore.facts, isAgain: null },
    excluded: [],
    refusedBefore: [],
    uncounted: [],
    messageWarnings: [],
  });
}
