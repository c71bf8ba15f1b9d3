import { isJsonObject } from '../../../domain/text/json-object.js';
import type { CheckedEntries } from '../checked-entries.js';

/** Objects carry more than an ID, but a value beyond this is no list entry. */
export const MAX_JSON_ENTRY_BYTES = 1024 * 1024;

const ENTRY_PROPERTY = 'userId';
/** What LINE calls a page of them. @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const PAGE_PROPERTY = 'userIds';
/** Where LINE says that another page follows. */
export const NEXT_PROPERTY = 'next';

/** What JSON values say of recipients: each is a user ID, an object with one, or a saved page of followers. */
export class JsonEntries {
  /** Holds one user ID. */
  readonly entryProperty: string;
  /** Holds an array of them. */
  readonly pageProperty: string;
  readonly #entries: CheckedEntries;
  #isLastPage = true;

  /** `column` names the property in place of LINE's names. */
  constructor(entries: CheckedEntries, column: string | null) {
    this.#entries = entries;
    this.entryProperty = column ?? ENTRY_PROPERTY;
    this.pageProperty = column ?? PAGE_PROPERTY;
  }

  /** Whether the page that came last says that another follows. */
  get wantsNextPage(): boolean {
    return !this.#isLastPage;
  }

  /** Takes a value; `text` is how it is written. */
  add(value: unknown, text: string, line: number): void {
    const entry = typeof value === 'string' ? value : propertyOf(value, this.entryProperty);
    const page = propertyOf(value, this.pageProperty);
    if (typeof entry === 'string') {
      this.#entries.addText(entry, line);
    } else if (Array.isArray(page)) {
      for (const each of page) this.add(each, JSON.stringify(each), line);
      this.endPage(propertyOf(value, NEXT_PROPERTY));
    } else {
      this.#entries.addMalformed(text, line);
    }
  }

  /** Says what a page has for its next one. */
  endPage(next: unknown): void {
    this.#isLastPage = typeof next !== 'string';
  }
}

function propertyOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
