import type { DrawPlace } from '../../draw-place.js';
import { html, imageSource, type Markup } from '../../markup.js';
import { textIn } from '../../values.js';

interface Picture {
  readonly url: unknown;
  readonly kind: 'image' | 'icon' | 'video';
  readonly fit: 'cover' | 'fit';
  /** A word more for the placeholder. */
  readonly detail: string | null;
}

/** The picture of a URL where the page may load it, and else what stands for it: its name and what it is. */
export function drawPicture({ url, kind, fit, detail }: Picture, place: DrawPlace): Markup {
  const source = imageSource(url, place);
  const name = nameOf(textIn(url) ?? '');
  if (source !== null)
    return html`<img class="fx-picture fx-${fit}" src="${source}" alt="${name}" referrerpolicy="no-referrer">`;
  const words = detail === null ? kind : `${kind} ${detail}`;
  return html`<div class="fx-blank fx-blank-${kind}" role="img" title="${textIn(url)}"><b>${name}</b><i>${words}</i></div>`;
}

/** The last part of a URL's path, which mostly is the name of a file. */
function nameOf(url: string): string {
  const path = url.replace(/[?#].*$/su, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.length <= LONGEST_NAME ? name : `${Array.from(name).slice(0, LONGEST_NAME).join('')}…`;
}

/** Characters; the whole URL is in the title. */
const LONGEST_NAME = 40;
