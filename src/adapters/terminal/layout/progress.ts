import { fitted, textWidth } from '../../../domain/text/text-width.js';
import type { Streams } from '../abilities.js';
import type { Styles } from '../styles.js';

/** What is drawn, or what draws it for so many columns. */
type Drawing = string | ((columns: number) => string);

/** In the last column a terminal would go on in the next line; before it there is room for the `^C` that it shows by itself. */
const KEPT_FREE = 3;

interface Progress {
  clear(): void;
  draw(drawing: Drawing): void;
}

/**
 * The line on stderr that gives way to whatever is written next. A terminal that becomes narrower wraps it to several
 * lines: all of them go, and the line is drawn anew.
 */
export function createProgress(
  streams: Pick<Streams, 'stderr'>,
  styles: Styles,
  clean: (text: string) => string,
  columns: () => number,
): Progress {
  let drawn: { readonly drawing: Drawing; readonly width: number } | null = null;
  let listens = false;
  const clear = () => {
    if (drawn === null) return;
    const above = Math.ceil(drawn.width / columns()) - 1;
    streams.stderr.write(above < 1 ? '\r\u001b[2K' : `\r\u001b[${above}A\u001b[J`);
    drawn = null;
  };
  const draw = (drawing: Drawing) => {
    const room = columns() - KEPT_FREE;
    const text = typeof drawing === 'string' ? drawing : drawing(room);
    const plain = styles.strip(text);
    const width = textWidth(plain);
    const isTooWide = room < width;
    streams.stderr.write(clean(isTooWide ? fitted(plain, room) : text));
    drawn = { drawing, width: Math.min(room, width) };
    if (!listens) streams.stderr.on('resize', onResize);
    listens = true;
  };
  const onResize = () => {
    if (drawn === null) return;
    const { drawing } = drawn;
    clear();
    draw(drawing);
  };
  return { clear, draw };
}
