import type { Broadcast } from '../../src/domain/broadcast/broadcast.js';
import { BroadcastBench } from './broadcast-bench.js';

const TOTALS = { accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 10, leftOut: 0 };

const bench = new BroadcastBench();
const SETTINGS = bench.settings({ startAt: null });
bench.close();

const NONE = { batches: 0, recipients: 0 };
const STAGE: Broadcast['stages'][number] = {
  index: 0,
  recipients: 10,
  accepted: 0,
  refused: 0,
  leftOut: 0,
  skipped: 0,
  unknown: 0,
  inFlight: 0,
  pending: 10,
  toSend: { batches: 1, recipients: 10 },
  inDoubt: NONE,
  undecided: NONE,
  refusedAsBatch: NONE,
  state: 'planned',
  startedAt: null,
  finishedAt: null,
};

/** A broadcast of ten people in one batch, planned and not begun, but for what is given. */
export function plannedBroadcast(
  overrides: Partial<Omit<Broadcast, 'settings'>>,
  settings: Partial<Broadcast['settings']> = {},
): Broadcast {
  return {
    settings: { ...SETTINGS, ...settings },
    state: 'planned',
    runsBy: null,
    acts: [],
    reason: null,
    recipients: { total: 10, unique: 10, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0, ...TOTALS },
    batches: { total: 1, accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 1 },
    requests: 0,
    retries: 0,
    conflicts: 0,
    stages: [STAGE],
    startedAt: null,
    finishedAt: null,
    elapsedMs: 0,
    runStartedAt: null,
    lastSettledAt: null,
    lastAttemptAt: null,
    inDoubtSince: null,
    forgottenAt: null,
    ...overrides,
  };
}
