import { doubtful, failing, passed, type Verdict } from '../../examination/examination.js';
import { plural } from '../../text/grouped.js';

interface StateLease {
  readonly name: string;
  /** Null where nobody can tell. */
  readonly holder: { readonly host: string } | null;
}

/** The state as its place tells it. */
export interface StateFacts {
  /** Path of the folder, or host, port and database of the server. */
  readonly name: string;
  /** Null where it is the state in use. */
  readonly movedTo: string | null;
  readonly server: {
    readonly version: string;
    readonly latencyMs: number;
    readonly aheadMs: number | null;
    readonly tls: { readonly mode: string; readonly isVerified: boolean; readonly isLocal: boolean };
    readonly excess: readonly string[];
    readonly leases: {
      readonly held: number;
      /** Their holders died, or lost the server; nobody has taken them over. */
      readonly lapsed: readonly StateLease[];
    };
  } | null;
}

/** Two clocks that differ by more are worth a look; the server's own decides leases and pace. */
const TOLD_AHEAD_MS = 60_000;

export function stateVerdict({ name, movedTo, server }: StateFacts): Verdict {
  if (movedTo !== null)
    return failing(`the state of ${name} is not in use: ${movedTo}`, 'See where it lies: line-ops state show');
  if (server === null) return passed(`in the folder ${name}`);
  const { version, latencyMs, aheadMs, tls, excess, leases } = server;
  const said = `PostgreSQL ${version} at ${name}, ${Math.max(1, Math.round(latencyMs))} ms there and back, sslmode=${tls.mode}, ${plural(leases.held, 'lease')} at work`;
  if (!tls.isVerified && !tls.isLocal)
    return doubtful(`${said}: nobody checks whose server it is`, 'Say sslmode=verify-full in LINE_OPS_STATE_URL.');
  if (aheadMs !== null && TOLD_AHEAD_MS < Math.abs(aheadMs))
    return doubtful(
      `${said}; its clock differs from this one by ${Math.round(Math.abs(aheadMs) / 1000)} s`,
      'Set both by NTP.',
    );
  if (excess.length > 0)
    return doubtful(`${said}; its user ${excess.join(', ')}`, 'Use a role that cannot: docs/team.md has its grants.');
  if (leases.lapsed.length > 0)
    return doubtful(
      `${said}; lapsed, and not taken over: ${leases.lapsed.map(leaseWords).join(', ')}`,
      'What is unfinished: line-ops broadcast list',
    );
  return passed(said);
}

/** How a lease is called, and the machine of whoever had it. */
export function leaseWords({ name, holder }: StateLease): string {
  return `${name}${holder === null ? '' : ` of ${holder.host}`}`;
}
