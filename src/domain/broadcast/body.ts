import { LineOpsError } from '../failure.js';
import { writeUserIdsJson } from './user-id-bytes.js';

const HEAD = '{"to":[';

/** What is said in a request beside its recipients and messages. */
export interface BodyOptions {
  /** No push notification. */
  readonly silent: boolean;
  /** Custom aggregation unit; null for the one of the message file, if any. */
  readonly unit: string | null;
}

/**
 * The multicast request body behind its recipients, from what a message file holds: one message object, an array of
 * them, or a whole body without recipients. Made once per broadcast: every batch sends these exact bytes.
 *
 * @throws {LineOpsError} `usage` when the file names recipients itself.
 */
export function multicastBodyTail(content: unknown, { silent, unit }: BodyOptions): string {
  const body = bodyOf(content);
  if ('to' in body) {
    throw new LineOpsError('usage', 'MESSAGES_NAME_RECIPIENTS', 'the message file has a "to" of its own', {
      hint: 'Remove "to" from the file: the recipients come from --to.',
    });
  }
  const { messages, ...others } = body;
  const rest = {
    ...others,
    ...(silent ? { notificationDisabled: true } : {}),
    ...(unit === null ? {} : { customAggregationUnits: [unit] }),
  };
  return `],${JSON.stringify({ messages, ...rest }).slice(1)}`;
}

function bodyOf(content: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(content)) return { messages: content };
  if (typeof content === 'object' && content !== null)
    return 'messages' in content ? { ...content } : { messages: [content] };
  return { messages: content };
}

/** The body as it would be checked: everything but the recipients. */
export function bodyWithoutRecipients(bodyTail: string): unknown {
  return JSON.parse(`{${bodyTail.slice(2)}`);
}

/** The exact bytes of one batch's request, the same at every attempt: nothing but joined text. */
export function multicastBody(packedRecipients: Uint8Array, bodyTail: string): string {
  return `${HEAD}${writeUserIdsJson(packedRecipients)}${bodyTail}`;
}
