/** The escape codes that begin and end a style; empty where there is no colour. */
interface Style {
  readonly open: string;
  readonly close: string;
}

/** Colours that only we can set. */
export interface Styles {
  style(style: Style, text: string): string;
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
  const signatureOn = (code: string) => code.replaceAll(`${ESCAPE}[`, `${ESCAPE}[${signature};`);
  const signed = new RegExp(`${ESCAPE}\\[${signature};(\\d+)m`, 'g');
  // With a group of its own `split` keeps the codes, as every other part.
  const kept = new RegExp(`(${ESCAPE}\\[${signature};\\d+m)`);
  return {
    style(style, text) {
      if (style.open === '') return text;
      const open = signatureOn(style.open);
      const close = signatureOn(style.close);
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
