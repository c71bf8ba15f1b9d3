import { EmulatorError } from '../emulator-error.js';
import { FAULT_KINDS, type Fault, namesEndpoint } from './faults.js';

const PLACE = String.raw`(?:@(?<endpoint>\*|[\w./{}-]+))?`;
const FAULT_TEXT = new RegExp(`^(?<kind>[a-z0-9-]+?)(?::(?<ms>\\d{1,7}))?=(?<probability>[0-9.]+)${PLACE}$`);
/** `slow=250`: every answer, 250 ms late. */
const SLOW_TEXT = new RegExp(`^slow=(?<ms>\\d{1,7})${PLACE}$`);
const HINT = `Write <kind>=<probability>, for example 500-after=0.05 or 429=0.1@multicast, or slow=<ms>. Kinds: ${FAULT_KINDS.join(', ')}.`;

/** The faults, those that are texts read. @throws {EmulatorError} for what is no fault, or names no endpoint. */
export function readFaults(faults: readonly (Fault | string)[], endpoints: ReadonlySet<string>): readonly Fault[] {
  const read = faults.map((fault) => (typeof fault === 'string' ? parseFault(fault) : fault));
  for (const fault of read) {
    if (namesEndpoint(fault, endpoints)) continue;
    throw new EmulatorError(
      'INVALID_FAULT',
      `there is no endpoint "${fault.endpoint}" for a fault to strike`,
      `Endpoints: ${[...endpoints].filter((name) => !name.startsWith('/')).join(', ')}, or * for all.`,
    );
  }
  return read;
}

/**
 * Reads `<kind>=<probability>`, with `@<endpoint>` to strike one endpoint only. `slow=<ms>` holds every answer back, and
 * `slow:<ms>=<probability>` only some.
 *
 * @throws {EmulatorError} for an unknown kind, or a probability that is not from 0 to 1.
 */
export function parseFault(text: string): Fault {
  const slow = SLOW_TEXT.exec(text)?.groups;
  if (slow !== undefined) return { kind: 'slow', probability: 1, ms: Number(slow['ms']), ...placeOf(slow['endpoint']) };
  const parts = FAULT_TEXT.exec(text)?.groups;
  if (parts === undefined) throw invalid(`"${text}" is not a fault`);
  const kind = FAULT_KINDS.find((known) => known === parts['kind']);
  if (kind === undefined) throw invalid(`"${parts['kind']}" is not a kind of fault`);
  const probability = Number(parts['probability']);
  if (!(0 <= probability && probability <= 1)) {
    throw invalid(`"${parts['probability']}" is not a probability from 0 to 1`);
  }
  const ms = parts['ms'];
  if (kind === 'slow' && ms === undefined) throw invalid(`"${text}" does not say how slow: slow=<ms>`);
  if (kind !== 'slow' && ms !== undefined) throw invalid(`only "slow" takes milliseconds, not "${kind}"`);
  return { kind, probability, ...(ms === undefined ? {} : { ms: Number(ms) }), ...placeOf(parts['endpoint']) };
}

function placeOf(endpoint: string | undefined): { readonly endpoint?: string } {
  return endpoint === undefined ? {} : { endpoint };
}

function invalid(message: string): EmulatorError {
  return new EmulatorError('INVALID_FAULT', message, HINT);
}
