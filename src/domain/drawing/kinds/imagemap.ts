import type { JsonObject } from '../../messages/engine/shapes.js';
import { reference } from '../../messages/line-pages.js';
import { actionWords } from '../action-words.js';
import { css, percent } from '../css.js';
import { type DrawPlace, inside } from '../draw-place.js';
import { at, html, type Markup, styled } from '../markup.js';
import type { MessageKind } from '../message-kind.js';
import { picture } from '../parts/picture.js';
import { listIn, numberIn, objectIn, textIn } from '../values.js';

/** What its areas are measured in. @see https://developers.line.biz/en/reference/messaging-api/#imagemap-message */
const BASE_WIDTH = 1040;
/** One of the widths that LINE asks for. @see https://developers.line.biz/en/reference/messaging-api/#image-width-and-height */
const LOADED_WIDTH = 700;
/** Beyond these no screen shows it; a page must stay one. */
const LOWEST = 1 / 20;
const HIGHEST = 10;

/** @see https://developers.line.biz/en/reference/messaging-api/#imagemap-message */
export const IMAGEMAP: MessageKind = {
  draw: (message, place) => {
    const base = baseOf(message);
    const url = textIn(message['baseUrl']);
    const ratio = Math.min(HIGHEST, Math.max(LOWEST, base.height / base.width));
    return html`<div class="imagemap ${styled({ 'aspect-ratio': css`${1 / ratio}` })}" ${at(inside(place, 'baseSize'))}>${picture(
      url === null ? null : `${url}/${LOADED_WIDTH}`,
      inside(place, 'baseUrl'),
      { what: `${base.width} × ${base.height}`, fit: 'cover' },
    )}${video(message, base, place)}${listIn(message['actions']).map((value, index) => {
      const action = objectIn(value);
      const label = `${index + 1} ${textIn(action['type']) ?? '?'}`;
      return area(objectIn(action['area']), base, inside(place, 'actions', index), {
        label,
        title: actionWords(action),
        kind: 'tap',
      });
    })}</div>`;
  },
  notice: ({ altText }) => textIn(altText) ?? '',
  notes: ({ video: played }) => [
    {
      text: 'LINE asks for the image of an imagemap at baseUrl/240, 300, 460, 700 or 1040, as the device needs it.',
      link: reference('imagemap-message'),
    },
    ...(played === undefined ? [] : [VIDEO_NOTE]),
  ],
};

const VIDEO_NOTE = {
  text: 'The video of an imagemap plays in its area; the label of its external link is shown when it has ended.',
  link: reference('imagemap-message'),
};

interface BaseSize {
  readonly width: number;
  readonly height: number;
}

function baseOf({ baseSize }: JsonObject): BaseSize {
  const { width, height } = objectIn(baseSize);
  return { width: sizeOf(width), height: sizeOf(height) };
}

function sizeOf(value: unknown): number {
  const size = numberIn(value);
  return size !== null && 1 <= size ? size : BASE_WIDTH;
}

function video({ video: value }: JsonObject, base: BaseSize, place: DrawPlace): Markup | null {
  if (value === undefined || value === null) return null;
  const { area: where, externalLink, originalContentUrl } = objectIn(value);
  const label = textIn(objectIn(externalLink)['label']);
  return area(objectIn(where), base, inside(place, 'video'), {
    label: `▶ video${label === null ? '' : `, then “${label}”`}`,
    title: `plays ${textIn(originalContentUrl) ?? 'nothing'}`,
    kind: 'played',
  });
}

interface AreaLook {
  readonly label: string;
  readonly title: string;
  readonly kind: 'tap' | 'played';
}

/** An area in shares of the base size, so that it scales with the image. */
function area(where: JsonObject, base: BaseSize, place: DrawPlace, { label, title, kind }: AreaLook): Markup {
  const share = (value: unknown, whole: number) => percent((100 * (numberIn(value) ?? 0)) / whole);
  const box = styled({
    left: share(where['x'], base.width),
    top: share(where['y'], base.height),
    width: share(where['width'], base.width),
    height: share(where['height'], base.height),
  });
  return html`<div class="area ${kind} ${box}" ${at(place)} title="${title}"><span>${label}</span></div>`;
}

export const IMAGEMAP_STYLE = `
.imagemap{position:relative;width:100%;overflow:hidden;border-radius:10px;background:var(--blank)}
.imagemap>.picture{position:absolute;inset:0}
.area{position:absolute;box-sizing:border-box;border:1.5px solid #0b57d0;background:#0b57d026;overflow:hidden}
.area>span{position:absolute;left:0;top:0;max-width:100%;padding:0 4px;box-sizing:border-box;background:#0b57d0;color:#fff;font-size:10px;line-height:1.5;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.played{border:1.5px dashed #7a1fa2;background:#7a1fa21f}.played>span{background:#7a1fa2}
`;
