import { callEndpoint, callPages } from '../usecases/api/call-api.js';
import { agree, textOf } from './api/agree.js';
import { API_SCHEMA, createAnswerWriter, ReaderGone } from './api/answer.js';
import { awaited } from './api/awaited.js';
import { API_OPTIONS, type ApiOptions, type ApiWish, parseMethod, readWish } from './api/request.js';
import { sendMessages } from './api/send.js';
import { dryRunView } from './output/dry-run.js';
import { sayNext } from './output/next.js';
import { plural, show } from './output/view.js';
import type { Session } from './session.js';
import { argument, completing, verb } from './verb.js';

export const api = verb({
  path: 'api',
  summary: "call any endpoint of LINE's API with the channel's token",
  args: {
    method: completing(argument('GET, POST, PUT or DELETE', parseMethod), ['GET', 'POST', 'PUT', 'DELETE']),
    path: argument('path and query, such as /v2/bot/info; quote a question mark'),
  },
  options: API_OPTIONS,
  examples: [
    { line: 'api GET "/v2/bot/richmenu/list"', does: "LINE's answer as it is" },
    { line: 'api GET "/v2/bot/followers/ids?limit=1000" --paginate', does: 'page after page' },
    { line: 'api POST /v2/bot/richmenu --data menu.json', does: 'asks first' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: [API_SCHEMA],
  exits: { incomplete: 'nobody can tell whether LINE took it; the same command line asks again' },
  docs: ['https://developers.line.biz/en/reference/messaging-api/'],
  run: async (session, { args: { method, path }, options }) =>
    callApi(session, await readWish(session, method, path, options), path, options),
});

async function callApi(session: Session, wish: ApiWish, typed: string, options: ApiOptions): Promise<void> {
  const { terminal, globals } = session;
  const { request, retryKey, warnings } = wish;
  for (const warning of warnings) terminal.warn(`warning: ${warning}`);
  if (globals.dryRun) return showRequest(session, wish);
  await terminal.requireReceiver();
  if (retryKey !== null) {
    await sendMessages(session, request, retryKey, typed, options);
    return sayNext(session, 'api', { isChange: true });
  }
  if (request.method !== 'GET') await agree(session, request, { bot: null, retryKey }, options);
  const writer = createAnswerWriter(session, request);
  const atLine = await session.atLine();
  // What became of a change on its way is waited for, and told.
  const interruption = request.method === 'GET' ? null : awaited(session);
  try {
    if (options.paginate) await callPages(request, writer, atLine);
    else await callEndpoint(request, writer, atLine, interruption?.signal);
  } catch (error) {
    if (error instanceof ReaderGone) return;
    await writer.endBehind(error);
    throw error;
  } finally {
    interruption?.release();
  }
  await writer.end();
  sayNext(session, 'api', { isChange: request.method !== 'GET' });
}

/** The token is not shown, and nothing is asked of LINE. */
async function showRequest(session: Session, { request, retryKey }: ApiWish): Promise<void> {
  const { method, path, query, body } = request;
  const headers = {
    ...(body === null ? {} : { 'Content-Type': body.contentType }),
    ...(retryKey === null ? {} : { 'X-Line-Retry-Key': retryKey }),
  };
  const endpoint = { method, path: query === '' ? path : `${path}?${query}` };
  await show(session, dryRunView([{ endpoint, headers, body: textOf(body) }]));
  if (body !== null && textOf(body) === null) session.terminal.note(`would carry ${plural(body.bytes.length, 'byte')}`);
}
