import { readControlBody } from '../control/control-body.js';
import { type Answer, apiError, json } from '../http/answer.js';
import { isJsonObject, type LineRequest } from '../http/line-request.js';
import type { Addressed } from '../http/route.js';
import { type GivenContent, isContentType } from './received-book.js';

const HOW =
  'Give {"messageId":"…"} of a message that was received, and "base64", "contentType", "preparingMs" or "transcoding":"failed"';

/** Says what the bytes of a received message are, `{"messageId":"…","base64":"…"}`, and how preparing them goes. */
export function giveContent({ state }: Addressed, request: LineRequest): Answer {
  const { messageId, ...rest } = readControlBody(request) ?? {};
  const content = readContent(rest);
  if (typeof messageId !== 'string' || content === null) return apiError(400, HOW);
  return state.received.give(messageId, content)
    ? json(200, {})
    : apiError(404, `No message ${messageId} was received`);
}

/** What an order says of the bytes: an object, or the bytes alone in base64; null for what is neither. */
export function readContent(order: unknown): Partial<GivenContent> | null {
  if (typeof order === 'string') return readContent({ base64: order });
  if (!isJsonObject(order)) return null;
  const { base64 = null, contentType = null, preparingMs = null, transcoding = null, ...others } = order;
  const isReadable =
    Object.keys(others).length === 0 &&
    (base64 === null || (typeof base64 === 'string' && BASE64.test(base64))) &&
    (contentType === null || (typeof contentType === 'string' && isContentType(contentType))) &&
    (preparingMs === null || (typeof preparingMs === 'number' && 0 <= preparingMs)) &&
    (transcoding === null || transcoding === 'failed' || transcoding === 'succeeded');
  if (!isReadable) return null;
  return {
    ...(typeof base64 === 'string' ? { base64 } : {}),
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(typeof preparingMs === 'number' ? { preparingMs } : {}),
    ...(transcoding === null ? {} : { fails: transcoding === 'failed' }),
  };
}

const BASE64 = /^[\w+/-]*={0,2}$/;
