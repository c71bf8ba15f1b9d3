import { expect, it } from 'vitest';
import { type StateFacts, stateVerdict } from '../../../src/domain/doctor/verdicts/state.js';

const SERVER = {
  version: '15.14',
  latencyMs: 2.4,
  aheadMs: 20,
  tls: { mode: 'verify-full', isVerified: true, isLocal: false },
  excess: [],
  leases: { held: 2, lapsed: [] },
} as const;

const at = (changes: Partial<NonNullable<StateFacts['server']>>): StateFacts => ({
  name: 'db.example:5432/line_ops',
  movedTo: null,
  server: { ...SERVER, ...changes },
});

it.each([
  [
    'pass',
    at({}),
    'PostgreSQL 15.14 at db.example:5432/line_ops, 2 ms there and back, sslmode=verify-full, 2 leases at work',
  ],
  ['warn', at({ tls: { mode: 'require', isVerified: false, isLocal: false } }), 'nobody checks whose server it is'],
  ['pass', at({ tls: { mode: 'disable', isVerified: false, isLocal: true } }), 'sslmode=disable'],
  ['warn', at({ aheadMs: -3_600_000 }), 'differs from this one by 3600 s'],
  ['warn', at({ excess: ['is a superuser'] }), 'its user is a superuser'],
  [
    'warn',
    at({ leases: { held: 0, lapsed: [{ name: 'broadcast-b-1', holder: { host: 'ci-7' } }] } }),
    'lapsed, and not taken over: broadcast-b-1 of ci-7',
  ],
  ['pass', { name: '/srv/line-ops', movedTo: null, server: null }, 'in the folder /srv/line-ops'],
  ['fail', { name: '/srv/line-ops', movedTo: 'db.example:5432/line_ops', server: null }, 'is not in use'],
] as const)('says %s of a state: %j', (status, facts, words) => {
  expect(stateVerdict(facts)).toMatchObject({ status, detail: expect.stringContaining(words) });
});
