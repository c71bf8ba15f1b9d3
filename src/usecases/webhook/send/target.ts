import { failure } from '../../../domain/failure/failure.js';
import { isPrivateAddress } from '../../../domain/host/hosts.js';
import { isNearHost, LINE_API_HOSTS } from '../../../domain/webhook/sending/target.js';
import type { Deps } from '../../../ports/deps.js';

/** Where a load would go. */
interface LoadTarget {
  /** Whether it stays on this machine or in a private network. */
  readonly isNear: boolean;
  /** What the host is called here; none where nobody can tell. */
  readonly addresses: readonly string[];
}

/** A name counts by the addresses that it has here: one that leads out among them is enough to be far. */
export async function findTarget({ hostname }: URL, { resolveHost }: Pick<Deps, 'resolveHost'>): Promise<LoadTarget> {
  const near = isNearHost(hostname);
  if (near !== null) return { isNear: near, addresses: [plain(hostname)] };
  const addresses = await resolveHost(hostname);
  return { isNear: 0 < addresses.length && addresses.every(isPrivateAddress), addresses };
}

/** @throws {LineOpsError} `usage` where a target has an address of LINE's API, by whatever name. */
export async function requireNotLine(
  { hostname }: URL,
  { addresses }: LoadTarget,
  { resolveHost }: Pick<Deps, 'resolveHost'>,
): Promise<void> {
  const ofLine = await Promise.all(LINE_API_HOSTS.map((host) => resolveHost(host)));
  const at = ofLine.findIndex((found) => found.some((address) => addresses.includes(address)));
  const of = LINE_API_HOSTS[at];
  if (of !== undefined) throw failure('INVALID_BOT_URL', { which: 'address', host: hostname, of });
}

/** An address as a look-up writes it: without brackets, and IPv4 as four numbers. */
function plain(hostname: string): string {
  const address = hostname.replace(/^\[|\]$/g, '');
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}
