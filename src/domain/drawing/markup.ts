import { visibleLines } from '../text/visible.js';
import { type Declarations, declarationText } from './css.js';
import type { DrawPlace } from './draw-place.js';

/** Only this file makes markup, at compile time and at run time: the key is a secret of the file. */
const PARTS = Symbol('parts');

/**
 * A piece of the page. Only `html` makes one, so that no text of a message is ever taken for it; what is neither markup
 * nor one of the kinds below is escaped.
 */
export interface Markup {
  readonly [PARTS]: readonly Part[];
}

type Part = string | Attribute;

/** What stands in an attribute and becomes text only with the whole page: see `styled`, `at` and `imageSource`. */
type Attribute = Styled | Anchored | ImageSource | Link;

const KIND = Symbol('kind');

interface Styled {
  readonly [KIND]: 'styled';
  readonly declarations: string;
}

interface Anchored {
  readonly [KIND]: 'at';
  readonly pointer: string;
}

/** The https URL of an image that the page may load. */
export interface ImageSource {
  readonly [KIND]: 'image';
  readonly url: string;
}

/** The https URL of a page that a person may follow: nothing is loaded before they do. */
export interface Link {
  readonly [KIND]: 'link';
  readonly url: string;
}

type Interpolation = Markup | Attribute | string | number | null;

/**
 * Markup of literal text and values. Strings and numbers are escaped, between tags and inside quoted attributes alike;
 * null is nothing; markup, and arrays of it, stay what they are.
 *
 * @throws {TypeError} for a value where it would not be safe: a mistake of ours, which does not depend on the message.
 */
export function html(
  literals: TemplateStringsArray,
  ...values: readonly (Interpolation | readonly Interpolation[])[]
): Markup {
  const places = holesOf(literals);
  const parts: Part[] = [];
  literals.forEach((literal, index) => {
    parts.push(literal);
    const hole = places[index];
    if (hole === undefined) return;
    for (const value of listOf(values[index] ?? null)) {
      if (!fits(hole, value)) throw new TypeError(`behind ${literal} a value of another kind belongs`);
      for (const part of partsOf(value)) parts.push(part);
    }
  });
  return { [PARTS]: parts };
}

/** Nothing at all. */
export const NOTHING: Markup = { [PARTS]: [] };

/**
 * The name of a class with these declarations, for inside `class="…"`. The page collects them into its one style sheet,
 * whose hash is all that its policy lets through: there are no style attributes.
 */
export function styled(declarations: Declarations): Styled {
  return { [KIND]: 'styled', declarations: declarationText(declarations) };
}

/**
 * The attribute `data-at` with the place's pointer, for an element of its own that is no void one (`<img>` has no room):
 * `` html`<div class="box" ${at(place)}>…</div>` ``. Where something was found at or below it, its mark becomes the first
 * child, positioned absolutely.
 */
export function at({ pointer }: DrawPlace): Anchored {
  return { [KIND]: 'at', pointer };
}

/** Whether LINE would be asked for it is not said: any https URL that has a host. Null where no image may be loaded. */
export function imageSource(url: unknown, { loadImages }: DrawPlace): ImageSource | null {
  const safe = loadImages ? httpsUrl(url) : null;
  return safe === null ? null : { [KIND]: 'image', url: safe };
}

/** For pages of our own tables, such as the one of a finding; null for what is no https URL. */
export function linkTo(url: string): Link | null {
  const safe = httpsUrl(url);
  return safe === null ? null : { [KIND]: 'link', url: safe };
}

