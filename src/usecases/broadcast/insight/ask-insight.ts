import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import type { InsightQuestion } from '../../../domain/broadcast/insight/questions.js';
import { isForGood } from '../../../domain/broadcast/insight/standing.js';
import { laterOf, type Statistics } from '../../../domain/broadcast/insight/statistics.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import { ENDPOINTS } from '../../../domain/line/endpoints.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { InsightBook } from '../../../ports/broadcast/insight-book.js';
import type { Deps } from '../../../ports/deps.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { requestsLeft } from '../../channels/requests-left.js';
import { requireBroadcast } from '../audit/find-broadcast.js';
import { sameBot } from '../planning/bot-identity.js';
import { type BroadcastInsight, insightOf, keptInsight, questionsAbout } from './kept-insight.js';

type InsightDeps = Pick<Deps, 'broadcastLedger' | 'insightBook' | 'clock' | 'requestLog'>;

/** What was found out, and what kept LINE from being asked for all of it. */
export interface AskedInsight extends BroadcastInsight {
  readonly broadcast: Broadcast;
  /** How many questions to LINE are open: each is one of 60 an hour. */
  readonly open: number;
  /** What ended the asking; null where all was asked. What was heard before is kept. */
  readonly problem: LineOpsError | null;
}

/**
 * LINE's statistics of a broadcast. What is final is kept and never asked for again; all else is asked for, and kept in
 * place of what was heard before. `atLine` is called only where there is something to ask; null asks nothing.
 *
 * @throws {LineOpsError} `usage` where there is no such broadcast; `auth` where the token belongs to another bot.
 */
export async function askInsight(
  id: BroadcastId,
  deps: InsightDeps,
  atLine: (() => Promise<ChannelAtLine>) | null,
): Promise<AskedInsight> {
  const broadcast = await requireBroadcast(id, await deps.broadcastLedger());
  const book = await deps.insightBook();
  const openAt = (now: number) => openQuestions(broadcast, book, now);
  const open = await openAt(deps.clock.now());
  if (atLine === null || open.length === 0) {
    const now = deps.clock.now();
    const known =
      (await keptInsight(broadcast, book, now)) ??
      (await insightOf(broadcast, await questionsAbout(broadcast, book, now), book));
    return { broadcast, ...known, open: open.length, problem: null };
  }
  const line = await atLine();
  // Also tells LINE's time, by which the age of a send is judged.
  await sameBot(broadcast.settings.botUserId, line.api, line.tokens);
  const now = line.api.lineTime() ?? deps.clock.now();
  const asking = new Asking(broadcast, book, line, now);
  const problem = await asking.ask(await openAt(now), deps);
  const known = await insightOf(broadcast, await questionsAbout(broadcast, book, now), book, asking.unknown);
  return { broadcast, ...known, open: (await openAt(now)).length, problem };
}

/** Those whose answers still change, the one first that was not asked for longest. */
async function openQuestions(
  broadcast: Broadcast,
  book: InsightBook,
  now: number,
): Promise<readonly InsightQuestion[]> {
  const kept = await book.kept(broadcast.settings.id);
  const heardAt = ({ key }: InsightQuestion) => kept.get(key)?.at ?? 0;
  return (await questionsAbout(broadcast, book, now))
    .filter((question) => !isForGood(heardAt(question), question.lastSentAt))
    .sort((one, other) => heardAt(one) - heardAt(other));
}

/** One round of questions, each answer kept before the next is asked. */
class Asking {
  /** Keys of what LINE does not know. */
  readonly unknown = new Set<string>();

  constructor(
    private readonly broadcast: Broadcast,
    private readonly book: InsightBook,
    private readonly line: ChannelAtLine,
    private readonly now: number,
  ) {}

  /** Answers what ended it early. */
  async ask(questions: readonly InsightQuestion[], deps: InsightDeps): Promise<LineOpsError | null> {
    const left = await this.#left(deps);
    for (const question of questions.slice(0, left)) {
      try {
        await this.#askOne(question);
      } catch (error) {
        // What is known is shown all the same.
        if (error instanceof LineOpsError && (error.kind === 'limit' || (await this.#isAnythingKept()))) return error;
        throw error;
      }
    }
    return left < questions.length ? failure('INSIGHT_USED_UP', { left, open: questions.length }) : null;
  }

  async #askOne(question: InsightQuestion): Promise<void> {
    const { api, tokens } = this.line;
    const token = await tokens.current();
    const statistics: Statistics | null =
      question.type === 'unit'
        ? await api.unitStatistics(token, question.unit, question.period)
        : await api.messageEvent(token, question.requestId);
    if (statistics === null) {
      this.unknown.add(question.key);
      return;
    }
    const { id } = this.broadcast.settings;
    const before = (await this.book.kept(id)).get(question.key) ?? null;
    const heard = laterOf(before, { statistics, at: Math.round(this.now) });
    if (heard !== before) await this.book.keep(id, question.key, heard);
  }

  async #isAnythingKept(): Promise<boolean> {
    return 0 < (await this.book.kept(this.broadcast.settings.id)).size;
  }

  /** How many may be asked this hour; where the log cannot tell, LINE does. */
  async #left(deps: InsightDeps): Promise<number> {
    const { via } = this.broadcast.settings;
    const endpoint = namesRecipients(via) ? ENDPOINTS.unitStatistics : ENDPOINTS.messageEvent;
    return requestsLeft(endpoint, this.line.channel, deps).catch((error: unknown) => {
      if (error instanceof LineOpsError) return Number.POSITIVE_INFINITY;
      throw error;
    });
  }
}
