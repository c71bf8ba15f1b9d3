import { USER_ID_LENGTH } from '../../domain/line/ids.js';
import { readUserWordsInBytes, type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
import { type Answer, apiError, bodyErrors, NOT_AVAILABLE } from '../http/answer.js';
import { isJsonObject, type LineRequest, type Read, readJsonBody } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';
import { audienceError } from './audience-words.js';
import { wordsOf } from './members.js';
import { readMultipart } from './multipart.js';

/** User IDs of one request. @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const MOST_IN_JSON = 10_000;
const MOST_IN_FILE = 1_500_000;
/** @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const LONGEST_UPLOAD_DESCRIPTION = 300;

/** What a request to create an audience, or to add to one, says. */
export interface Upload {
  /** As it came, not yet looked at. */
  readonly name: unknown;
  readonly audienceId: number | null;
  readonly description: string | null;
  readonly words: UserWords;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group */
export function readJsonUpload(state: EmulatorState, request: LineRequest): Read<Upload> {
  const read = readJsonBody(request);
  if (!read.ok) return read;
  const { audiences = [], audienceGroupId, description, uploadDescription, isIfaAudience } = read.value;
  if (!Array.isArray(audiences)) return refused(bodyErrors([{ message: 'must be an array', property: 'audiences' }]));
  if (isIfaAudience === true) return NO_IFAS;
  if (MOST_IN_JSON < audiences.length)
    return refused(audienceError('UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS', 'audiences'));
  const words = wordsOf(audiences.map((entry: unknown) => (isJsonObject(entry) ? entry['id'] : null)));
  return checked(
    state,
    { name: description, audienceId: idIn(audienceGroupId), uploadDescription, words },
    'audiences',
  );
}

/** @see https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group-by-file */
export function readFileUpload(state: EmulatorState, request: LineRequest): Read<Upload> {
  const contentType = request.headers['content-type'] ?? '';
  const parts = readMultipart(request);
  if (parts === null) return refused(apiError(415, `The content type, ${contentType}, is not supported`));
  const text = (name: string) => parts.find((part) => part.name === name)?.content.toString('utf8');
  const files = parts.filter(({ name }) => name === 'file');
  const [file] = files;
  if (file === undefined || 1 < files.length)
    return refused(bodyErrors([{ message: 'must be one file', property: 'file' }]));
  if (file.contentType !== 'text/plain')
    return refused(apiError(415, `The content type, ${file.contentType ?? ''}, is not supported`));
  if (text('isIfaAudience') === 'true') return NO_IFAS;
  const words = wordsInLines(file.content);
  if (words !== null && words.length === 0)
    return refused(audienceError('UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS', 'file'));
  if (words !== null && MOST_IN_FILE * WORDS_PER_ID < words.length)
    return refused(audienceError('UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS', 'file'));
  const audienceGroupId = Number(text('audienceGroupId'));
  const uploadDescription = text('uploadDescription');
  const name = text('description');
  return checked(state, { name, audienceId: idIn(audienceGroupId), uploadDescription, words }, 'file');
}

function checked(
  state: EmulatorState,
  {
    uploadDescription = null,
    words,
    ...rest
  }: Pick<Upload, 'name' | 'audienceId'> & {
    readonly uploadDescription: unknown;
    readonly words: UserWords | null;
  },
  property: 'audiences' | 'file',
): Read<Upload> {
  if (uploadDescription !== null && typeof uploadDescription !== 'string')
    return refused(bodyErrors([{ message: 'must be a string', property: 'uploadDescription' }]));
  if (LONGEST_UPLOAD_DESCRIPTION < (uploadDescription ?? '').length)
    return refused(audienceError('AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER'));
  if (words === null || namesForeign(state, words))
    return refused(audienceError('UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT', property));
  return { ok: true, value: { ...rest, description: uploadDescription, words } };
}

/** LINE's remedy is to leave out whom the profile endpoint does not know: users of another provider are among them. */
function namesForeign({ foreign }: EmulatorState, words: UserWords): boolean {
  if (foreign.size === 0) return false;
  for (let at = 0; at < words.length; at += WORDS_PER_ID)
    if (0 < foreign.count(words.subarray(at, at + WORDS_PER_ID))) return true;
  return false;
}

/** One user ID a line; null where a line is none. */
function wordsInLines(content: Buffer): UserWords | null {
  const stride = USER_ID_LENGTH + 1;
  const count = Math.ceil(content.length / stride);
  const words = new Uint32Array(count * WORDS_PER_ID);
  const isEven = content.length % stride === 0 || content.length % stride === USER_ID_LENGTH;
  if (0 < count && isEven && readUserWordsInBytes(content, { start: 0, stride, count }, words)) return words;
  const lines = content.toString('utf8').split('\n');
  return wordsOf(lines.map((line) => line.trim()).filter((line) => line !== ''));
}

function idIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** They are for companies that have applied. @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const NO_IFAS: Read<never> = { ok: false, answer: NOT_AVAILABLE };

function refused(answer: Answer): Read<never> {
  return { ok: false, answer };
}
