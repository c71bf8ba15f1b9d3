import { pointerToken } from '../../source/pointer.js';
import { isJsonObject } from '../../text/json-object.js';
import { shown } from '../../text/shown.js';
import type { Finding, SendMethod } from '../engine/finding.js';
import type { JsonObject } from '../engine/shapes.js';
import { reference } from '../line-pages.js';
import type { RuleName } from '../registry/rules.js';
import { isRequestBody, misnamedMessages } from './request-form.js';

/** A document as it was probably meant, so that what is inside can be checked, and what keeps it from being that. */
export interface MeantDocument {
  readonly value: unknown;
  /** What is wrong with the form; what is inside is not looked at. */
  readonly findings: readonly Finding[];
  /** Bare Flex containers that were read as messages. */
  readonly wrapped: number;
  /** The pointer in the document as it is written, of one in `value`. */
  readonly pointerInSource: (pointer: string) => string;
}

/** What a bare container is read with: LINE wants an alternative text, and the container has none to check. */
const ALT_TEXT = 'Flex Message';

const TEMPLATES = ['buttons', 'confirm', 'image_carousel'];

/**
 * Reads a document with bare Flex containers, bare templates or misplaced `messages` as the messages that were meant; null
 * where it has the form that it should have. With `wrap` bare Flex containers are no error.
 */
export function meantDocument(
  document: unknown,
  wish: { readonly wrap: boolean; readonly method: SendMethod },
): MeantDocument | null {
  return new FormReader(wish.wrap, wish.method).result(document);
}

class FormReader {
  readonly #wrap: boolean;
  readonly #method: SendMethod;
  /** Pointers in the value, and what they are in the source. */
  readonly #moved = new Map<string, string>();
  readonly #findings: Finding[] = [];
  #wrapped = 0;

  constructor(wrap: boolean, method: SendMethod) {
    this.#wrap = wrap;
    this.#method = method;
  }

  result(document: unknown): MeantDocument | null {
    const value = this.#read(document);
    const findings = this.#findings;
    if (findings.length === 0 && this.#wrapped === 0) return null;
    return { value, findings, wrapped: this.#wrapped, pointerInSource: (pointer) => this.#inSource(pointer) };
  }

  /** What was moved last lies deepest, and is moved back first. */
  #inSource(pointer: string): string {
    let moved = pointer;
    for (let tokens = MOST_TOKENS; 0 < tokens; tokens--) {
      const prefix = beginningOf(moved, tokens);
      const to = prefix === null ? undefined : this.#moved.get(prefix);
      if (prefix !== null && to !== undefined) moved = `${to}${moved.slice(prefix.length)}`;
    }
    return moved;
  }

  #read(document: unknown): unknown {
    if (Array.isArray(document)) return this.#list(document, '');
    return isRequestBody(document) ? this.#body(document) : this.#message(document, '');
  }

  #list(messages: readonly unknown[], at: string): readonly unknown[] {
    return messages.map((message, index) => this.#message(message, `${at}/${index}`));
  }

