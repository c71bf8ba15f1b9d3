import type { Broadcast } from '../../../../domain/broadcast/broadcast.js';
import { leadMs } from '../../../../domain/broadcast/sending/pace/pace.js';
import type { BroadcastLedger } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { Clock, Randomness } from '../../../../ports/host.js';
import type { LineApi } from '../../../../ports/line-api.js';
import type { HeldLock } from '../../../../ports/store.js';
import type { AccessTokens } from '../../../channels/channel-at-line.js';
import type { PaceKeeper } from '../batches/pace-keeper.js';
import { RefusalSearch } from '../batches/refusal-search.js';
import { LineClock } from '../line-clock.js';
import type { RunJournal } from '../run-journal.js';
import { StrangerWatch } from '../stranger-watch.js';
import { FriendsStage } from './friends-stage.js';
import { MulticastStage } from './multicast-stage.js';
import { NarrowcastDelivery } from './narrowcast-delivery.js';
import type { StageControl, StageSender } from './stage-sender.js';

interface StageSenderParts {
  readonly broadcast: Broadcast;
  readonly control: StageControl;
  readonly api: LineApi;
  readonly tokens: AccessTokens;
  readonly ledger: BroadcastLedger;
  /** The broadcast's. */
  readonly lock: HeldLock;
  readonly journal: RunJournal;
  readonly pace: PaceKeeper;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Messages that may still be sent, where only a part of the quota suffices; null where all of it fits. */
  readonly quotaLeft: number | null;
}

/** Whoever sends the stages of this broadcast, by its way. */
export function createStageSender(parts: StageSenderParts): StageSender {
  const { broadcast, control, api, tokens, ledger, lock, journal, pace, clock, random, quotaLeft } = parts;
  const { settings } = broadcast;
  const strangers = new StrangerWatch();
  const lineClock = new LineClock({ api, tokens, clock });
  const hasAcceptance = broadcast.recipients.accepted > 0;
  const search = new RefusalSearch({ api, tokens, bodyTail: settings.bodyTail, hasAcceptance });
  const { halted: stopping, outage } = control;
  const witnesses = { strangers, outage, lineClock, search };
  const waitForOpening = () => control.waitForOpening(leadMs(pace.perSecond()));
  const common = {
    settings,
    tokens,
    ledger,
    lock,
    journal,
    pace,
    waitForOpening,
    ...witnesses,
    clock,
    random,
    stopping,
  };
  switch (settings.via) {
    case 'push':
    case 'multicast': {
      const request = settings.via === 'push' ? api.push : api.multicast;
      const sender = { ...common, request, acceptedMeans: 'accepted' as const };
      return new MulticastStage({ ledger, control, sender, quotaLeft });
    }
    case 'broadcast': {
      const sender = { ...common, request: api.broadcast, acceptedMeans: 'accepted' as const };
      return new FriendsStage({ broadcast, ledger, control, sender, delivery: null, lookAtAudience: null, quotaLeft });
    }
    case 'narrowcast': {
      const sender = { ...common, request: api.narrowcast, acceptedMeans: 'delivering' as const };
      const delivery = new NarrowcastDelivery({
        id: settings.id,
        api,
        tokens,
        ledger,
        journal,
        clock,
        lineClock,
        outage,
        control,
      });
      const lookAtAudience = { api, tokens };
      return new FriendsStage({ broadcast, ledger, control, sender, delivery, lookAtAudience, quotaLeft });
    }
  }
}
