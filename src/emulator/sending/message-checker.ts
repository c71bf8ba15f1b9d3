import type { Finding, SendMethod } from '../../domain/messages/engine/finding.js';
import type { ErrorDetail } from '../http/answer.js';
import { lineErrorText, linePropertyOf } from './line-error-text.js';

const CACHED_TEXTS = 256;
const CACHED_LENGTH = 100_000;

type CheckMessages = (messages: unknown, options: { readonly method: SendMethod }) => readonly Finding[];

/** What is wrong with the `messages` of a request, in LINE's words; empty when nothing is. */
export type MessageProblems = readonly ErrorDetail[];

/**
 * Judges message objects by the same rules as `message validate`. The rules are loaded at the first send, so that the
 * start of the emulator does not wait for them, and the same messages are judged once.
 */
export class MessageChecker {
  readonly #cache = new Map<string, MessageProblems>();
  #check: CheckMessages | null = null;

  /** Loads the rules. To be awaited before `problems` is called. */
  async load(): Promise<this> {
    if (this.#check === null) {
      const { checkMessages } = await import('../../domain/messages/check-messages.js');
      this.#check = checkMessages;
    }
    return this;
  }

  /** The problems of `messages` as sent by the method. */
  problems(messages: unknown, method: SendMethod): MessageProblems {
    const key = `${method} ${JSON.stringify(messages)}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const problems = this.#judge(messages, method);
    if (CACHED_TEXTS <= this.#cache.size) this.#cache.clear();
    if (key.length <= CACHED_LENGTH) this.#cache.set(key, problems);
    return problems;
  }

  #judge(messages: unknown, method: SendMethod): MessageProblems {
    if (messages === undefined || messages === null) return [{ message: 'May not be empty', property: 'messages' }];
    const findings = this.#check?.(messages, { method }) ?? [];
    return findings
      .filter(({ severity }) => severity === 'error')
      .map((finding) => ({ message: lineErrorText(finding), property: linePropertyOf(finding.pointer) }));
  }
}
