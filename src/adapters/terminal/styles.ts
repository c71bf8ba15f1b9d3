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
  /** The text in pieces of so many UTF-16 units without styles, each with the styles that it has; the last takes the rest. */
  pieces(text: string, lengths: readonly number[]): readonly string[];
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
  /** What ends each style that was used. */
  const closing = new Map<string, string>();
  return {
    style(style, text) {
      if (style.open === '') return text;
      const open = signatureOn(style.open);
      const close = signatureOn(style.close);
      closing.set(open, close);
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
    pieces: (text, lengths) =>
      text.includes(ESCAPE) ? styledPieces(text.split(kept), lengths, closing) : plainPieces(text, lengths),
    release: (text) => (text.includes(ESCAPE) ? text.replace(signed, `${ESCAPE}[$1m`) : text),
  };
}

function plainPieces(text: string, lengths: readonly number[]): readonly string[] {
  let start = 0;
  return lengths.map((length, at) => {
    const end = at === lengths.length - 1 ? text.length : start + length;
    const piece = text.slice(start, end);
    start = end;
    return piece;
  });
}

/** `parts`: texts, and between them the codes. A style that goes on in the next piece ends with the one and begins with the other. */
function styledPieces(
  parts: readonly string[],
  lengths: readonly number[],
  closing: ReadonlyMap<string, string>,
): readonly string[] {
  const texts = lengths.map(() => '');
  const write = (at: number, text: string) => {
    texts[at] = `${texts[at] ?? ''}${text}`;
  };
  const last = lengths.length - 1;
  let at = 0;
  let room = lengths[0] ?? 0;
  let open: readonly string[] = [];
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      write(at, part);
      open = closing.has(part) ? [...open, part] : open.filter((code) => closing.get(code) !== part);
      continue;
    }
    let rest = part;
    while (at < last && room < rest.length) {
      write(
        at,
        `${rest.slice(0, room)}${open
          .toReversed()
          .map((code) => closing.get(code))
          .join('')}`,
      );
      rest = rest.slice(room);
      at += 1;
      room = lengths[at] ?? 0;
      write(at, open.join(''));
    }
    write(at, rest);
    room -= rest.length;
  }
  return texts;
}
