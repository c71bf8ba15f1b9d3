import type { StopReason } from '../../domain/broadcast/sending/stop-reason.js';
import type { Reason } from '../../domain/failure/facts.js';
import type { FailureText } from './text.js';

/** What is said about any error. The catalogue is loaded when the first of them is to be told. */
export async function textOf(error: unknown): Promise<FailureText> {
  return (await import('./catalogue.js')).tellFailure(error);
}

/** Why something did not work. */
export async function reasonText(reason: Reason): Promise<string> {
  return typeof reason === 'string' ? reason : (await textOf(reason)).message;
}

/** Why a run stopped, as the ledger and people are told. */
export async function describeStop(reason: StopReason): Promise<string> {
  const [{ tellFailure }, { stopWords }] = await Promise.all([import('./catalogue.js'), import('./stop-words.js')]);
  return stopWords(reason, tellFailure);
}
