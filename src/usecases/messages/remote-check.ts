import type { SendMethod } from '../../domain/messages/finding.js';
import type { LocatedFinding } from '../../domain/messages/json-source.js';
import { pointerToken } from '../../domain/messages/pointer.js';
import { isObject, reference } from '../../domain/messages/shapes.js';
import type { RemoteValidation } from '../../ports/line-api.js';
import type { MessageDocument } from './message-document.js';

/** Asks LINE's validate endpoint. */
export type AskLine = (method: SendMethod, body: string) => Promise<RemoteValidation>;

/**
 * What LINE itself says of a document's messages; nothing is sent. A document without messages is not asked about.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-push-message
 */
export async function remoteFindings(
  { value, locate }: MessageDocument,
  method: SendMethod,
  askLine: AskLine,
): Promise<readonly LocatedFinding[]> {
  const found = messagesOf(value);
  if (found === null || locate === null) return [];
  const answer = await askLine(method, JSON.stringify({ messages: found.messages }));
  if (answer.valid) return [];
  const details = answer.details.length === 0 ? [{ property: null, message: null }] : answer.details;
  return details.map(({ property, message }) => {
    const pointer = found.pointerOf(property ?? '');
    const what = [property, message ?? answer.problem].filter((part) => part !== null).join(': ');
    const docs = reference(`validate-message-objects-of-${method}-message`);
    return {
      pointer,
      rule: 'line-refused',
      severity: 'error',
      message: `LINE refuses it: ${what}`,
      limit: null,
      actual: null,
      docs,
      ...locate(pointer),
    };
  });
}

interface Messages {
  readonly messages: readonly unknown[];
  /** From LINE's `messages[0].text` to a pointer from the root of the document. */
  readonly pointerOf: (property: string) => string;
}

/** The messages of a document, whichever of the three forms it has; null where there are none. */
function messagesOf(value: unknown): Messages | null {
  if (Array.isArray(value))
    return { messages: value, pointerOf: (property) => pointerFrom(tokensOf(property).slice(1)) };
  if (!isObject(value)) return null;
  if (!Object.hasOwn(value, 'messages'))
    return { messages: [value], pointerOf: (property) => pointerFrom(tokensOf(property).slice(2)) };
  const messages = value['messages'];
  return Array.isArray(messages) ? { messages, pointerOf: (property) => pointerFrom(tokensOf(property)) } : null;
}

function tokensOf(property: string): readonly string[] {
  return property.match(/[^.[\]]+/g) ?? [];
}

function pointerFrom(tokens: readonly string[]): string {
  return tokens.map((token) => `/${pointerToken(token)}`).join('');
}
