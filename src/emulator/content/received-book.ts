import type { JsonObject } from '../http/line-request.js';

const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+(;[ -~]*)?$/;

/** Whether a header can say it. */
export function isContentType(text: string): boolean {
  return MEDIA_TYPE.test(text);
}

/** What is known of the bytes of a picture, a video, a sound or a file. */
export interface GivenContent {
  /** Null for bytes of the emulator's own making. */
  readonly base64: string | null;
  /** Null for what the bytes look like. */
  readonly contentType: string | null;
  /** How long after its receipt it is being prepared, in milliseconds of emulator time. */
  readonly preparingMs: number;
  /** Whether preparing it fails. */
  readonly fails: boolean;
}

/** A message that somebody sent to the account, or in a chat that it is in. */
export interface ReceivedMessage {
  readonly id: string;
  /** `text`, `image` and so on; types of tomorrow among them. */
  readonly type: string;
  /** The user, the group or the room; null where the event named none. */
  readonly chatId: string | null;
  /** Null where the event named nobody. */
  readonly senderId: string | null;
  /** Emulator time in milliseconds. */
  readonly at: number;
  /** As the webhook told it; after an edit, as it was told then. */
  readonly message: JsonObject;
  readonly isUnsent: boolean;
  readonly content: GivenContent;
}

/** Nothing was said of the bytes: they are made up, and ready at once. */
const MADE_UP: GivenContent = { base64: null, contentType: null, preparingMs: 0, fails: false };

const KEPT_MESSAGES = 10_000;
const KEPT_BYTES = 64 * 1024 * 1024;

/** The messages that the account received: the latest ten thousand, or fewer where their bytes are many. */
export class ReceivedBook {
  readonly #messages = new Map<string, ReceivedMessage>();
  #bytes = 0;

  /** How many are remembered. */
  get count(): number {
    return this.#messages.size;
  }

  /** Notes a message that has come. The same ID once more is the same message. */
  note(message: Omit<ReceivedMessage, 'isUnsent' | 'content'>): void {
    if (!this.#messages.has(message.id)) this.#set({ ...message, isUnsent: false, content: MADE_UP });
  }

  /** The message has been changed by who sent it. */
  edit(id: string, message: JsonObject): void {
    const known = this.#messages.get(id);
    if (known !== undefined) this.#set({ ...known, message: { ...known.message, ...message } });
  }

  /** The message has been taken back: its bytes are gone. */
  unsend(id: string): void {
    const known = this.#messages.get(id);
    if (known !== undefined) this.#set({ ...known, isUnsent: true, content: { ...known.content, base64: null } });
  }

  /** Says what the bytes of a message are; false where there is no such message. */
  give(id: string, content: Partial<GivenContent>): boolean {
    const known = this.#messages.get(id);
    if (known === undefined) return false;
    this.#set({ ...known, content: { ...known.content, ...content } });
    return true;
  }

  /** The message of this ID; null where there was none, or so long ago that it is forgotten. */
  find(id: string): ReceivedMessage | null {
    return this.#messages.get(id) ?? null;
  }

  /**
   * The latest message of a chat, or of all where that is null, of which this is true and which has not been taken back;
   * null where there is none.
   */
  latestIn(chatId: string | null, isMeant: (message: ReceivedMessage) => boolean): ReceivedMessage | null {
    const messages = chatId === null ? [...this.#messages.values()] : this.inChat(chatId);
    return messages.findLast((message) => !message.isUnsent && isMeant(message)) ?? null;
  }

  /** The messages of a chat, oldest first; those that were taken back among them. */
  inChat(chatId: string): readonly ReceivedMessage[] {
    return [...this.#messages.values()].filter((message) => message.chatId === chatId);
  }

  #set(message: ReceivedMessage): void {
    this.#bytes += sizeOf(message) - sizeOf(this.#messages.get(message.id));
    this.#messages.set(message.id, message);
    for (const [id, oldest] of this.#messages) {
      if (this.#messages.size <= KEPT_MESSAGES && this.#bytes <= KEPT_BYTES) return;
      this.#bytes -= sizeOf(oldest);
      this.#messages.delete(id);
    }
  }

  /** What is remembered, as plain data for the state file. */
  toData(): ReceivedData {
    return [...this.#messages.values()];
  }

  /** Takes over the messages of an earlier run. @throws {RangeError} for a content type that is none. */
  restore(messages: ReceivedData): void {
    for (const message of messages) {
      const { contentType } = message.content;
      if (contentType !== null && !isContentType(contentType)) throw new RangeError('no content type');
      this.#set(message);
    }
  }
}

/** The book as plain data. */
export type ReceivedData = readonly ReceivedMessage[];

function sizeOf(message: ReceivedMessage | undefined): number {
  return message?.content.base64?.length ?? 0;
}
