import { LineOpsError } from '../domain/failure.js';
import { DEFAULT_SLOW_MS, FAULT_KINDS, type Fault, type FaultKind } from './faults.js';

const FAULT_TEXT = /^(?<kind>[a-z0-9-]+?)(?::(?<ms>\d{1,7}))?=(?<probability>[0-9.]+)(?:@(?<endpoint>[\w./{}-]+))?$/;
const HINT = `Write <kind>=<probability>, for example 500-after=0.05 or slow:2000=0.1@multicast. Kinds: ${FAULT_KINDS.join(', ')}.`;

/**
 * Reads `<kind>=<probability>`, with `@<endpoint>` to strike one endpoint only and `slow:<ms>` to say how slow.
 *
 * @throws {LineOpsError} `usage` for an unknown kind, or a probability that is not from 0 to 1.
 */
export function parseFault(text: string): Fault {
  const parts = FAULT_TEXT.exec(text)?.groups;
  if (parts === undefined) throw invalid(`"${text}" is not a fault`);
  const kind = FAULT_KINDS.find((known) => known === parts['kind']);
  if (kind === undefined) throw invalid(`"${parts['kind']}" is not a kind of fault`);
  const probability = Number(parts['probability']);
  if (!(0 <= probability && probability <= 1))
    throw invalid(`"${parts['probability']}" is not a probability from 0 to 1`);
  const endpoint = parts['endpoint'];
  return {
    kind,
    probability,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...slowness(kind, parts['ms']),
  };
}

function slowness(kind: FaultKind, ms: string | undefined): { readonly ms?: number } {
  if (kind === 'slow') return { ms: ms === undefined ? DEFAULT_SLOW_MS : Number(ms) };
  if (ms === undefined) return {};
  throw invalid(`only "slow" takes milliseconds, not "${kind}"`);
}

function invalid(message: string): LineOpsError {
  return new LineOpsError('usage', 'INVALID_FAULT', message, { hint: HINT });
}
