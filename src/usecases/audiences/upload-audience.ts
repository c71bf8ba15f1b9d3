import { openJobs } from '../../domain/audience/audience-group.js';
import {
  fitsJson,
  isSameName,
  KNOWN_WITHIN_MS,
  MOST_OPEN_JOBS,
  markIn,
  partSizes,
  uploadDescription,
} from '../../domain/audience/upload.js';
import { failure, LineOpsError, within } from '../../domain/failure/failure.js';
import type { AudienceId } from '../../domain/line/ids.js';
import type { AudiencePart } from '../../ports/audience/audience-calls.js';
import type { AudienceOwner, AudienceUpload, UploadPart } from '../../ports/audience/audience-uploads.js';
import type { RecipientList } from '../../ports/broadcast/recipients.js';
import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';
import type { Channel } from '../channels/channel.js';
import type { AccessTokens } from '../channels/channel-at-line.js';
import { everyAudience } from './list-audiences.js';
import { hashOf } from './list-hash.js';

export type UploadDeps = Pick<Deps, 'audienceUploads' | 'clock' | 'random' | 'locks'> & {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
  readonly channel: Channel;
};

/** What an operator wants to be made of a list. */
export interface UploadWish {
  readonly name: string;
  /** Words of the operator's own for what LINE calls the upload by; null for none. */
  readonly description: string | null;
  readonly list: Pick<RecipientList, 'batches' | 'unique'>;
}

export interface UploadObserver {
  /** So many people of all have been taken by LINE. */
  readonly onProgress?: (people: number) => void;
  /** An earlier run began it, and it goes on. */
  readonly onGoingOn?: (upload: AudienceUpload) => void;
  /** LINE is waited for, and why. */
  readonly onWait?: (why: UploadWait) => void;
}

/** Why an upload waits. */
export type UploadWait = 'lostCreation' | 'openJobs' | 'rate' | 'noAnswer';

/** A list that LINE has taken whole. */
export interface Uploaded {
  readonly audienceId: AudienceId;
  readonly upload: AudienceUpload;
  /** It was uploaded by an earlier run: nothing was sent now. */
  readonly isOld: boolean;
}

/** Waits before a part is sent again. */
const RETRY_DELAYS_MS = [2_000, 10_000, 30_000];
/** The shortest time between two looks at an audience: LINE forbids polling without need. @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/ */
const LOOK_EVERY_MS = 10_000;
/** So long a limit is waited out. */
const PATIENCE_MS = 10 * 60_000;
/** LINE's clock and ours. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/**
 * Makes an audience of a list, part by part. What was sent is on disk before it leaves, so that a killed run goes on with
 * the same list and name: a part in doubt is sent again, which harms nothing, and an audience whose creation was never
 * answered is looked for among those that LINE lists before another is made.
 *
 * @throws {LineOpsError} `usage` where another list of this name is half uploaded; what LINE answers otherwise.
 */
export async function uploadAudience(
  wish: UploadWish,
  deps: UploadDeps,
  observer: UploadObserver = {},
): Promise<Uploaded> {
  const { channel, locks } = deps;
  const lock = await (await locks()).acquire(`audience-${channel.botUserId ?? channel.id ?? 'unknown'}`, 0);
  if (!('held' in lock))
    throw failure('AUDIENCE_UPLOAD_BUSY', { name: wish.name }, { details: { heldBy: lock.heldBy } });
  try {
    return await uploadHeld(wish, deps, observer);
  } finally {
    await lock.held.release();
  }
}

function ownerOf({ botUserId, id }: Channel): AudienceOwner {
  return { botUserId, channelId: id };
}

