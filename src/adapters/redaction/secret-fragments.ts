/** Parts of secrets: what a line break, an encoding or a prefix leaves of them. */
export interface FragmentIndex {
  add(secret: string): void;
  /** The text with every part of a secret that is long enough replaced. */
  replaceIn(text: string): string;
}

/** A part of this length is a secret too, and never ordinary text. */
const WINDOW = 12;
/** Looked up at every fourth place: a part of 15 characters is always found. */
const STRIDE = 4;

/** Shorter secrets are looked for as a whole alone. */
const SHORTEST = 24;
/** Tokens are shorter. Whole files are given to no command, and would make many more windows to keep. */
const LONGEST = 1024;
/** A value of few different characters is like other values. */
const FEWEST_CHARACTERS = 8;

const BASE64 = /[A-Za-z0-9+/_-]/;

/** A secret in one way of writing. */
interface Form {
  readonly text: string;
  readonly isBase64: boolean;
}

/** A part of a secret in a text: from where, to where. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/**
 * Recognises parts of secrets as they are and as base64, whatever stands before them in the same encoding: the
 * `base64(id:secret)` of a Basic header, or the lines that a program folds its output into.
 */
export function createFragmentIndex(mark: string): FragmentIndex {
  const forms: Form[] = [];
  const windows = createWindowFilter();
  let added: string[] = [];

  const index = () => {
    for (const secret of added) {
      for (const form of formsOf(secret)) {
        forms.push(form);
        windows.addAll(form.text);
      }
    }
    added = [];
  };

  const partAt = (text: string, at: number): Part | null => {
    if (!windows.mayHave(text, at)) return null;
    const window = text.slice(at, at + WINDOW);
    if (IS_WORDS.test(window)) return null;
    for (const form of forms) {
      const start = form.text.indexOf(window);
      if (start !== -1) return reach(form, start, text, at);
    }
    return null;
  };

  return {
    add(secret) {
      if (isRecognisable(secret)) added.push(secret);
    },
    replaceIn(text) {
      if (0 < added.length) index();
      if (forms.length === 0) return text;
      let clean = '';
      let done = 0;
      for (let at = 0; at + WINDOW <= text.length; at += STRIDE) {
        const part = partAt(text, at);
        if (part === null) continue;
        clean += text.slice(done, Math.max(done, part.from)) + mark;
        done = part.to;
        at = Math.max(at, done - STRIDE);
      }
      return done === 0 ? text : clean + text.slice(done);
    },
  };
}

/** How far the text goes on as the secret does, to both sides of a window that they share. */
function reach({ text: form, isBase64 }: Form, start: number, text: string, at: number): Part {
  let from = at;
  let to = at + WINDOW;
  while (0 < from && 0 < start - (at - from) && text[from - 1] === form[start - (at - from) - 1]) from -= 1;
  while (to < text.length && text[to] === form[start + (to - at)]) to += 1;
  if (!isBase64) return { from, to };
  // The characters at the borders hold bits of the secret and of what stands beside it.
  while (0 < from && BASE64.test(text.charAt(from - 1))) from -= 1;
  while (BASE64.test(text.charAt(to))) to += 1;
  return { from, to };
}

/** Bits of the filter: with some thousand windows in it, hardly one text in a hundred is looked at twice. */
const FILTER_BITS = 22;
const FILTER_MASK = 2 ** FILTER_BITS - 1;

interface WindowFilter {
  addAll(text: string): void;
  /** False where no window begins like this one; true may be wrong. */
  mayHave(text: string, at: number): boolean;
}

/** A look at each fourth place of every text that is said: it costs no memory and no string. */
function createWindowFilter(): WindowFilter {
  const bits = new Uint8Array(2 ** (FILTER_BITS - 3));
  // Of the first eight characters, seven bits each: enough to tell nearly all windows apart, and cheap.
  const hashOf = (text: string, at: number): number => {
    const hash = Math.imul(fourCharacters(text, at), 0x9e3779b1) ^ Math.imul(fourCharacters(text, at + 4), 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & FILTER_MASK;
  };
  return {
    addAll(text) {
      for (let at = 0; at + WINDOW <= text.length; at += 1) {
        const hash = hashOf(text, at);
        bits[hash >>> 3] = (bits[hash >>> 3] ?? 0) | (1 << (hash & 7));
      }
    },
    mayHave(text, at) {
      const hash = hashOf(text, at);
      return ((bits[hash >>> 3] ?? 0) & (1 << (hash & 7))) !== 0;
    },
  };
}

function fourCharacters(text: string, at: number): number {
  return (
    text.charCodeAt(at) |
    (text.charCodeAt(at + 1) << 7) |
    (text.charCodeAt(at + 2) << 14) |
    (text.charCodeAt(at + 3) << 21)
  );
}

function isRecognisable(secret: string): boolean {
  return (
    SHORTEST <= secret.length &&
    secret.length <= LONGEST &&
    /^[\x21-\x7e]+$/.test(secret) &&
    !/[{}"]/.test(secret) &&
    FEWEST_CHARACTERS <= new Set(secret).size
  );
}

/** Words alone, as in a passphrase, are in ordinary text too. */
const IS_WORDS = /^[a-z._-]+$/;

function formsOf(secret: string): readonly Form[] {
  const inUrl = encodeURIComponent(secret);
  return [
    { text: secret, isBase64: false },
    ...(inUrl === secret ? [] : [{ text: inUrl, isBase64: false }]),
    ...base64Forms(secret).map((text) => ({ text, isBase64: true })),
  ];
}

/**
 * What base64 makes of the secret behind any number of other bytes: three characters stand for two bytes and a part of
 * the next, so there are three ways. The characters at the borders depend on the neighbours and are left out.
 */
function base64Forms(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((bytesBefore) => {
    const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(secret)]);
    const from = Math.ceil((bytesBefore * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    const standard = bytes.toString('base64').slice(from, to);
    const url = bytes.toString('base64url').slice(from, to);
    return standard === url ? [standard] : [standard, url];
  });
}
