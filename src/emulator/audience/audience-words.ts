import { type Answer, json } from '../http/answer.js';

/** What is wrong with a request about audiences. @see https://developers.line.biz/en/reference/messaging-api/#manage-audience-error */
export type AudienceErrorCode =
  | 'AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED'
  | 'AUDIENCE_GROUP_COUNT_MAX_OVER'
  | 'AUDIENCE_GROUP_NAME_SIZE_OVER'
  | 'AUDIENCE_GROUP_NAME_WRONG'
  | 'AUDIENCE_GROUP_NAME_EMPTY'
  | 'AUDIENCE_GROUP_NOT_FOUND'
  | 'AUDIENCE_GROUP_REQUESTID_DUPLICATE'
  | 'AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER'
  | 'REQUEST_NOT_FOUND'
  | 'TOO_OLD_MESSAGES'
  | 'UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT'
  | 'UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS'
  | 'UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS';

/** LINE shows the text of three of them; the others are in their manner. */
const TEXTS: Readonly<Record<AudienceErrorCode, string>> = {
  AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED: 'audience group is expired',
  AUDIENCE_GROUP_COUNT_MAX_OVER: 'audience group count over',
  AUDIENCE_GROUP_NAME_SIZE_OVER: 'size over audienceGroupName',
  AUDIENCE_GROUP_NAME_WRONG: 'wrong audienceGroupName',
  AUDIENCE_GROUP_NAME_EMPTY: 'empty audienceGroupName',
  AUDIENCE_GROUP_NOT_FOUND: 'audience group not found',
  AUDIENCE_GROUP_REQUESTID_DUPLICATE: 'duplicate requestId',
  REQUEST_NOT_FOUND: 'request not found',
  TOO_OLD_MESSAGES: 'too old messages',
  AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER: 'size over uploadDescription',
  UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT: 'Invalid audience id format',
  UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS: 'no valid audience ids',
  UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS: 'too many audience ids',
};

/** A 400 of the endpoints about audiences: their `details` hold a code. `property` where LINE names one. */
export function audienceError(code: AudienceErrorCode, property?: string): Answer {
  const detail = property === undefined ? { message: code } : { message: code, property };
  // Of a file LINE says the code twice.
  return json(400, { message: property === 'file' ? code : TEXTS[code], details: [detail] });
}
