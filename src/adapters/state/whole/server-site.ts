import { isOnThisMachine, type Protection, type ServerAddress } from '../../../domain/state/server-url.js';
import type { Clock, Stopwatch } from '../../../ports/host.js';
import type { LockInUse } from '../../../ports/store.js';
import type { ServerFacts } from '../../../ports/team/whole-state.js';
import { readServerMark } from '../moving/server-mark.js';
import { ALL_LAPSED, leaseIn } from '../postgres/leases/statements.js';
import { SCHEMA, type StateServer } from '../postgres/server.js';
import { NOW_MS } from '../postgres/transactions.js';
import type { Look } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';
import { pastMove } from './folder-site.js';
import type { StateSite } from './whole-state.js';

interface ServerSiteParts {
  /** Opened as for a move: also where the state in it is not the one in use. */
  readonly server: StateServer;
  readonly address: ServerAddress;
  readonly clock: Pick<Clock, 'now'>;
  readonly stopwatch: Pick<Stopwatch, 'now'>;
}

/** The state in a server. */
export function serverSite(parts: ServerSiteParts): StateSite {
  const { server } = parts;
  const place = { type: 'server', name: server.name } as const;
  return {
    place,
    async facts() {
      const move = pastMove(await server.read(readServerMark));
      const { rows } = await server.read((session) => session.query('SELECT number FROM form'));
      return { place, schemaVersion: readRow(rows[0]).number('number'), move, server: await serverFacts(parts) };
    },
    tableBytes,
    lapsed: () => lapsedIn(server),
  };
}

async function tableBytes(look: Look): Promise<ReadonlyMap<string, number>> {
  const rows = await look.rows(
    `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
     WHERE relnamespace = '${SCHEMA}'::regnamespace AND relkind = 'r'`,
  );
  return new Map(rows.map(readRow).map((row) => [row.text('name'), row.number('bytes')]));
}

/** Whoever had it is dead, or has lost the server: what it worked on waits for somebody. */
async function lapsedIn(server: StateServer): Promise<readonly LockInUse[]> {
  const { rows } = await server.read((session) => session.query(ALL_LAPSED));
  return rows.map(readRow).map(leaseIn);
}

/** `sslmode` as the URL would have to say it. */
const MODES: Readonly<Record<Protection, string>> = {
  none: 'disable',
  encrypted: 'require',
  authority: 'verify-ca',
  host: 'verify-full',
};

const LOOKS = 4;
/** One answer takes longer only where something is wrong. */
const LOOK_MS = 5_000;
/** Beyond it the way there and back says more than two clocks do. */
const TELLS_CLOCK_MS = 2_000;

async function serverFacts({ server, address, clock, stopwatch }: ServerSiteParts): Promise<ServerFacts> {
  const best = { latencyMs: Number.POSITIVE_INFINITY, aheadMs: 0 };
  for (let look = 0; look < LOOKS; look += 1) {
    const [began, asked] = [clock.now(), stopwatch.now()];
    const { rows } = await server.once(NOW, [], { withinMs: LOOK_MS });
    const latencyMs = stopwatch.now() - asked;
    if (best.latencyMs <= latencyMs) continue;
    best.latencyMs = latencyMs;
    best.aheadMs = readRow(rows[0]).number('now') - (began + latencyMs / 2);
  }
  const { rows } = await server.read((session) => session.query(FACTS));
  const row = readRow(rows[0]);
  return {
    version: row.text('version'),
    user: row.text('role'),
    latencyMs: best.latencyMs,
    aheadMs: best.latencyMs < TELLS_CLOCK_MS ? best.aheadMs : null,
    tls: {
      mode: MODES[address.protection],
      protocol: row.textOrNull('protocol'),
      isVerified: address.protection === 'authority' || address.protection === 'host',
      isLocal: isOnThisMachine(address.host),
    },
    excess: RIGHTS.filter(([column]) => row.number(column) === 1).map(([, words]) => words),
  };
}

const NOW = `SELECT ${NOW_MS} AS now`;

/** What no command but the first and a new version's needs, and what none needs. */
const RIGHTS: readonly (readonly [column: string, words: string])[] = [
  ['is_superuser', 'is a superuser'],
  ['makes_roles', 'may create roles'],
  ['makes_databases', 'may create databases'],
  ['owns', 'owns the tables, and can drop them'],
  ['makes_tables', 'may create tables'],
  ['empties', 'may empty tables at once'],
];

const OURS = `FROM pg_class c WHERE c.relnamespace = '${SCHEMA}'::regnamespace AND c.relkind = 'r'`;
const isSo = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;

/** A superuser may all: that is said once. */
const FACTS = `
SELECT current_setting('server_version') AS version, current_user AS role,
  (SELECT s.version FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid() AND s.ssl) AS protocol,
  ${isSo('r.rolsuper')} AS is_superuser,
  ${isSo('r.rolcreaterole AND NOT r.rolsuper')} AS makes_roles,
  ${isSo('r.rolcreatedb AND NOT r.rolsuper')} AS makes_databases,
  ${isSo(`NOT r.rolsuper AND EXISTS (SELECT 1 ${OURS} AND pg_has_role(c.relowner, 'USAGE'))`)} AS owns,
  ${isSo(`NOT r.rolsuper AND has_schema_privilege('${SCHEMA}', 'CREATE')`)} AS makes_tables,
  ${isSo(`NOT r.rolsuper AND EXISTS (SELECT 1 ${OURS} AND has_table_privilege(c.oid, 'TRUNCATE'))`)} AS empties
FROM pg_roles r WHERE r.rolname = current_user`;
