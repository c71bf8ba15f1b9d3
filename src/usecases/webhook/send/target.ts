import { failure } from '../../../domain/failure/failure.js';
import { isPrivateAddress } from '../../../domain/host/hosts.js';
import { isNearHost, LINE_API_HOSTS } from '../../../domain/webhook/sending/target.js';
import type { Deps } from '../../../ports/deps.js';

/**
 * Whether a load stays near: on this machine, or in a private network. A name counts by the addresses that it has here.
 *
 * @throws {LineOpsError} `usage` where the target has an address of LINE's API, by whatever name.
 */
export async function isNear({ hostname }: URL, { resolveHost }: Pick<Deps, 'resolveHost'>): Promise<boolean> {
  const near = isNearHost(hostname);
  if (near === true) return true;
  const addresses = near === null ? await resolveHost(hostname) : [plain(hostname)];
  if (0 < addresses.length && addresses.every(isPrivateAddress)) return true;
  for (const host of LINE_API_HOSTS) {
    const ofLine = new Set(await resolveHost(host));
    if (addresses.some((address) => ofLine.has(address)))
      throw failure('INVALID_BOT_URL', { which: 'address', host: hostname, of: host });
  }
  return false;
}

/** An address as a look-up writes it: without brackets, and IPv4 as four numbers. */
function plain(hostname: string): string {
  const address = hostname.replace(/^\[|\]$/g, '');
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}