async function uploadHeld(wish: UploadWish, deps: UploadDeps, observer: UploadObserver): Promise<Uploaded> {
  const book = await deps.audienceUploads();
  const listHash = hashOf(wish.list);
  const known = await knownUpload(wish, listHash, deps);
  if (known !== null && known.audienceId !== null && isComplete(known))
    return { audienceId: known.audienceId, upload: known, isOld: true };
  if (known !== null) observer.onGoingOn?.(known);
  const id = known?.id ?? `u-${deps.random.letters(10)}`;
  const owner = ownerOf(deps.channel);
  if (known === null)
    await book.begin(
      { id, owner, name: wish.name, listHash, createdAt: deps.clock.now() },
      partSizes(wish.list.unique),
    );
  const current = async () => {
    const found = await book.byId(id);
    if (found === null) throw new Error(`the upload ${id} is gone`);
    return found;
  };
  await new UploadRun(current, wish, deps, observer).run().catch(async (error: unknown) => {
    throw error instanceof LineOpsError ? stoppedAt(await current(), error) : error;
  });
  const upload = await current();
  if (upload.audienceId === null) throw new Error(`the upload ${id} has no audience`);
  return { audienceId: upload.audienceId, upload, isOld: false };
}

function stoppedAt(upload: AudienceUpload, error: LineOpsError): LineOpsError {
  const how = { accepted: acceptedPeople(upload), people: upload.people };
  const facts = { ...how, isRefused: error.code === 'LINE_REFUSED' };
  return within(error, 'uploadStopped', facts, { details: { ...error.details, ...how } });
}

/** What an earlier run has made of this list under this name; null where there is nothing to go on with. */
async function knownUpload(
  { name }: UploadWish,
  listHash: string,
  { audienceUploads, api, tokens, channel, clock }: UploadDeps,
): Promise<AudienceUpload | null> {
  const book = await audienceUploads();
  for (const upload of await book.ofOwner(ownerOf(channel))) {
    if (!isSameName(upload.name, name)) continue;
    const { audienceId } = upload;
    const atLine = audienceId === null ? null : await api.audience(await tokens.current(), audienceId);
    const isGone = atLine === null ? !mayBeUnknown(upload, clock.now()) : atLine.group.status === 'EXPIRED';
    if (audienceId !== null && isGone) await book.gone(upload.id, clock.now());
    else if (upload.listHash === listHash) return upload;
    else if (!isComplete(upload) && upload.parts.some(({ state }) => state !== 'pending'))
      throw failure('AUDIENCE_UPLOAD_DIFFERS', { name: upload.name, id: upload.audienceId });
  }
  return null;
}

/** Whether LINE may not know its audience yet, which was made a moment ago. */
export function mayBeUnknown({ parts }: Pick<AudienceUpload, 'parts'>, now: number): boolean {
  // A clock that was set back since must not make the wait longer than it is.
  return Math.abs(now - (parts[0]?.attemptedAt ?? 0)) < KNOWN_WITHIN_MS;
}

function isComplete({ parts }: Pick<AudienceUpload, 'parts'>): boolean {
  return parts.every(({ state }) => state === 'accepted');
}

/** One run at an upload, from the first part that LINE has not taken. */
class UploadRun {
  constructor(
    private readonly current: () => Promise<AudienceUpload>,
    private readonly wish: UploadWish,
    private readonly deps: UploadDeps,
    private readonly observer: UploadObserver,
  ) {}

  async run(): Promise<void> {
    const { parts } = await this.current();
    const sizes = parts.map(({ people }) => people);
    let index = 0;
    for (const people of this.wish.list.batches(sizes)) {
      const part = parts[index];
      index += 1;
      if (part === undefined || part.state === 'accepted') continue;
      await this.#send(part, people);
      this.observer.onProgress?.(acceptedPeople(await this.current()));
    }
  }