function httpsUrl(url: unknown): string | null {
  if (typeof url !== 'string' || !URL.canParse(url)) return null;
  const { protocol, href, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' ? href : null;
}

/** A whole page: its text, and the style sheet of all that is `styled` in it. */
export interface Rendered {
  readonly text: string;
  readonly styles: string;
}

/** How the places of a page are shown. */
export interface Places {
  /** The pointer in the file, of one in what is drawn: a container without its message was drawn as one. */
  readonly pointerInFile: (pointer: string) => string;
  /** What is shown at the element that has the pointer, in the file, in its `data-at`; null for most. */
  readonly markAt: (pointer: string) => Markup | null;
}

/** Every pointer that something is drawn at. */
export function pointersOf(markup: Markup): ReadonlySet<string> {
  const pointers = new Set<string>();
  for (const part of markup[PARTS]) {
    if (typeof part !== 'string' && part[KIND] === 'at') pointers.add(part.pointer);
  }
  return pointers;
}

const AS_DRAWN: Places = { pointerInFile: (pointer) => pointer, markAt: () => null };

/** Makes text of markup. */
export function render(markup: Markup, places: Places = AS_DRAWN): Rendered {
  const classes = new Map<string, string>();
  const text = textOf(markup[PARTS], places, classes);
  const styles = Array.from(classes, ([declarations, name]) => `.${name}{${declarations}}`).join('\n');
  return { text, styles };
}

function textOf(parts: readonly Part[], places: Places, classes: Map<string, string>): string {
  const texts: string[] = [];
  let mark: Markup | null = null;
  for (const part of parts) {
    if (typeof part !== 'string') {
      texts.push(attributeText(part, places, classes));
      if (part[KIND] === 'at') mark = places.markAt(places.pointerInFile(part.pointer));
      continue;
    }
    // A `>` in a literal, for no value has one left, ends the tag whose attribute asked for the mark.
    const end = mark === null ? 0 : part.indexOf('>') + 1;
    if (mark === null || end === 0) {
      texts.push(part);
      continue;
    }
    texts.push(part.slice(0, end), textOf(mark[PARTS], AS_DRAWN, classes), part.slice(end));
    mark = null;
  }
  return texts.join('');
}

function attributeText(attribute: Attribute, { pointerInFile }: Places, classes: Map<string, string>): string {
  switch (attribute[KIND]) {
    case 'at':
      return `data-at="${escaped(pointerInFile(attribute.pointer))}"`;
    case 'image':
    case 'link':
      return escaped(attribute.url);
    case 'styled': {
      const { declarations } = attribute;
      if (declarations === '') return '';
      const name = classes.get(declarations) ?? `s${classes.size + 1}`;
      classes.set(declarations, name);
      return name;
    }
  }
}

function listOf(value: Interpolation | readonly Interpolation[]): readonly Interpolation[] {
  return isList(value) ? value : [value];
}

function isList(value: Interpolation | readonly Interpolation[]): value is readonly Interpolation[] {
  return Array.isArray(value);
}

function partsOf(value: Interpolation): readonly Part[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [escaped(String(value))];
  return PARTS in value ? value[PARTS] : [value];
}

/** Safe between tags and inside double quotes. */
function escaped(text: string): string {
  return visibleLines(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What may stand in a hole of a template. */
type Hole = 'content' | 'tag' | 'attribute' | 'class' | 'source' | 'link';

/** By template: each is one array for all of its calls. */
const holes = new WeakMap<TemplateStringsArray, readonly Hole[]>();

function holesOf(literals: TemplateStringsArray): readonly Hole[] {
  const known = holes.get(literals);
  if (known !== undefined) return known;
  let before = '';
  const found = literals.slice(0, -1).map((literal) => {
    before += literal;
    const hole = holeBehind(before);
    // Whatever comes is text without quotes and tags.
    before += hole === 'tag' ? ' ' : '-';
    return hole;
  });
  holes.set(literals, found);
  return found;
}

/** A tag that is open where a literal ends; in it, an attribute that is open, with its name, its quote and its beginning. */
const OPEN_TAG = /<[a-z/!][^<>]*$/i;
const OPEN_ATTRIBUTE = /\s([a-z-]+)=("?)([^"\s]*|(?<=")[^"]*)$/i;
/** Attributes that a browser acts on, or that the policy of the page forbids. */
const ACTING = /^(?:src|srcset|href|action|formaction|data|poster|background|ping|style|on.*)$/i;

function holeBehind(before: string): Hole {
  if (!OPEN_TAG.test(before)) return 'content';
  const [, name = '', quote, start = ''] = OPEN_ATTRIBUTE.exec(before) ?? [];
  if (quote === undefined) return 'tag';
  if (quote === '') throw new TypeError(`the attribute ${name} is not quoted`);
  if (name === 'src') return 'source';
  if (name === 'href' && start === '') return 'link';
  // A fragment leads to a place of the page itself.
  if (ACTING.test(name) && !(name === 'href' && start.startsWith('#'))) {
    throw new TypeError(`the attribute ${name} may not hold a value`);
  }
  return name === 'class' ? 'class' : 'attribute';
}

function fits(hole: Hole, value: Interpolation): boolean {
  if (value === null) return hole !== 'source' && hole !== 'link';
  if (typeof value !== 'object') return hole === 'content' || hole === 'attribute' || hole === 'class';
  if (PARTS in value) return hole === 'content';
  switch (value[KIND]) {
    case 'styled':
      return hole === 'class';
    case 'at':
      return hole === 'tag';
    case 'image':
      return hole === 'source';
    case 'link':
      return hole === 'link';
  }
}
