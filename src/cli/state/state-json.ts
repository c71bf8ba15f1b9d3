import type { LockInUse } from '../../ports/store.js';
import type { ServerFacts, StatePlace } from '../../ports/team/whole-state.js';
import { isoTime } from '../output/view.js';
import { heldWords } from './held-words.js';

export function placeName(place: StatePlace): string {
  return place.type === 'folder' ? place.path : place.name;
}

export function placeJson(place: StatePlace): Record<string, unknown> {
  return { type: place.type, name: placeName(place) };
}

export function serverJson({ version, user, latencyMs, aheadMs, tls, excess }: ServerFacts): Record<string, unknown> {
  return {
    version,
    user,
    latencyMs: Math.round(latencyMs),
    aheadMs: aheadMs === null ? null : Math.round(aheadMs),
    tls: { mode: tls.mode, protocol: tls.protocol, verified: tls.isVerified, local: tls.isLocal },
    excess,
  };
}

export function heldJson({ name, holder, lapsesAt }: LockInUse): Record<string, unknown> {
  return {
    name,
    does: heldWords(name),
    host: holder?.host ?? null,
    pid: holder?.pid ?? null,
    since: isoTime(holder?.since ?? null),
    lapsesAt: isoTime(lapsesAt),
  };
}
