import type { ListBatch } from '../../../../domain/broadcast/batch.js';
import { batchBody } from '../../../../domain/broadcast/planning/body.js';
import { decide } from '../../../../domain/broadcast/sending/batch/decide.js';
import {
  type BatchUnderWay,
  type Evidence,
  type FriendsRequest,
  type SendRules,
  sizeOf,
  takenUp,
  type Wait,
  type Write,
} from '../../../../domain/broadcast/sending/batch/under-way.js';
import type { StopReason } from '../../../../domain/broadcast/sending/stop-reason.js';
import { type BroadcastSettings, namesRecipients } from '../../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { RetryKey } from '../../../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../../../domain/line/secret.js';
import type { SendReply } from '../../../../domain/line/send-reply.js';
import type { BroadcastLedger } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { Clock, Randomness } from '../../../../ports/host.js';
import type { HeldLock } from '../../../../ports/store.js';
import type { AccessTokens } from '../../../channels/channel-at-line.js';
import { haveOthersSettled, isDoubtedFor } from '../../audit/other-copies.js';
import { unlessHalted } from '../halt.js';
import type { LineClock } from '../line-clock.js';
import { type Endurance, isPassing, type Outage, tokenOr } from '../outage.js';
import type { RunJournal } from '../run-journal.js';
import type { StrangerWatch } from '../stranger-watch.js';
import { type BatchEvent, BatchNews, isAcceptance } from './batch-news.js';
import { nextKey } from './next-key.js';
import type { PaceKeeper } from './pace-keeper.js';
import type { RefusalSearch } from './refusal-search.js';

/** What the sending of one batch needs, and whom it tells. */
export interface BatchSender {
  readonly settings: BroadcastSettings;
  /** Sends these exact bytes once, under this retry key. */
  readonly request: (token: ChannelAccessToken, retryKey: RetryKey, body: string) => Promise<SendReply>;
  readonly acceptedMeans: SendRules['acceptedMeans'];
  readonly tokens: AccessTokens;
  readonly ledger: BroadcastLedger;
  /** The broadcast's: nothing leaves while another process might hold it. */
  readonly lock: Pick<HeldLock, 'isCertain' | 'requireHeld'>;
  readonly journal: RunJournal;
  readonly pace: PaceKeeper;
  /** Returns when a request that now begins to wait for its moment may leave at this time of the day, or the run is halted: whether it waited. */
  readonly waitForOpening: () => Promise<boolean>;
  readonly strangers: StrangerWatch;
  readonly outage: Outage;
  readonly lineClock: LineClock;
  readonly search: RefusalSearch;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Fires when the run stops: a batch waiting for its next attempt is left as it is. */
  readonly stopping: AbortSignal;
  readonly onEvent: (event: BatchEvent) => void;
}

/**
 * Sends one batch until its fate is settled, or the run stops: writes what `decide` says, waits for what it says, and
 * tells it what came. The answer is null, or why the whole run must stop. `onLeft` is called as a request leaves.
 */
export async function sendBatch(
  batch: ListBatch | FriendsRequest,
  sender: BatchSender,
  onLeft: () => void = () => {},
): Promise<StopReason | null> {
  const { settings, acceptedMeans } = sender;
  const rules: SendRules = { via: settings.via, isKeyGiven: settings.isKeyGiven, acceptedMeans, nextKey };
  const work = new BatchWork(batch, sender, onLeft);
  let underWay = takenUp(batch);
  try {
    while (underWay.waitsFor.for !== 'nothing') {
      const evidence = await work.waitFor(underWay.waitsFor, underWay);
      const step = decide(underWay, evidence, rules);
      await work.write(step.writes, step.batch);
      underWay = step.batch;
    }
    return underWay.waitsFor.stop;
  } catch (error) {
    if (!(error instanceof LineOpsError && error.code === 'BATCH_ACCEPTED')) return { type: 'failed', error };
    // Whoever had it before us has heard LINE's yes to it.
    work.acceptedElsewhere(underWay);
    return null;
  } finally {
    work.end();
  }
}

type WaitFor<For extends Wait['for']> = Extract<Wait, { for: For }>;

