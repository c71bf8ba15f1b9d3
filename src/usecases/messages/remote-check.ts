import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { LocatedFinding } from '../../domain/messages/json-source.js';
import { reference } from '../../domain/messages/line-pages.js';
import { pointerToken, pointerTokens } from '../../domain/source/pointer.js';
import { isJsonObject } from '../../domain/text/json-object.js';
import type { RemoteValidation } from '../../ports/line-api.js';
import { acceptance, judgedHere, refusalWords } from './line-disagrees.js';
import type { MessageDocument } from './message-document.js';

/** Asks LINE's validate endpoint. */
export type AskLine = (method: SendMethod, body: string) => Promise<RemoteValidation>;

/**
 * What LINE itself says of a document's messages, and where it disagrees with what was found here; nothing is sent. A
 * document without messages is not asked about.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-push-message
 */
export async function remoteFindings(
  { value, locate, findings, pointerInFile }: Pick<MessageDocument, 'value' | 'locate' | 'findings' | 'pointerInFile'>,
  method: SendMethod,
  askLine: AskLine,
): Promise<readonly LocatedFinding[]> {
  const found = messagesOf(value);
  if (found === null || locate === null) return [];
  const answer = await askLine(method, JSON.stringify({ messages: found.messages }));
  const errors = judgedHere(findings, pointerInFile(found.notInDocument === 0 ? '/messages' : ''));
  if (answer.valid) {
    const accepted = acceptance(errors, method);
    return accepted === null ? [] : [accepted];
  }
  const details = answer.details.length === 0 ? [{ property: null, message: null }] : answer.details;
  return details.map(({ property, message }) => {
    const path = pathOf(property ?? '', answer.problem, found.messages);
    const inValue = pointerFrom(path.slice(found.notInDocument));
    const pointer = pointerInFile(inValue);
    const what = [property, message ?? answer.problem].filter((part) => part !== null).join(': ');
    const docs = reference(`validate-message-objects-of-${method}-message`);
    return {
      pointer,
      rule: 'line-refused',
      severity: 'error',
      message: refusalWords(what, pointer, errors),
      limit: null,
      actual: null,
      docs,
      ...locate(inValue),
    };
  });
}

interface Messages {
  readonly messages: readonly unknown[];
  /** Of `messages`, `0`, `text`, the path in the request, how many of the first the document itself does not have. */
  readonly notInDocument: number;
}

/** The messages of a document, whichever of the three forms it has; null where there are none. */
function messagesOf(value: unknown): Messages | null {
  if (Array.isArray(value)) return { messages: value, notInDocument: 1 };
  if (!isJsonObject(value)) return null;
  if (!Object.hasOwn(value, 'messages')) return { messages: [value], notInDocument: 2 };
  const messages = value['messages'];
  return Array.isArray(messages) ? { messages, notInDocument: 0 } : null;
}

/**
 * The path in the request that LINE names. It names most places as `messages[0].text`; in a Flex Message it gives a JSON
 * pointer into the `contents`, and says which message it is only in the sentence. That is read for nothing but the place,
 * and a place that is not there becomes the message.
 */
function pathOf(property: string, problem: string, messages: readonly unknown[]): readonly string[] {
  if (!property.startsWith('/')) return property.match(/[^.[\]]+/g) ?? [];
  const index = messageIndex(problem, messages.length);
  if (index === null) return ['messages'];
  const message = ['messages', String(index)];
  const below = pointerTokens(property);
  const inside = [['contents', ...below], below].find((tokens) => hasPath(messages[index], tokens)) ?? [];
  return [...message, ...inside];
}

function messageIndex(problem: string, count: number): number | null {
  const named = /\bmessages\[(\d{1,3})\]/.exec(problem)?.[1];
  if (named === undefined) return count === 1 ? 0 : null;
  return Number(named) < count ? Number(named) : null;
}

function hasPath(value: unknown, tokens: readonly string[]): boolean {
  let current = value;
  for (const token of tokens) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, token)) return false;
    current = Reflect.get(current, token);
  }
  return true;
}

function pointerFrom(tokens: readonly string[]): string {
  return tokens.map((token) => `/${pointerToken(token)}`).join('');
}