  async #send(part: UploadPart, people: Uint8Array): Promise<void> {
    const { clock } = this.deps;
    const { id, parts } = await this.current();
    const description = uploadDescription(this.wish.description, { id, part: part.index, of: parts.length });
    const begun = clock.now();
    for (let attempt = 0; ; attempt += 1) {
      if (part.index === 0 && (await this.#isCreated())) return;
      if (MOST_OPEN_JOBS <= part.index) await this.#waitForRoom();
      const error = await this.#attempt(part.index, { people, description });
      if (error === null) return;
      const delay = this.#delayAfter(error, attempt, clock.now() - begun);
      if (delay === null) throw error;
      await clock.sleep(delay);
    }
  }

  /** One request, on disk before it leaves. Answers what went wrong; null where LINE has taken it. */
  async #attempt(index: number, part: AudiencePart): Promise<unknown> {
    const { api, tokens, clock, audienceUploads } = this.deps;
    const book = await audienceUploads();
    const token = await tokens.current();
    const { id, audienceId, parts } = await this.current();
    const wasInDoubt = parts[index]?.state === 'in-doubt';
    await book.attempt(id, index, clock.now());
    try {
      if (audienceId === null) {
        const isSmall = fitsJson(this.wish.list.unique);
        const create = isSmall ? api.createAudience : api.createAudienceByFile;
        const created = await create(token, this.wish.name, part);
        await book.name(id, created.id);
        await book.accept(id, index, created.requestId);
      } else {
        await book.accept(id, index, await api.addToAudience(token, audienceId, part));
      }
      return null;
    } catch (error) {
      if (!wasInDoubt && !isInDoubt(error)) await book.reopen(id, index);
      return error;
    }
  }

  /** How long to wait before it is sent again; null where that would help nobody. */
  #delayAfter(error: unknown, attempt: number, sinceMs: number): number | null {
    if (!(error instanceof LineOpsError)) return null;
    if (error.kind === 'limit') {
      if (PATIENCE_MS <= sinceMs) return null;
      this.observer.onWait?.('rate');
      return LOOK_EVERY_MS;
    }
    const delay = error.kind === 'unavailable' ? RETRY_DELAYS_MS[attempt] : undefined;
    if (delay !== undefined) this.observer.onWait?.('noAnswer');
    return delay ?? null;
  }

  /**
   * Whether the first part has made its audience: where its answer was lost, LINE's list tells. An audience that LINE
   * is slow to list is waited for, because a second one is there for good.
   */
  async #isCreated(): Promise<boolean> {
    const { clock, audienceUploads } = this.deps;
    const { id, audienceId, parts } = await this.current();
    const [first] = parts;
    if (audienceId !== null || first?.state !== 'in-doubt') return first?.state === 'accepted';
    for (;;) {
      const found = await this.#findByMark();
      if (found !== null) {
        const book = await audienceUploads();
        await book.name(id, found);
        await book.accept(id, 0, null);
        return true;
      }
      if (!mayBeUnknown(await this.current(), clock.now())) return false;
      this.observer.onWait?.('lostCreation');
      await clock.sleep(LOOK_EVERY_MS);
    }
  }

  async #findByMark(): Promise<AudienceId | null> {
    const { api, tokens } = this.deps;
    const { id, name, createdAt } = await this.current();
    for (const group of await everyAudience(this.deps, { name, isShared: false })) {
      const isTooOld = group.createdAt !== null && group.createdAt < createdAt - CLOCK_TOLERANCE_MS;
      if (isTooOld || !isSameName(group.name, name)) continue;
      const data = await api.audience(await tokens.current(), group.id);
      if (data?.jobs.some(({ description }) => markIn(description)?.id === id) === true) return group.id;
    }
    return null;
  }

  /** LINE works on ten uploads of an audience at once. */
  async #waitForRoom(): Promise<void> {
    const { api, tokens, clock } = this.deps;
    const { audienceId } = await this.current();
    while (audienceId !== null) {
      const data = await api.audience(await tokens.current(), audienceId);
      if (data === null || openJobs(data) < MOST_OPEN_JOBS) return;
      this.observer.onWait?.('openJobs');
      await clock.sleep(LOOK_EVERY_MS);
    }
  }
}

/** Whether LINE may have taken what failed so. What it said no to, and what never left, is in no doubt. */
function isInDoubt(error: unknown): boolean {
  if (!(error instanceof LineOpsError)) return true;
  return error.kind === 'unavailable' && error.details?.['mayHaveArrived'] !== false;
}

/** People whom LINE has taken. */
export function acceptedPeople({ parts }: Pick<AudienceUpload, 'parts'>): number {
  return parts.reduce((sum, { state, people }) => (state === 'accepted' ? sum + people : sum), 0);
}
