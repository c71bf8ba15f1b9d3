import { type AudienceData, openJobs } from '../../domain/audience/audience-group.js';
import { markIn } from '../../domain/audience/upload.js';
import type { AudienceId } from '../../domain/line/ids.js';
import type { AudienceUpload } from '../../ports/audience/audience-uploads.js';
import { findAudience, requireAudience } from './find-audience.js';
import { mayBeUnknown, type UploadDeps } from './upload-audience.js';

/** The first looks follow soon: a small list is ready within seconds. Then LINE may take hours. */
const LOOKS_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const LOOK_EVERY_MS = 30_000;

/** How an audience stands at the end of a wait. */
export interface AudienceStanding {
  readonly data: AudienceData;
  /** Whether everybody of the upload is in it, and it can be sent to. */
  readonly isReady: boolean;
  /** Parts of the upload, from 0, that failed at LINE: they are to be sent again. */
  readonly failedParts: readonly number[];
}

/**
 * Looks until the audience is READY and nothing is being added, or has failed, or `waitMs` have passed; once where they are 0,
 * but for one that LINE does not know yet.
 * What failed at LINE is noted to be sent again.
 */
export async function waitForAudience(
  upload: AudienceUpload,
  waitMs: number,
  deps: UploadDeps,
  onLook: (data: AudienceData) => void = () => {},
): Promise<AudienceStanding> {
  const { clock, audienceUploads } = deps;
  if (upload.audienceId === null) throw new Error(`the upload ${upload.id} has no audience`);
  const until = clock.now() + waitMs;
  for (let looks = 0; ; looks += 1) {
    const data = await knownAudience(upload.audienceId, upload, deps);
    onLook(data);
    const failedParts = failedPartsOf(upload, data);
    const isOver = data.group.status !== 'IN_PROGRESS' && openJobs(data) === 0;
    const delay = LOOKS_AFTER_MS[looks] ?? LOOK_EVERY_MS;
    if (isOver || until <= clock.now()) {
      const book = await audienceUploads();
      // To an audience that has failed as a whole nothing is added any more.
      if (data.group.status !== 'FAILED') for (const part of failedParts) await book.reopen(upload.id, part);
      return { data, isReady: isOver && data.group.status === 'READY' && failedParts.length === 0, failedParts };
    }
    await clock.sleep(Math.min(delay, until - clock.now()));
  }
}

/** Waits for one that LINE does not know yet. @throws {LineOpsError} `refused` where it is not there. */
async function knownAudience(id: AudienceId, upload: AudienceUpload, deps: UploadDeps): Promise<AudienceData> {
  for (const delay of LOOKS_AFTER_MS) {
    const found = await findAudience(id, deps);
    if (found !== null) return found;
    if (!mayBeUnknown(upload, deps.clock.now())) break;
    await deps.clock.sleep(delay);
  }
  return requireAudience(id, deps);
}

/** Parts whose latest upload failed. LINE tells of the latest fifty uploads. */
function failedPartsOf({ id }: AudienceUpload, { jobs }: AudienceData): readonly number[] {
  const latest = new Map<number, string>();
  for (const { description, status } of [...jobs].sort(byTime)) {
    const mark = markIn(description);
    // One that was sent twice is in the audience when either is.
    if (mark?.id === id && latest.get(mark.part) !== 'FINISHED') latest.set(mark.part, status);
  }
  return [...latest].filter(([, status]) => status === 'FAILED').map(([part]) => part);
}

function byTime(one: AudienceData['jobs'][number], other: AudienceData['jobs'][number]): number {
  return (one.id ?? 0) - (other.id ?? 0);
}
