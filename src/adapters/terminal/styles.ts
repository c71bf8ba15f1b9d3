/** Select Graphic Rendition: the code that begins a style, and the one that ends it. */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  accent: [36, 39],
} as const;

export type Style = keyof typeof CODES;

/** Colours that only we can set. */
export interface Styles {
  style(name: Style, text: string): string;
  /** The text without styles: what takes room. */
  strip(text: string): string;
  /** The text with everything between its styles shown in this way. */
  between(text: string, show: (part: string) => string): string;
  /** Turns styles into escape codes. */
  release(text: string): string;
}

const ESCAPE = String.fromCharCode(27);

/**
 * A style stays signed with a number of this process until it leaves: an escape code that came from outside does not have
 * it, and is text like any other.
 */
export function createStyles(): Styles {
  const signature = Array.from({ length: 3 }, () => 1000 + Math.floor(Math.random() * 9000)).join(';');
  const code = (number: number) => `${ESCAPE}[${signature};${number}m`;
  const signed = new RegExp(`${ESCAPE}\\[${signature};(\\d+)m`, 'g');
  // With a group of its own `split` keeps the codes, as every other part.
  const kept = new RegExp(`(${ESCAPE}\\[${signature};\\d+m)`);
  return {
    style(name, text) {
      const open = code(CODES[name][0]);
      const close = code(CODES[name][1]);
      // Line by line, so that a style never runs into the next column; what was inside goes on after an inner style ended.
      return text.replace(/[^\n]+/g, (line) => `${open}${line.replaceAll(close, `${close}${open}`)}${close}`);
    },
    strip: (text) => (text.includes(ESCAPE) ? text.replace(signed, '') : text),
    between: (text, show) =>
      text.includes(ESCAPE)
        ? text
            .split(kept)
            .map((part, index) => (index % 2 === 0 ? show(part) : part))
            .join('')
        : show(text),
    release: (text) => (text.includes(ESCAPE) ? text.replace(signed, `${ESCAPE}[$1m`) : text),
  };
}