const HALTED: Evidence = { type: 'halted' };

/** The hands of the decisions: each method does one thing and says what came of it. */
class BatchWork {
  readonly #planned: ListBatch | FriendsRequest;
  readonly #sender: BatchSender;
  readonly #onLeft: () => void;
  readonly #endurance: Endurance;
  readonly #news: BatchNews;
  /** What leaves once its moment has come. */
  #request: { readonly token: ChannelAccessToken; readonly body: string } | null = null;

  constructor(planned: ListBatch | FriendsRequest, sender: BatchSender, onLeft: () => void) {
    this.#planned = planned;
    this.#sender = sender;
    this.#onLeft = onLeft;
    this.#endurance = sender.outage.endure();
    this.#news = new BatchNews(sender.onEvent, planned.state === 'in-doubt' ? sizeOf(takenUp(planned)) : 0);
  }

  /** In their order, each on disk before the next. `batch` as it is after them. */
  async write(writes: readonly Write[], batch: BatchUnderWay): Promise<void> {
    const { journal, ledger, settings, search } = this.#sender;
    for (const write of writes) {
      switch (write.to) {
        case 'journal':
          await journal.takeBack(write.retryKey, write.succession);
          break;
        case 'ledger':
          await ledger.record(settings.id, write.change);
          this.#news.changed(write.change, sizeOf(batch));
          if (isAcceptance(write.change)) search.noteAcceptance();
          break;
        case 'suspects':
          await search.accuse(write.refusal, () => this.write(write.writes, batch));
          break;
      }
    }
  }

