import { type Answer, apiError, json } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { bearer, MESSAGE, type Route } from '../http/route.js';
import { streamOf } from '../seeded-hash.js';
import type { EmulatorState } from '../state/state.js';
import type { ReceivedMessage } from './received-book.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-content-error-response */
const NO_SUCH_CONTENT = apiError(404, 'not found');
/** @see https://developers.line.biz/en/reference/messaging-api/#get-content-error-response */
const GONE = apiError(410, 'The content is gone');
/** @see https://developers.line.biz/en/reference/messaging-api/#verify-video-or-audio-preparation-status */
const NOT_TRANSCODED = apiError(400, "Transcoding status doesn't support this type of content");
/** @see https://developers.line.biz/en/reference/messaging-api/#get-image-or-video-preview */
const NO_PREVIEW = apiError(400, 'The content can not be previewed');
/** Nothing is said of the body that comes with it. @see https://developers.line.biz/en/reference/messaging-api/#get-content */
const BEING_PREPARED: Answer = { status: 202, headers: {}, body: '' };

/** LINE guarantees no time, and names none. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** What a message is asked for, once it is there: messages of which types have it, and what is answered for others. */
interface Wanted {
  readonly of: readonly string[];
  readonly otherwise: Answer;
  readonly answer: (message: ReceivedMessage, status: Preparation) => Answer | Promise<Answer>;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#verify-video-or-audio-preparation-status */
type Preparation = 'processing' | 'succeeded' | 'failed';

const CONTENT: Wanted = {
  of: ['image', 'video', 'audio', 'file'],
  otherwise: NO_SUCH_CONTENT,
  answer: async (message, status) => {
    if (status === 'processing') return BEING_PREPARED;
    if (status === 'failed') return NO_SUCH_CONTENT;
    const { contentOf } = await import('./bytes/content-of.js');
    return contentOf(message, streamOf(message.id));
  },
};

const PREVIEW: Wanted = {
  of: ['image', 'video'],
  otherwise: NO_PREVIEW,
  answer: async (message) => {
    const { previewOf } = await import('./bytes/content-of.js');
    return previewOf(streamOf(message.id));
  },
};

const TRANSCODING: Wanted = {
  of: ['video', 'audio'],
  otherwise: NOT_TRANSCODED,
  answer: (_message, status) => json(200, { status }),
};

/** Answers for messages that were received, are there still, and whose bytes LINE has. */
function askedFor({ of, otherwise, answer }: Wanted) {
  return ({ received }: EmulatorState, { params, at }: LineRequest): Answer | Promise<Answer> => {
    const message = received.find(params['messageId'] ?? '');
    if (message === null) return NO_SUCH_CONTENT;
    if (message.isUnsent) return GONE;
    if (!of.includes(message.type)) return otherwise;
    if (isElsewhere(message)) return NO_SUCH_CONTENT;
    return KEPT_MS <= at - message.at ? GONE : answer(message, preparationOf(message, at));
  };
}

/** Whether another server than LINE has the bytes. @see https://developers.line.biz/en/reference/messaging-api/#wh-image */
function isElsewhere({ message }: ReceivedMessage): boolean {
  const provider = message['contentProvider'];
  return typeof provider === 'object' && provider !== null && 'type' in provider && provider.type !== 'line';
}

function preparationOf({ type, at, content }: ReceivedMessage, now: number): Preparation {
  // Pictures and files are never prepared: only of videos and sounds can be asked how far that is.
  if (!TRANSCODING.of.includes(type)) return 'succeeded';
  if (now - at < content.preparingMs) return 'processing';
  return content.fails ? 'failed' : 'succeeded';
}

/** What users have sent. At LINE another host serves it; here it is the same. */
export const CONTENT_ROUTES: readonly Route[] = [
  bearer('content', 'GET', `${MESSAGE}/{messageId}/content`, askedFor(CONTENT)),
  bearer('content-preview', 'GET', `${MESSAGE}/{messageId}/content/preview`, askedFor(PREVIEW)),
  bearer('content-transcoding', 'GET', `${MESSAGE}/{messageId}/content/transcoding`, askedFor(TRANSCODING)),
];
