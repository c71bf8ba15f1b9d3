import { isJsonObject } from '../../text/json-object.js';
import { guide, reference } from '../line-pages.js';

/** A document that is something else than messages: what it is, and the way on. */
interface OtherDocument {
  readonly message: string;
  readonly docs: string;
}

/** What people hand over beside messages, told by what only that has; null where it may be meant as messages. */
export function otherDocument(value: unknown): OtherDocument | null {
  if (Array.isArray(value)) return isUserIds(value) ? USER_IDS : null;
  if (!isJsonObject(value) || typeof value['type'] === 'string') return null;
  if (Array.isArray(value['events']) && !Object.hasOwn(value, 'messages')) return WEBHOOK;
  if (Array.isArray(value['userIds'])) return USER_IDS;
  if (Array.isArray(value['areas']) && isJsonObject(value['size'])) return RICH_MENU;
  const isAnswer = typeof value['message'] === 'string' && Object.keys(value).every((key) => ANSWER_KEYS.includes(key));
  return isAnswer ? ANSWER : null;
}

const WEBHOOK: OtherDocument = {
  message:
    'this is the body of a webhook (it has "events"), which LINE sends and nobody sends to LINE; what answers it is a request with "replyToken" and "messages"',
  docs: reference('request-body'),
};

const USER_IDS: OtherDocument = {
  message: 'this is a list of user IDs, not of messages: it belongs where the recipients are named',
  docs: guide('getting-user-ids/'),
};

const RICH_MENU: OtherDocument = {
  message: 'this is a rich menu (it has "size" and "areas"), which is not a message and goes to an endpoint of its own',
  docs: reference('create-rich-menu'),
};

/** @see https://developers.line.biz/en/reference/messaging-api/#error-responses */
const ANSWER_KEYS = ['message', 'details'];

const ANSWER: OtherDocument = {
  message:
    'this has a "message" in words, as an answer of LINE has, and no message object: expected {"type":"text","text":"..."}',
  docs: reference('error-responses'),
};

/** @see https://developers.line.biz/en/docs/messaging-api/getting-user-ids/ */
const USER_ID = /^U[0-9a-f]{32}$/;

function isUserIds(values: readonly unknown[]): boolean {
  const [first] = values;
  return typeof first === 'string' && USER_ID.test(first);
}
