import type { BatchState } from '../../../../domain/broadcast/batch.js';
import { countUserIds, unpackUserId } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type {
  BroadcastSnapshot,
  BroadcastTotals,
  Pages,
  RefusedPerson,
  StorageExamined,
} from '../../../../ports/broadcast/broadcast-totals.js';
import type { Look, StateEngine } from '../../sql/engine.js';
import { looking } from '../../sql/looking.js';
import { oneOf, readRow } from '../../sql/rows.js';
import { broadcastOf } from './broadcast-rows.js';
import { marks, pagesOf } from './pages.js';
import { rawRows } from './recount.js';
import { setAsideIn } from './set-aside.js';

/** What the place where the state lies says of itself. */
export type ExamineStorage = (look: Look, how: 'quick' | 'thorough') => Promise<StorageExamined>;

/** Reads the totals of one moment, and never writes. */
export function createBroadcastTotals(
  engine: Pick<StateEngine, 'snapshot'>,
  examineStorage: ExamineStorage,
): BroadcastTotals {
  const snapshotOf = (look: Look, id: BroadcastId): BroadcastSnapshot => ({
    ...reportRows(look, id),
    ...rawRows(look, id),
    storage: (how) => examineStorage(look, how),
  });
  return {
    read: (id, use, wish) => engine.snapshot((look) => use(snapshotOf(look, id)), wish),
    readTogether: (ids, use) => engine.snapshot((look) => use(ids.map((id) => snapshotOf(look, id)))),
  };
}

type ReportRows = Pick<
  BroadcastSnapshot,
  'broadcast' | 'acceptances' | 'unknownBatches' | 'refusedPeople' | 'leftOutPeople' | 'forgottenRefusals'
>;

function reportRows(look: Look, id: BroadcastId): ReportRows {
  return {
    async broadcast() {
      const [row] = await look.rows('SELECT * FROM broadcast WHERE id = ? AND is_draft = 0', id);
      return looking(look, broadcastOf(row));
    },
    async acceptances() {
      const rows = await look.rows(
        `SELECT idx, stage, recipients, settled_at, request_id, accepted_request_id FROM batch
         WHERE broadcast_id = ? AND state = 'accepted' ORDER BY settled_at, idx`,
        id,
      );
      return rows.map((value) => {
        const row = readRow(value);
        return {
          batch: row.number('idx'),
          stage: row.number('stage'),
          recipients: row.number('recipients'),
          at: row.number('settled_at'),
          requestId: row.textOrNull('request_id'),
          acceptedRequestId: row.textOrNull('accepted_request_id'),
        };
      });
    },
    async unknownBatches() {
      const rows = await look.rows(
        `SELECT idx, stage, recipients, state, reason, retry_key, first_attempt_at, requests FROM batch
         WHERE broadcast_id = ? AND (state IN ('in-doubt', 'unknown')
           OR (state = 'delivering' AND (SELECT state FROM broadcast WHERE id = broadcast_id) = 'cancelled'))
         ORDER BY idx`,
        id,
      );
      return rows.map((value) => {
        const row = readRow(value);
        return {
          batch: row.number('idx'),
          stage: row.number('stage'),
          recipients: row.number('recipients'),
          state: oneOf(['in-doubt', 'unknown', 'delivering'], row.text('state')),
          reason: row.textOrNull('reason'),
          retryKey: row.text('retry_key'),
          firstAttemptAt: row.numberOrNull('first_attempt_at'),
          requests: row.number('requests'),
        };
      });
    },
    async *refusedPeople() {
      yield* setAsideIn(look, id);
      yield* peopleOfBatches(look, id, ['refused']);
    },
    leftOutPeople: () => peopleOfBatches(look, id, ['skipped', 'left-out']),
    async forgottenRefusals() {
      const rows = await look.rows(
        `SELECT reason, people FROM forgotten_refusal WHERE broadcast_id = ?
         UNION ALL
         SELECT coalesce(b.reason, '${NO_REASON}'), b.recipients FROM batch b JOIN broadcast ON id = b.broadcast_id
         WHERE b.broadcast_id = ? AND forgotten_at IS NOT NULL AND b.state = 'refused' AND b.recipients > 0`,
        id,
        id,
      );
      return rows.map((value) => {
        const row = readRow(value);
        return { reason: row.text('reason'), people: row.number('people') };
      });
    },
  };
}

const NO_REASON = 'no reason was given';

/** Batches read at once, 8 KB each; their people are handed out batch by batch. */
const BATCHES_AT_ONCE = 32;

async function* peopleOfBatches(
  look: Look,
  id: BroadcastId,
  states: readonly BatchState[],
): Pages<RefusedPerson> & AsyncGenerator<readonly RefusedPerson[]> {
  const pages = pagesOf(look, {
    sql: `SELECT b.idx, b.stage, b.reason, b.request_id, r.user_ids
       FROM batch b JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
       WHERE b.broadcast_id = ? AND b.state IN (${marks(states)}) AND b.recipients > 0 AND b.idx > ?
       ORDER BY b.idx LIMIT ?`,
    values: [id, ...states],
    behind: { idx: -1 },
    atOnce: BATCHES_AT_ONCE,
  });
  for await (const page of pages) {
    for (const row of page) {
      const userIds = row.bytes('user_ids');
      const batch = {
        reason: row.textOrNull('reason') ?? NO_REASON,
        requestId: row.textOrNull('request_id'),
        batch: row.number('idx'),
        stage: row.number('stage'),
      };
      yield Array.from({ length: countUserIds(userIds) }, (_, position) => ({
        userId: unpackUserId(userIds, position),
        ...batch,
      }));
    }
  }
}
