import type { JsonObject, ObjectCheck, Property, Table } from '../../engine/shapes.js';
import { ANYTHING, object, optional, required, table, text } from '../../engine/table.js';
import { QUICK_REPLY } from './quick-reply.js';
import { SENDER } from './sender.js';

/** A type of message object: what LINE takes for it, and how one is told from others in a few words. */
export interface MessageType {
  /** The value of `type` that picks it. */
  readonly type: string;
  readonly table: Table;
  /** What people will see of such a message, line by line. Reads what is there and wants nothing. */
  readonly summary: (message: JsonObject) => readonly string[];
}

interface MessageTypeOptions {
  readonly name: string;
  readonly docs: string;
  /** Its own properties; what every message may carry comes before them. */
  readonly properties: Readonly<Record<string, Property>>;
  readonly check?: ObjectCheck;
  readonly summary: MessageType['summary'];
}

/** `altText` of imagemap, template and Flex Messages. @see https://developers.line.biz/en/reference/messaging-api/#flex-message */
export const ALT_TEXT = text(1500);

/** What every message may carry, whatever its type. @see https://developers.line.biz/en/reference/messaging-api/#message-common-properties */
const COMMON_PROPERTIES: Readonly<Record<string, Property>> = {
  type: required(ANYTHING),
  quickReply: optional(object(QUICK_REPLY)),
  sender: optional(object(SENDER)),
};

/** Makes a message type; `message-types.ts` lists all of them. */
export function messageType(type: string, { properties, summary, ...own }: MessageTypeOptions): MessageType {
  return { type, summary, table: table({ ...own, properties: { ...COMMON_PROPERTIES, ...properties } }) };
}

/** The values of these properties as a line, those that are there; no line where none is. */
export function lineOf(message: JsonObject, ...names: readonly string[]): readonly string[] {
  const parts = names
    .map((name) => message[name])
    .filter((value) => typeof value === 'string' || typeof value === 'number');
  return parts.length === 0 ? [] : [parts.join(', ')];
}

/** The lines of the text of a text message. */
export function textLines({ text: written }: JsonObject): readonly string[] {
  return typeof written === 'string' || typeof written === 'number' ? String(written).split(/\r\n|\r|\n/) : [''];
}
