/** Only `css` of this file makes one, at compile time and at run time: the key is a secret of the file. */
const CSS = Symbol('css');

/** A value of CSS. Its words are ours; of a stranger's it holds numbers and colours alone. */
export interface CssValue {
  readonly [CSS]: string;
}

/** Declarations by the names of their properties; null leaves one out. */
export type Declarations = Readonly<Record<string, CssValue | null>>;

/** Longer and shorter than whatever a screen shows; a number beyond is drawn as this. */
const FARTHEST = 100_000;

/** A value of literal text, numbers and other values: `` css`calc(${1} * ${px(4)})` ``. */
export function css(literals: TemplateStringsArray, ...values: readonly (number | CssValue)[]): CssValue {
  const texts = values.map((value) => (typeof value === 'number' ? numberText(value) : value[CSS]));
  return { [CSS]: literals.map((literal, index) => `${literal}${texts[index] ?? ''}`).join('') };
}

export function px(length: number): CssValue {
  return css`${length}px`;
}

export function percent(share: number): CssValue {
  return css`${share}%`;
}

/** A colour as LINE writes it, `#RRGGBB` or `#RRGGBBAA`; null for whatever is none. */
export function colour(value: unknown): CssValue | null {
  return typeof value === 'string' && /^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? { [CSS]: value } : null;
}

/** One line of a style sheet's block: `width:4px;color:#ff0000`. */
export function declarationText(declarations: Declarations): string {
  return Object.entries(declarations)
    .flatMap(([property, value]) => (value === null ? [] : [`${property}:${value[CSS]}`]))
    .join(';');
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return '0';
  const bounded = Math.min(FARTHEST, Math.max(-FARTHEST, value));
  // Never with an exponent.
  return String(Number(bounded.toFixed(3)));
}
