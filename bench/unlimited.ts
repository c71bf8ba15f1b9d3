import { systemClock, systemRandomness, systemTicker } from '../src/adapters/host/host.js';
import { createAttemptJournal } from '../src/adapters/journal/attempt-journal.js';
import { createRequestLogReader } from '../src/adapters/request-log/log-reader.js';
import { createBroadcastLedger } from '../src/adapters/state/broadcasts/ledger.js';
import { createBroadcastTotals } from '../src/adapters/state/broadcasts/reads/totals-reader.js';
import { createLocks } from '../src/adapters/state/locks.js';
import { openStateDatabase } from '../src/adapters/state/sqlite/database.js';
import { sqliteEngine } from '../src/adapters/state/sqlite/engine.js';
import { examineFile } from '../src/adapters/state/sqlite/examine-file.js';
import { describeStop } from '../src/cli/failures/text-of.js';
import { type BroadcastId, parseUserId } from '../src/domain/line/ids.js';
import { channelAccessToken } from '../src/domain/line/secret.js';
import type { BotInfo, LineApi } from '../src/ports/line-api.js';
import { runBroadcast } from '../src/usecases/broadcast/sending/run-broadcast.js';

/** The broadcast engine with its real ledger and journal, and without the rate limiter. */
export async function openEngine({ folder, journal }: { readonly folder: string; readonly journal: string }) {
  const state = await openStateDatabase(folder);
  const ledger = createBroadcastLedger(sqliteEngine(state));
  const token = channelAccessToken('bench');
  return {
    ledger,
    /** Sends all of it through these calls. */
    async run(id: BroadcastId, calls: LineApi): Promise<void> {
      const planned = await ledger.find(id);
      const bot: BotInfo = {
        userId: parseUserId(planned?.settings.botUserId ?? `U${'0'.repeat(32)}`),
        basicId: null,
        premiumId: null,
        displayName: null,
        chatMode: null,
        markAsReadMode: null,
      };
      const { broadcast } = await runBroadcast(
        id,
        {
          broadcastLedger: async () => ledger,
          broadcastTotals: async () => createBroadcastTotals(sqliteEngine(state), examineFile),
          paceLimiter: async () => ({ take: async () => {} }),
          locks: async () => createLocks(folder, systemClock),
          clock: systemClock,
          ticker: systemTicker,
          random: systemRandomness,
          attemptJournal: async () => createAttemptJournal(journal, systemClock, systemRandomness),
          requestLog: async () => createRequestLogReader(`${folder}-logs`),
          api: {
            ...calls,
            botInfo: async () => bot,
            quota: async () => ({ type: 'none' }),
            consumption: async () => 0,
          },
          tokens: { current: async () => token, replace: async () => {} },
          describeStop,
        },
        { stop: new AbortController().signal, onProgress: () => {}, passGate: async () => null },
      );
      if (broadcast.state !== 'completed') throw new Error(`the run ended ${broadcast.state}: ${broadcast.reason}`);
    },
    close: () => state.database.close(),
  };
}
