import { isJsonObject, mediaTypeOf } from '../http/line-request.js';

/** What stands in the place of a token or a secret. */
const MARK = '[redacted]';
/** Shorter ones are no secrets, and stand in other words by chance. */
const SHORTEST_SECRET = 6;
/** Of the token endpoints and of LINE Login, asked and answered. */
const SECRET_NAMES = ['access_token', 'refresh_token', 'id_token', 'client_secret', 'client_assertion'];
/** In a form, or a query, that stands inside a text. */
const SECRET_PAIR = new RegExp(`\\b(${SECRET_NAMES.join('|')})=[^&\\s"]+`, 'g');
/** In JSON that could not be read, or that stands inside a text. */
const SECRET_PROPERTY = new RegExp(`"(${SECRET_NAMES.join('|')})"\\s*:\\s*"[^"]+`, 'g');

/** A body for people and programs: see `RecordedRequest.body`. */
export function toldBody(contentType: string, body: Uint8Array): unknown {
  if (body.length === 0) return null;
  const mediaType = mediaTypeOf(contentType);
  const text = () => Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8');
  if (mediaType === 'application/json') return parsed(text());
  if (mediaType === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text()));
  return { contentType, bytes: body.length };
}

/** Takes out what is a secret by its name, and these. */
export class Redaction {
  readonly #secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets.filter(({ length }) => SHORTEST_SECRET <= length);
  }

  /** JSON, all the way down; null where that is too far. */
  value(value: unknown): unknown {
    try {
      return this.#clean(value);
    } catch {
      return null;
    }
  }

  /** A text, such as a URL. */
  text(text: string): string {
    const named = text.replace(SECRET_PAIR, `$1=${MARK}`).replace(SECRET_PROPERTY, `"$1":"${MARK}`);
    return this.#secrets.reduce((clean, secret) => clean.replaceAll(secret, MARK), named);
  }

  /** Entry by entry, as `value`. */
  list(values: readonly unknown[]): readonly unknown[] {
    return values.map((value) => this.value(value));
  }

  /** What has a name, such as the parameters of a query. */
  texts(named: Iterable<readonly [name: string, text: string]>): Readonly<Record<string, string>> {
    return Object.fromEntries([...named].map(([name, text]) => [name, isSecret(name) ? MARK : this.text(text)]));
  }

  #clean(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((part) => this.#clean(part));
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([name, part]) => [name, isSecret(name) ? MARK : this.#clean(part)]));
  }
}

function isSecret(name: string): boolean {
  return SECRET_NAMES.includes(name);
}

/** What is no JSON is told as it came. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
