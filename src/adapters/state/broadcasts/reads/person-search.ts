import { setImmediate } from 'node:timers/promises';
import { countUserIds, indexOf } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import { namesRecipients } from '../../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { BroadcastId, UserId } from '../../../../domain/line/ids.js';
import type { BroadcastNamed, Trace, Traces } from '../../../../ports/broadcast/traces.js';
import { damaged } from '../../sql/damage.js';
import type { Look } from '../../sql/engine.js';
import { oneOf, type RowReader, readRow } from '../../sql/rows.js';
import { isIntact } from '../checksum.js';
import { BATCH_STATES } from './batch-rows.js';
import { userIdsOf } from './people.js';

/** Rows read at once, 8 KB each. */
const READ_AHEAD = 64;

/** Whether it is about a part of the state; any other failure is about all of it. */
export function isDamage(error: unknown): error is LineOpsError {
  return error instanceof LineOpsError && error.code === 'STATE_DAMAGED';
}

/** Looks into each of these, an ID standing for what cannot be read; one that is damaged keeps nobody from the others. */
export async function findPerson(
  look: Look,
  userId: UserId,
  broadcasts: readonly (BroadcastNamed | BroadcastId)[],
  onProgress: (searched: number) => void,
): Promise<Traces> {
  const named = broadcasts.filter((broadcast) => typeof broadcast !== 'string');
  const search = new Search(look, userId, onProgress);
  for (const broadcast of broadcasts) {
    if (typeof broadcast === 'string') search.unreadable.add(broadcast);
    else if (broadcast.forgottenAt === null && namesRecipients(broadcast.via)) {
      await search.refusals(broadcast);
      for (const table of [BATCHES, HELD_OUT]) await search.rows(table, broadcast);
    }
  }
  return {
    found: search.found,
    forgotten: named.filter(({ forgottenAt }) => forgottenAt !== null),
    withoutUserIds: named.filter(({ via, startedAt }) => !namesRecipients(via) && startedAt !== null),
    unreadable: [...search.unreadable],
    searched: search.searched,
  };
}

class Search {
  readonly found: Trace[] = [];
  readonly unreadable = new Set<BroadcastId>();
  searched = 0;

  constructor(
    readonly look: Look,
    readonly userId: UserId,
    readonly onProgress: (searched: number) => void,
  ) {}

  async refusals(broadcast: BroadcastNamed): Promise<void> {
    const select = 'SELECT * FROM refused_recipient WHERE broadcast_id = ? AND user_id = ?';
    const refusals = await this.#unlessDamaged(broadcast, async () =>
      (await this.look.rows(select, broadcast.id, this.userId)).map((row) => refusalOf(broadcast, readRow(row))),
    );
    this.found.push(...(refusals ?? []));
  }

  async rows(table: Table, broadcast: BroadcastNamed): Promise<void> {
    const last = (await this.#unlessDamaged(broadcast, () => this.#lastOf(table, broadcast))) ?? -1;
    for (let from = 0; from <= last; from += READ_AHEAD) {
      const until = from + READ_AHEAD;
      if ((await this.#unlessDamaged(broadcast, () => this.#lookAt(table, broadcast, from, until))) === null)
        // One that cannot be read hides the others.
        for (let index = from; index < until; index += 1)
          await this.#unlessDamaged(broadcast, () => this.#lookAt(table, broadcast, index, index + 1));
      this.onProgress(this.searched);
      await setImmediate();
    }
  }

  /** The number of the last row; -1 where there is none. */
  async #lastOf({ name }: Table, { id }: BroadcastNamed): Promise<number> {
    const select = `SELECT coalesce(max(idx), -1) AS last FROM ${name} WHERE broadcast_id = ?`;
    return readRow((await this.look.rows(select, id))[0]).number('last');
  }

  /** Counts and finds all of it or nothing. */
  async #lookAt(table: Table, broadcast: BroadcastNamed, from: number, until: number): Promise<true> {
    const rows = (await this.look.rows(table.select, broadcast.id, from, until)).map(readRow);
    const people = rows.map((row) => table.userIdsOf(row, broadcast.id));
    const traces = rows.flatMap((row, index) =>
      indexOf(people[index] ?? new Uint8Array(0), this.userId) === -1 ? [] : [table.traceOf(broadcast, row)],
    );
    this.searched += people.reduce((sum, userIds) => sum + countUserIds(userIds), 0);
    this.found.push(...traces);
    return true;
  }

  async #unlessDamaged<Result>({ id }: BroadcastNamed, read: () => Promise<Result>): Promise<Result | null> {
    try {
      return await read();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.unreadable.add(id);
      return null;
    }
  }
}

/** Where packed people lie; numbered from 0 in each broadcast. */
interface Table {
  readonly name: 'batch' | 'held_out';
  /** Of a broadcast, from a number until another. */
  readonly select: string;
  userIdsOf(row: RowReader, id: BroadcastId): Uint8Array;
  traceOf(broadcast: BroadcastNamed, row: RowReader): Trace;
}

const BATCHES: Table = {
  name: 'batch',
  select: `SELECT b.*, r.user_ids, r.checksum
     FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
     WHERE b.broadcast_id = ? AND ? <= b.idx AND b.idx < ? AND b.recipients > 0 ORDER BY b.idx`,
  userIdsOf,
  traceOf: batchTraceOf,
};

const HELD_OUT: Table = {
  name: 'held_out',
  select: 'SELECT * FROM held_out WHERE broadcast_id = ? AND ? <= idx AND idx < ? ORDER BY idx',
  userIdsOf(row) {
    const userIds = row.bytes('user_ids');
    if (isIntact(userIds, row.bytes('checksum'))) return userIds;
    throw damaged('user_ids');
  },
  traceOf: heldOutOf,
};

function batchTraceOf(broadcast: BroadcastNamed, row: RowReader): Trace {
  return {
    broadcast,
    state: oneOf(BATCH_STATES, row.text('state')),
    batch: row.number('idx'),
    stage: row.number('stage'),
    at: row.numberOrNull('settled_at') ?? row.numberOrNull('first_attempt_at'),
    requestId: row.textOrNull('request_id'),
    acceptedRequestId: row.textOrNull('accepted_request_id'),
    reason: row.textOrNull('reason'),
  };
}

function refusalOf(broadcast: BroadcastNamed, row: RowReader): Trace {
  return {
    broadcast,
    state: 'refused',
    batch: row.number('batch'),
    stage: row.number('stage'),
    at: null,
    requestId: row.textOrNull('request_id'),
    acceptedRequestId: null,
    reason: row.text('reason'),
  };
}

function heldOutOf(broadcast: BroadcastNamed): Trace {
  const nothing = { batch: null, stage: null, at: null, requestId: null, acceptedRequestId: null, reason: null };
  return { broadcast, state: 'held-out', ...nothing };
}
