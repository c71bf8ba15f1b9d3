import { setTimeout as sleep } from 'node:timers/promises';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { StateEngine } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';
import { rows, type Steps } from '../sql/steps.js';

type Stop = 'pause' | 'cancel';

/**
 * What another terminal asks of the runs of this process. However many of them ask, there is a look every `everyMs` at
 * most, for all of them: one that begins after each of them asked.
 */
export function createRequestedStops(engine: StateEngine, everyMs: number) {
  let next: Promise<ReadonlyMap<string, Stop>> | null = null;
  let lastLook = Number.NEGATIVE_INFINITY;
  const inTurn = async () => {
    const wait = lastLook + everyMs - performance.now();
    if (0 < wait) await sleep(wait);
  };
  const look = async () => {
    await inTurn();
    next = null;
    lastLook = performance.now();
    return engine.read(requestedStops);
  };
  return async (id: BroadcastId): Promise<Stop | null> => {
    next ??= look();
    return (await next).get(id) ?? null;
  };
}

function* requestedStops(): Steps<ReadonlyMap<string, Stop>> {
  const stops = new Map<string, Stop>();
  for (const value of yield* rows('SELECT id, requested FROM broadcast WHERE requested IS NOT NULL')) {
    const row = readRow(value);
    const requested = row.text('requested');
    if (requested === 'pause' || requested === 'cancel') stops.set(row.text('id'), requested);
  }
  return stops;
}
