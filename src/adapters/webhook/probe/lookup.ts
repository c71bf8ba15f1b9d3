import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { systemCodeOf, whyOf } from '../../../domain/failure/system-errors.js';
import type { LookupObserved } from '../../../domain/webhook/check/observations.js';

/** The addresses that the system finds for a name, within the time. */
export async function lookUpAddresses(host: string, timeoutMs: number): Promise<LookupObserved> {
  if (isIP(host) !== 0) return { type: 'address' };
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<LookupObserved>((resolve) => {
    timer = setTimeout(() => resolve({ type: 'failed', why: `no answer within ${timeoutMs} ms` }), timeoutMs);
  });
  const found = lookup(host, { all: true }).then(
    (addresses): LookupObserved => ({ type: 'found', addresses: addresses.map(({ address }) => address) }),
    lookupFailure,
  );
  return Promise.race([found, tooLate]).finally(() => clearTimeout(timer));
}

function lookupFailure(error: unknown): LookupObserved {
  const code = systemCodeOf(error);
  if (code === 'ENOTFOUND') return { type: 'missing' };
  return { type: 'failed', why: code === 'EAI_AGAIN' || code === null ? 'no name server answered' : whyOf(error) };
}