  async waitFor(wait: Exclude<Wait, WaitFor<'nothing'>>, batch: BatchUnderWay): Promise<Evidence> {
    switch (wait.for) {
      case 'turn':
        return this.#turn(wait);
      case 'token':
        return this.#token(wait, batch);
      case 'searchRequest':
        return { type: 'searchRequest', usedUp: this.#sender.search.takeRequest() };
      case 'journal':
        return this.#note(wait);
      case 'others':
        return this.#others(wait, batch);
      case 'moment':
        return this.#moment(batch);
      case 'answer':
        return this.#answer(wait, batch);
      case 'othersAnswer':
        return this.#othersAnswer(batch);
      case 'verdict':
        return this.#verdict(wait);
      case 'limit':
        return this.#limit(wait);
    }
  }

  /** The ledger has it already, and nothing of it is left to do. */
  acceptedElsewhere(batch: BatchUnderWay): void {
    const { index, retryKey } = batch;
    const heard = { at: this.#sender.clock.now(), requestId: null, acceptedRequestId: null, wasConflict: false };
    this.#news.changed({ type: 'accepted', batch: index, retryKey, ...heard }, sizeOf(batch));
  }

  /** Nothing more is asked. */
  end(): void {
    this.#endurance.end();
    this.#news.trouble(false);
  }

  async #turn({ after }: WaitFor<'turn'>): Promise<Evidence> {
    const { stopping, lineClock } = this.#sender;
    if (after !== null) this.#news.trouble(true);
    if (after === 'rest') await this.#endurance.rest();
    if (after === 'newToken') await this.#replaceToken();
    // Before its key's age is looked at: it may rest for a night.
    if (after !== null && (await this.#sender.waitForOpening())) this.#endurance.slept();
    if (!(await this.#endurance.mayTry())) return HALTED;
    const moment = await unlessHalted(stopping, lineClock.read());
    if (moment === null) return HALTED;
    if (!(moment instanceof LineOpsError)) return { type: 'turn', moment };
    if (!isPassing(moment)) throw moment;
    return { type: 'trouble', error: moment, isPatient: this.#endurance.failed('noAnswer') };
  }

  async #token({ turn, needsHistory }: WaitFor<'token'>, batch: BatchUnderWay): Promise<Evidence> {
    const { stopping, tokens, journal, settings } = this.#sender;
    if (needsHistory) journal.requireKnown(turn.moment.line ?? turn.moment.own);
    const token = await unlessHalted(stopping, tokenOr(tokens));
    if (token === null) return HALTED;
    if (token instanceof LineOpsError)
      return { type: 'trouble', error: token, isPatient: this.#endurance.failed('noToken') };
    this.#request = { token, body: bodyOf(this.#planned, batch.recipients, settings) };
    return { type: 'token' };
  }

  async #replaceToken(): Promise<void> {
    const { stopping, tokens } = this.#sender;
    const { token } = this.#prepared();
    await unlessHalted(
      stopping,
      tokens.replace(token).then(() => token),
    );
  }

  #prepared() {
    if (this.#request === null) throw new Error('a request was to leave before its token was asked for');
    return this.#request;
  }

  async #note({ attempt }: WaitFor<'journal'>): Promise<Evidence> {
    try {
      return { type: 'noted', others: await this.#sender.journal.note(attempt) };
    } catch (error) {
      return { type: 'notNoted', error };
    }
  }

  async #others({ mayFollow }: WaitFor<'others'>, batch: BatchUnderWay): Promise<Evidence> {
    const { journal, stopping } = this.#sender;
    const followed = mayFollow ? journal.followed(batch) : null;
    if (followed !== null) return { type: 'others', followed, areSettled: true };
    const areSettled = mayFollow && (await haveOthersSettled(batch, this.#sender));
    return areSettled || !stopping.aborted ? { type: 'others', followed, areSettled } : HALTED;
  }

  async #moment(batch: BatchUnderWay): Promise<Evidence> {
    const { pace, stopping, outage, lineClock, lock } = this.#sender;
    const held = await unlessHalted(
      stopping,
      lock.requireHeld().then(() => lock),
    );
    if (held === null || !(await pace.take(stopping))) return { type: 'noMoment' };
    // Others may have found meanwhile that LINE is away.
    const isThere = outage.admits(this.#endurance);
    const now = isThere && batch.doubt !== 'none' ? await lineClock.read() : null;
    // The last look, behind which nothing waits: this process may have been stopped at any moment before it.
    const mayLeave = isThere && lock.isCertain();
    return { type: 'moment', mayLeave, now: now instanceof LineOpsError ? null : now };
  }

  async #answer({ isRetry }: WaitFor<'answer'>, { retryKey }: BatchUnderWay): Promise<Evidence> {
    const { request, strangers, clock, onEvent } = this.#sender;
    const { token, body } = this.#prepared();
    onEvent({ type: 'request', isRetry });
    this.#onLeft();
    const reply = await request(token, retryKey, body);
    const notLine = strangers.note(reply);
    const isPatient = notLine === null && this.#isPatientAfter(reply);
    return { type: 'answer', reply, at: clock.now(), isPatient, notLine };
  }

  #isPatientAfter({ type }: SendReply): boolean {
    if (type === 'doubt' || type === 'notTaken') return this.#endurance.failed('noAnswer');
    if (type !== 'tooMany') this.#endurance.answered();
    return true;
  }

  async #othersAnswer({ retryKey }: BatchUnderWay): Promise<Evidence> {
    const isDoubted = await isDoubtedFor(retryKey, this.#sender);
    return isDoubted && this.#sender.stopping.aborted ? HALTED : { type: 'othersAnswer', isDoubted };
  }

  async #verdict({ refusal }: WaitFor<'verdict'>): Promise<Evidence> {
    const obstacle = await this.#sender.search.obstacleTo(refusal);
    const isPatient = obstacle?.passes === true && this.#endurance.failed('noAnswer');
    return { type: 'verdict', obstacle, isPatient };
  }

  async #limit({ problem, needed }: WaitFor<'limit'>): Promise<Evidence> {
    this.#news.trouble(true);
    const limit = await this.#sender.pace.tellLimitApart(problem, needed);
    if (limit === null) return HALTED;
    return { type: 'limit', limit, isPatient: limit.type === 'rate' && this.#endurance.failed('rateLimit') };
  }
}

function bodyOf(
  batch: ListBatch | FriendsRequest,
  recipients: Uint8Array,
  { via, bodyTail }: BroadcastSettings,
): string {
  if (batch.to === 'friends') return batch.body;
  if (!namesRecipients(via)) throw new Error(`a ${via} names no recipients`);
  return batchBody(via, recipients, bodyTail);
}
