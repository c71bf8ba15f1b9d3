import type { AudienceId } from '../../domain/line/ids.js';

/** One request of an upload. */
export interface UploadPart {
  /** From 0; the first one makes the audience. */
  readonly index: number;
  readonly people: number;
  /** `in-doubt`: it was sent, and nobody has heard of it. */
  readonly state: 'pending' | 'in-doubt' | 'accepted';
  /** When it was last sent, milliseconds since 1970. */
  readonly attemptedAt: number | null;
  readonly requestId: string | null;
}

/** Whose audiences they are: the bot says it, or the channel ID where the bot is not known. */
export interface AudienceOwner {
  readonly channelId: string | null;
  readonly botUserId: string | null;
}

/** A list that becomes an audience at LINE, or has become one. */
export interface AudienceUpload {
  /** Also in what LINE calls each upload by: so an audience is found again whose creation was never answered. */
  readonly id: string;
  readonly owner: AudienceOwner;
  readonly name: string;
  /** Over the user IDs in their order. */
  readonly listHash: string;
  readonly people: number;
  /** Null until LINE has named it. */
  readonly audienceId: AudienceId | null;
  readonly createdAt: number;
  /** When it was deleted at LINE, or found to be gone. */
  readonly goneAt: number | null;
  readonly parts: readonly UploadPart[];
}

/** The audiences that were uploaded from here, part by part; each change is on disk before the promise resolves. */
export interface AudienceUploads {
  /** Those of an owner that are not gone, newest first. */
  ofOwner(owner: AudienceOwner): Promise<readonly AudienceUpload[]>;
  byId(id: string): Promise<AudienceUpload | null>;
  /** By the audience that it became, gone or not. */
  ofAudience(id: AudienceId): Promise<AudienceUpload | null>;
  begin(
    upload: Pick<AudienceUpload, 'id' | 'owner' | 'name' | 'listHash' | 'createdAt'>,
    sizes: readonly number[],
  ): Promise<void>;
  /** The part is sent next: from now on in doubt. */
  attempt(id: string, part: number, at: number): Promise<void>;
  /** It has certainly not left, or LINE refused it, or it failed at LINE later: it is to be sent. */
  reopen(id: string, part: number): Promise<void>;
  accept(id: string, part: number, requestId: string | null): Promise<void>;
  /** LINE has named the audience. */
  name(id: string, audienceId: AudienceId): Promise<void>;
  gone(id: string, at: number): Promise<void>;
}
