import { failure, type LineOpsError } from '../../failure/failure.js';
import { isObject } from './file-events.js';

/** One property of a body that is to be another value. */
export interface Override {
  /** As it was written. */
  readonly text: string;
  readonly path: readonly Step[];
  readonly value: unknown;
  /** A text that also reads as a JSON value: it stays a text where one stands already. */
  readonly asText: string | null;
}

/** A property, an element, or each element of an array. */
type Step = string | number | typeof EACH;

const EACH = Symbol('each element');

const STEP = /\.?([^.[\]=:"]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Reads `events[0].message.text=hello`. Behind `=` stands a text, or a JSON value that is none, such as `true` or `12`;
 * behind `:=` always a JSON value. `[*]` is each event, `["a.b"]` a property with a dot in its name.
 *
 * @throws {LineOpsError} `usage` for another form.
 */
export function parseOverride(text: string): Override {
  const { path, rest } = readPath(text);
  if (path.length === 0 || !/^:?=/.test(rest)) throw failure('INVALID_OVERRIDE', { which: 'form', text });
  const written = rest.replace(/^:?=/, '');
  const json = parseJson(written);
  if (rest.startsWith('=')) return { text, path, value: json ?? written, asText: written };
  if (json === undefined) throw failure('INVALID_OVERRIDE', { which: 'json', text });
  return { text, path, value: json, asText: null };
}

/** The steps at the beginning of a text, and what follows them. */
function readPath(text: string): { readonly path: readonly Step[]; readonly rest: string } {
  const path: Step[] = [];
  let at = 0;
  for (;;) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null || (at === 0 && text.startsWith('.'))) return { path, rest: text.slice(at) };
    path.push(stepOf(match));
    at += match[0].length;
  }
}

function stepOf([, name, index, quoted = '']: RegExpExecArray): Step {
  if (name !== undefined) return name;
  if (index !== undefined) return index === '*' ? EACH : Number(index);
  const unescaped = parseJson(`"${quoted}"`);
  return typeof unescaped === 'string' ? unescaped : quoted;
}

/** Undefined for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The body with these properties as they are to be, one after the other. What is not there yet is made.
 *
 * @throws {LineOpsError} `usage` for a path that leads through a text or a number, or to an element that there is not.
 */
export function overridden(body: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((value, override) => changed(value, override.path, override), body);
}

function changed(value: unknown, path: readonly Step[], override: Override): unknown {
  const [step, ...rest] = path;
  if (step === undefined)
    return typeof value === 'string' && override.asText !== null ? override.asText : override.value;
  return typeof step === 'string'
    ? withProperty(value, step, rest, override)
    : withElements(value, step, rest, override);
}

function withProperty(value: unknown, name: string, rest: readonly Step[], override: Override): unknown {
  if (value !== undefined && !isObject(value)) throw notThere(override, 'notAnObject');
  const inner = value !== undefined && Object.hasOwn(value, name) ? value[name] : undefined;
  return { ...value, [name]: changed(inner, rest, override) };
}

function withElements(value: unknown, which: number | typeof EACH, rest: readonly Step[], override: Override): unknown {
  if (!Array.isArray(value)) throw notThere(override, 'notAnArray');
  if (which !== EACH && value.length <= which) throw notThere(override, 'noElement', value.length);
  return value.map((element: unknown, at) =>
    which === EACH || which === at ? changed(element, rest, override) : element,
  );
}

function notThere({ text }: Override, why: 'notAnArray' | 'notAnObject' | 'noElement', elements = 0): LineOpsError {
  return failure('INVALID_OVERRIDE', { which: 'place', text, why, elements });
}
