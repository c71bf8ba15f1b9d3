import type { AudienceData, AudienceGroup } from '../../domain/audience/audience-group.js';
import type { AudienceId } from '../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../domain/line/secret.js';

/** User IDs for an audience, in one request. */
export interface AudiencePart {
  /** 16 bytes each. */
  readonly people: Uint8Array;
  /** What LINE calls the upload by. */
  readonly description: string;
}

/** An audience as LINE just made it. */
export interface CreatedAudience {
  readonly id: AudienceId;
  readonly requestId: string | null;
}

/** One page of audiences, and whether there is another. */
export interface AudiencePage {
  readonly groups: readonly AudienceGroup[];
  readonly hasNext: boolean;
}

/** Audiences. 60 requests a minute each. */
export interface AudienceCalls {
  /** Null where the account has no such audience. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
  audience(token: ChannelAccessToken, id: AudienceId): Promise<AudienceData | null>;
  /** Null where no other account shares it. @see https://developers.line.biz/en/reference/messaging-api/#get-shared-audience */
  sharedAudience(token: ChannelAccessToken, id: AudienceId): Promise<AudienceData | null>;
  /** `page` from 1; `name`: only those whose name holds it, null for all. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
  audiences(
    token: ChannelAccessToken,
    page: { readonly page: number; readonly name: string | null },
  ): Promise<AudiencePage>;
  /** Those that other accounts share. @see https://developers.line.biz/en/reference/messaging-api/#get-shared-audience-list */
  sharedAudiences(token: ChannelAccessToken, page: { readonly page: number }): Promise<AudiencePage>;
  /**
   * Makes an audience of these people. LINE knows no retry key here: whether a request whose answer was lost has made one,
   * only a look at the audiences can tell.
   *
   * @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group
   */
  createAudience(token: ChannelAccessToken, name: string, part: AudiencePart): Promise<CreatedAudience>;
  /** The same with more people than LINE takes in JSON. @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group-by-file */
  createAudienceByFile(token: ChannelAccessToken, name: string, part: AudiencePart): Promise<CreatedAudience>;
  /** Adds people, by file; who is in it already is in it once. Answers the request ID. @see https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group-by-file */
  addToAudience(token: ChannelAccessToken, id: AudienceId, part: AudiencePart): Promise<string | null>;
  /** False where there is none. @see https://developers.line.biz/en/reference/messaging-api/#delete-audience-group */
  deleteAudience(token: ChannelAccessToken, id: AudienceId): Promise<boolean>;
}
