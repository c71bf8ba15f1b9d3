import { randomUUID } from 'node:crypto';
import { writeUserIds } from '../../../domain/broadcast/planning/user-id-bytes.js';
import { ENDPOINTS, type Endpoint } from '../../../domain/line/endpoints.js';
import type { AudienceId } from '../../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { AudienceCalls, AudiencePart, CreatedAudience } from '../../../ports/audience/audience-calls.js';
import type { HttpReply, HttpRequest } from '../http.js';
import { readAudienceData, readAudiencePage, readCreatedAudience, readProblem } from '../replies.js';
import { expectDone, expectOk } from '../verdict.js';
import { type Call, isNo } from './transport.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#manage-audience-error */
const NOT_FOUND = 'AUDIENCE_GROUP_NOT_FOUND';
/** The most that LINE gives. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
const PAGE_SIZE = '40';
/** LINE asks for at least 30 s. @see https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group */
const UPLOAD_TIMEOUT_MS = 60_000;
/** A file of 1,500,000 user IDs has 51 MB. */
const FILE_TIMEOUT_MS = 5 * 60_000;

export function audienceCalls(call: Call): AudienceCalls {
  const read = (endpoint: Endpoint, isShared: boolean) => async (token: ChannelAccessToken, id: AudienceId) => {
    const reply = await call(at(endpoint, id), { token });
    return isNotFound(reply) ? null : readAudienceData(expectOk(reply, 'read the audience').text, isShared);
  };
  const list = async (endpoint: Endpoint, token: ChannelAccessToken, page: number, name: string | null) => {
    const query = { page: String(page), size: PAGE_SIZE, ...(name === null ? {} : { description: name }) };
    return readAudiencePage(expectOk(await call(endpoint, { token, query }), 'list the audiences').text);
  };
  return {
    audience: read(ENDPOINTS.audience, false),
    sharedAudience: read(ENDPOINTS.sharedAudience, true),
    audiences: (token, { page, name }) => list(ENDPOINTS.audiences, token, page, name),
    sharedAudiences: (token, { page }) => list(ENDPOINTS.sharedAudiences, token, page, null),
    createAudience: async (token, name, part) => {
      const request = jsonUpload(token, { description: name }, part);
      return created(await call(ENDPOINTS.createAudience, request));
    },
    createAudienceByFile: async (token, name, part) => {
      const request = fileUpload(token, { description: name }, part);
      return created(await call(ENDPOINTS.createAudienceByFile, request));
    },
    addToAudience: async (token, id, part) => {
      const request = fileUpload(token, { audienceGroupId: id }, part);
      return expectDone(await call(ENDPOINTS.addToAudience, request), 'add to the audience').requestId;
    },
    // The reference says 202, and the OpenAPI files say 200: any yes will do.
    deleteAudience: async (token, id) => {
      const reply = await call(at(ENDPOINTS.deleteAudience, id), { token });
      if (isNotFound(reply)) return false;
      expectDone(reply, 'delete the audience');
      return true;
    },
  };
}

function at(endpoint: Endpoint, id: AudienceId): Endpoint {
  return { ...endpoint, path: endpoint.path.replace('{audienceGroupId}', String(id)) };
}

function created(reply: HttpReply): CreatedAudience {
  const { text, requestId } = expectOk(reply, 'create the audience');
  return { id: readCreatedAudience(text), requestId };
}

type About = Readonly<Record<string, string | number>>;

function jsonUpload(token: ChannelAccessToken, about: About, { people, description }: AudiencePart): HttpRequest {
  const fields = JSON.stringify({ ...about, uploadDescription: description });
  const ids = writeUserIds(people, '{"id":"', '"},').slice(0, -1);
  const text = `${fields.slice(0, -1)},"audiences":[${ids}]}`;
  const body = { type: 'bytes', bytes: Buffer.from(text), contentType: 'application/json', isUnlogged: true } as const;
  return { token, body, timeoutMs: UPLOAD_TIMEOUT_MS };
}

/** A form with a file of one user ID a line. @see https://www.rfc-editor.org/rfc/rfc7578 */
function fileUpload(token: ChannelAccessToken, about: About, { people, description }: AudiencePart): HttpRequest {
  const boundary = `line-ops-${randomUUID()}`;
  const part = (name: string, content: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
  const fields = Object.entries({ ...about, uploadDescription: description });
  const texts = fields.map(([name, value]) => part(name, String(value)));
  const file = part('file', writeUserIds(people, '', '\n'), '; filename="people.txt"\r\nContent-Type: text/plain');
  const bytes = Buffer.from(`${texts.join('')}${file}--${boundary}--\r\n`);
  const contentType = `multipart/form-data; boundary=${boundary}`;
  return { token, body: { type: 'bytes', bytes, contentType, isUnlogged: true }, timeoutMs: FILE_TIMEOUT_MS };
}

/** LINE answers 400 for an audience that is not there; a 404 would say the same. */
function isNotFound(reply: HttpReply): boolean {
  const isRefusal = isNo(reply, 400);
  if (isRefusal) return readProblem(reply.text).details.some(({ message }) => message === NOT_FOUND);
  return isNo(reply, 404);
}
