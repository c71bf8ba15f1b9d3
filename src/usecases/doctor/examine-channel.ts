import { CHECKS, type Check } from '../../domain/doctor/checklist.js';
import type { Settling } from '../../domain/doctor/verdicts/questions.js';
import { type ExaminationResult, skippedFor } from '../../domain/examination/examination.js';
import { LineOpsError } from '../../domain/failure/failure.js';
import type { Channel } from '../channels/channel.js';
import { EXAMINERS } from './examiners.js';
import { verdictOfError } from './verdict-of-error.js';
import { beginVisit, type Patient, type Visit } from './visit.js';

/** What the program found out of the checklist. */
export interface Checkup {
  readonly channel: Channel | null;
  readonly results: readonly ExaminationResult[];
  readonly settling: Settling;
}

/**
 * Goes through the checklist in its order. What fails keeps from being examined only what means nothing without it.
 *
 * @throws {LineOpsError} `usage` where the channel that is named is not configured, or several could be meant.
 */
export async function examineChannel(patient: Patient): Promise<Checkup> {
  const visit = beginVisit(patient);
  const channel = await channelOf(visit);
  const results: ExaminationResult[] = [];
  for (const check of CHECKS) {
    const { id, title, docs } = check;
    const without = skippedFor(needsOf(check, channel), results);
    const found = without ?? (await examined(visit, check));
    if ('status' in found) results.push({ id, title, docs, ...found });
    else results.push(...found);
  }
  return { channel, results, settling: visit.settling() };
}

/** Null where there is none; that is a line of the list. */
async function channelOf(visit: Visit): Promise<Channel | null> {
  try {
    return await visit.channel();
  } catch (error) {
    if (!(error instanceof LineOpsError) || NAMED_WRONGLY.has(error.code)) throw error;
    return null;
  }
}

const NAMED_WRONGLY: ReadonlySet<string> = new Set(['UNKNOWN_CHANNEL', 'INVALID_CHANNEL_NAME', 'CHANNEL_NOT_CHOSEN']);

/** The secrets of a channel without a name are in the environment. */
function needsOf({ id, needs }: Check, channel: Channel | null): readonly string[] {
  return id === 'credentials' && channel !== null && channel.name !== null ? [...needs, 'secret-store'] : needs;
}

async function examined(visit: Visit, check: Check): ReturnType<(typeof EXAMINERS)['runtime']> {
  try {
    return await EXAMINERS[check.id](visit, check);
  } catch (error) {
    return verdictOfError(error, visit.errorWords);
  }
}
