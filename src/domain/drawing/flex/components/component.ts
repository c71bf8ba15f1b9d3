import { type JsonObject, MAX_OBJECT_DEPTH } from '../../../messages/engine/shapes.js';
import { isJsonObject } from '../../../text/json-object.js';
import type { DrawPlace } from '../../draw-place.js';
import { html, type Markup } from '../../markup.js';
import { element } from '../element.js';
import { placed, type Slot } from '../slot.js';
import { drawBox } from './box.js';
import { drawButton } from './button.js';
import { drawFiller, drawSeparator, drawSpacer } from './gaps.js';
import { drawIcon } from './icon.js';
import { drawImage } from './image.js';
import { drawText } from './text.js';
import { drawVideo } from './video.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#flex-component */
const COMPONENTS: ReadonlyMap<unknown, (component: JsonObject, place: DrawPlace, slot: Slot) => Markup> = new Map([
  ['box', (box, place, slot) => drawBox(box, place, slot, drawComponent)],
  ['button', drawButton],
  ['filler', drawFiller],
  ['icon', drawIcon],
  ['image', drawImage],
  ['separator', drawSeparator],
  ['spacer', drawSpacer],
  ['text', drawText],
  ['video', drawVideo],
]);

/** Draws any value where a component belongs: what is none becomes a labelled box. */
export function drawComponent(component: unknown, place: DrawPlace, slot: Slot): Markup {
  if (!isJsonObject(component)) return drawStranger('not a component', {}, place, slot);
  if (MAX_OBJECT_DEPTH < place.depth) return drawStranger('too deep to be drawn', {}, place, slot);
  const draw = COMPONENTS.get(component['type']);
  return draw === undefined ? drawStranger(nameOf(component), component, place, slot) : draw(component, place, slot);
}

function nameOf({ type }: JsonObject): string {
  if (type === undefined) return 'a component without type';
  return typeof type === 'string' ? `“${type}” is no component` : 'the type is no text';
}

function drawStranger(words: string, component: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const declarations = placed(component, slot);
  return element({ kind: 'stranger', declarations, place }, html`<span>${words}</span>`);
}
