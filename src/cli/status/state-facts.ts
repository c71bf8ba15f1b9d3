import { formatDuration } from '../../domain/text/duration.js';
import { visible } from '../../domain/text/visible.js';
import type { ServerFacts } from '../../ports/team/whole-state.js';
import type { Answered } from '../../usecases/status/in-time.js';
import type { ServerLook } from '../../usecases/status/look-at-server.js';
import type { Fact } from '../output/facts.js';
import { count } from '../output/view.js';
import { heldWords, withoutSigns } from '../state/held-words.js';
import { heldJson, serverJson } from '../state/state-json.js';
import { knownOf } from './status-problems.js';

/** The server that holds the state of a team. */
export interface ServerInStatus {
  readonly name: string;
  /** Null where it was not asked. */
  readonly look: Answered<ServerLook> | null;
}

/** More of them are counted. */
const SHOWN = 5;

/** Where the state lies, and who works on what. */
export function stateFacts(name: string, { facts, held }: ServerLook, now: number): readonly Fact[] {
  const work = withoutSigns(held);
  return [
    { label: 'state', words: [visible(name), ...(facts === null ? [] : serverWords(facts))].join(', ') },
    ...work.slice(0, SHOWN).map(({ name, holder }) => ({
      label: 'at work',
      words:
        holder === null
          ? heldWords(name)
          : `${heldWords(name)}: process ${holder.pid} on ${visible(holder.host)}, for ${formatDuration(Math.max(0, now - holder.since))}`,
    })),
    ...(work.length <= SHOWN
      ? []
      : [{ label: 'at work', words: `and ${count(work.length - SHOWN)} more: line-ops state show` }]),
  ];
}

function serverWords({ version, latencyMs, tls }: ServerFacts): readonly string[] {
  return [
    `PostgreSQL ${visible(version)}`,
    `${Math.max(1, Math.round(latencyMs))} ms there and back`,
    tls.mode === 'disable' ? 'no TLS' : `${tls.protocol ?? 'TLS'}${tls.isVerified ? '' : ', the host not proven'}`,
  ];
}

/** The same for programs: null for a folder. */
export function stateJson(server: ServerInStatus | null): Record<string, unknown> | null {
  if (server === null) return null;
  const look = knownOf(server.look);
  const facts = look?.facts ?? null;
  return {
    name: server.name,
    server: facts === null ? null : serverJson(facts),
    held: look === null ? null : withoutSigns(look.held).map(heldJson),
  };
}
