import type { DrawPlace } from '../draw-place.js';
import { at, html, imageSource, type Markup } from '../markup.js';
import { textIn } from '../values.js';

interface PictureLook {
  /** What it is, for people who do not see it. */
  readonly what: string;
  /** `cover` cuts off what does not fit, `contain` leaves room around. */
  readonly fit: 'cover' | 'contain';
}

/** An image that fills its surroundings; where images are not loaded, its place with its address. */
export function picture(url: unknown, place: DrawPlace, { what, fit }: PictureLook): Markup {
  const source = imageSource(url, place);
  const content =
    source === null
      ? html`<span class="picture-name">${GLYPH}<span>${what}</span><span class="address">${shortAddress(url)}</span></span>`
      : html`<img class="${fit}" alt="${what}" src="${source}" referrerpolicy="no-referrer">`;
  return html`<div class="picture" ${at(place)} title="${textIn(url)}">${content}</div>`;
}

/** The end of an address, which tells it from its neighbours. */
function shortAddress(url: unknown): string {
  const text = textIn(url);
  if (text === null) return 'no address';
  if (!URL.canParse(text)) return text.slice(0, 60);
  const { host, pathname } = new URL(text);
  const last = pathname.split('/').findLast((part) => part !== '') ?? '';
  return `${host}${last === '' ? '' : `/…/${last}`}`;
}

const GLYPH = html`<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="10" r="1.5"/><path d="m4 17 5-4 4 3 3-2.500 4 3.500"/></svg>`;

export const PICTURE_STYLE = `
.picture{display:grid;width:100%;height:100%;min-height:40px;overflow:hidden;place-items:center;background:var(--blank);color:var(--blank-ink)}
.picture img{width:100%;height:100%;display:block}
.cover{object-fit:cover}.contain{object-fit:contain}
.picture-name{display:grid;justify-items:center;gap:2px;max-width:100%;padding:6px;box-sizing:border-box;font-size:11px;line-height:1.3;text-align:center;overflow-wrap:anywhere}
.picture-name svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:1.5}
.address{font-family:ui-monospace,monospace;font-size:10px}
`;
