import type { RoomTaken } from '../../../../ports/broadcast/forgetting.js';
import type { StateEngine } from '../../sql/engine.js';
import { readRow } from '../../sql/rows.js';
import { firstRow } from '../../sql/steps.js';
import { SCHEMA } from '../server.js';

/** Tables with their indexes and what lies beside them, the room of rows that are gone included. */
const BYTES = `SELECT coalesce(sum(pg_total_relation_size(oid)), 0) AS bytes FROM pg_class
  WHERE relnamespace = to_regnamespace('${SCHEMA}') AND relkind = 'r'`;

/** The room that our tables take in a server, which sees to it itself. */
export function roomOfTables(engine: Pick<StateEngine, 'read'>): RoomTaken {
  const bytes = () =>
    engine.read(function* () {
      return readRow(yield* firstRow(BYTES)).number('bytes');
    });
  return {
    liesIn: 'server',
    hasFreeSpace: async () => false,
    giveSpaceBack: async () => 'by-server',
    storedBytes: bytes,
    bytes,
  };
}