  #body(body: JsonObject): unknown {
    const named = this.#named(body);
    const { messages, ...rest } = named;
    if (Array.isArray(messages)) return { ...rest, messages: this.#list(messages, '/messages') };
    if (!isJsonObject(messages)) return named;
    const message = 'messages is of type object, it must be an array: put the message into [ ]';
    const docs = reference(`send-${this.#method}-message`);
    this.#report('wrong-type', '/messages', message, { docs, limit: 'an array', actual: 'object' });
    this.#moved.set('/messages/0', '/messages');
    return { ...rest, messages: [this.#message(messages, '/messages/0')] };
  }

  /** The body with its messages under their name; where nothing is like them, that is for the rules to say. */
  #named(body: JsonObject): JsonObject {
    const key = Object.hasOwn(body, 'messages') ? null : misnamedMessages(body);
    if (key === null) return body;
    const message = `"messages" is missing from the ${this.#method} request body: "${shown(key)}" is not it`;
    this.#report('required', '/messages', message, { docs: reference(`send-${this.#method}-message`) });
    const { [key]: messages, ...rest } = body;
    this.#moved.set('/messages', `/${pointerToken(key)}`);
    return { ...rest, messages };
  }

  #message(message: unknown, at: string): unknown {
    if (!isJsonObject(message)) return message;
    const { type } = message;
    if (type === 'bubble' || (type === 'carousel' && !Object.hasOwn(message, 'columns'))) {
      const text = `a bare Flex container (${type}) is no message: put it into {"type":"flex","altText":"...","contents":...}`;
      this.#bare(at, text, type);
      this.#moved.set(`${at}/contents`, at);
      return { type: 'flex', altText: ALT_TEXT, contents: message };
    }
    if (typeof type === 'string' && (TEMPLATES.includes(type) || type === 'carousel'))
      return this.#template(message, type, at);
    return type === undefined || type === 'flex' ? this.#flex(message, type === 'flex', at) : message;
  }

  /** A Flex Message that lacks its type, or has several bubbles where one container belongs. */
  #flex(message: JsonObject, isTyped: boolean, at: string): unknown {
    const { contents } = message;
    const meant = { ...(isTyped ? {} : UNTYPED), ...message, type: 'flex' };
    if (Array.isArray(contents) && contents.some(isContainer)) {
      const text = 'an array of bubbles is no Flex container: write "contents":{"type":"carousel","contents":[...]}';
      this.#bare(`${at}/contents`, isTyped ? text : `${text} and add ${missingFrom(message)}`, 'array');
      this.#moved.set(`${at}/contents/contents`, `${at}/contents`);
      return { ...meant, contents: { type: 'carousel', contents } };
    }
    if (isTyped || !isContainer(contents)) return message;
    this.#bare(at, `a Flex container without "type":"flex" is no message: add ${missingFrom(message)}`, null);
    return meant;
  }

  #template(template: JsonObject, type: string, at: string): unknown {
    const message = `a bare template (${type}) is no message: put it into {"type":"template","altText":"...","template":...}`;
    this.#report('message-type', `${at}/type`, message, { docs: reference('template-messages'), actual: type });
    this.#moved.set(`${at}/template`, at);
    return { type: 'template', altText: ALT_TEXT, template };
  }

  #bare(at: string, message: string, actual: string | null): void {
    if (this.#wrap) this.#wrapped += 1;
    else this.#report('bare-flex', at, message, { docs: reference('flex-message'), actual });
  }

  #report(
    rule: RuleName,
    at: string,
    message: string,
    { docs, limit = null, actual = null }: Pick<Finding, 'docs'> & Partial<Pick<Finding, 'limit' | 'actual'>>,
  ): void {
    const pointer = this.#inSource(at);
    this.#findings.push({ pointer, rule, severity: 'error', message, limit, actual, docs });
  }
}

/** What a container lacks that was written without the message around it. */
const UNTYPED = { altText: ALT_TEXT } as const;

function missingFrom(message: JsonObject): string {
  return Object.hasOwn(message, 'altText') ? '"type":"flex"' : '"type":"flex" and "altText"';
}

function isContainer(value: unknown): boolean {
  return isJsonObject(value) && (value['type'] === 'bubble' || value['type'] === 'carousel');
}

/** Tokens of the longest pointer that is moved: `/messages/0/contents/contents`. */
const MOST_TOKENS = 4;

/** The first tokens of a pointer, as a pointer; null where it has fewer. */
function beginningOf(pointer: string, tokens: number): string | null {
  let end = 0;
  for (let token = 0; token < tokens; token++) {
    if (pointer[end] !== '/') return null;
    const next = pointer.indexOf('/', end + 1);
    end = next === -1 ? pointer.length : next;
  }
  return pointer.slice(0, end);
}
