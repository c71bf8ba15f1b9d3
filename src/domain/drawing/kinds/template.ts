import type { JsonObject } from '../../messages/engine/shapes.js';
import { reference } from '../../messages/line-pages.js';
import { actionWords } from '../action-words.js';
import { type DrawPlace, inside } from '../draw-place.js';
import { at, html, type Markup } from '../markup.js';
import type { MessageKind, Note } from '../message-kind.js';
import { buttons, card, imageLook } from '../parts/card.js';
import { picture } from '../parts/picture.js';
import { listIn, objectIn, textIn } from '../values.js';
import { UNKNOWN } from './unknown.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#template-messages */
export const TEMPLATE: MessageKind = {
  draw: (message, place) => {
    const template = objectIn(message['template']);
    const draw = templateNamed(template['type']);
    return draw === undefined ? UNKNOWN.draw(message, place) : draw(template, inside(place, 'template'));
  },
  notice: ({ altText }) => textIn(altText) ?? '',
  notes: ({ template }) => {
    const { type } = objectIn(template);
    return [WIDTH_NOTE, ...(type === 'buttons' || type === 'carousel' ? [CUT_NOTE] : [])];
  },
};

const WIDTH_NOTE: Note = {
  text: 'LINE documents no width of a template, nor colours of one in dark mode; a carousel is scrolled sideways.',
  link: reference('template-messages'),
};
const CUT_NOTE: Note = {
  text: 'The height of a buttons or carousel template is limited: the lower part of a long text is cut off, sooner where its characters are wide. Here all of it is shown.',
  link: reference('buttons'),
};

type DrawTemplate = (template: JsonObject, place: DrawPlace) => Markup;

function templateNamed(type: unknown): DrawTemplate | undefined {
  return typeof type === 'string' && Object.hasOwn(TEMPLATES, type) ? TEMPLATES[type] : undefined;
}

const TEMPLATES: Readonly<Record<string, DrawTemplate>> = {
  buttons: (template, place) => card(template, place, imageLook(template)),
  confirm: ({ text, actions }, place) =>
    html`<div class="card confirm" ${at(place)}><div class="card-text"><p ${at(inside(place, 'text'))}>${textIn(text)}</p></div>${buttons(
      listIn(actions),
      inside(place, 'actions'),
      'beside',
    )}</div>`,
  carousel: (template, place) =>
    html`<div class="columns" ${at(inside(place, 'columns'))}>${listIn(template['columns']).map((column, index) =>
      card(objectIn(column), inside(place, 'columns', index), imageLook(template)),
    )}</div>`,
  image_carousel: ({ columns }, place) =>
    html`<div class="columns" ${at(inside(place, 'columns'))}>${listIn(columns).map((column, index) =>
      tile(objectIn(column), inside(place, 'columns', index)),
    )}</div>`,
};

/** A square image with the label of its action. @see https://developers.line.biz/en/reference/messaging-api/#column-object-for-image-carousel */
function tile(column: JsonObject, place: DrawPlace): Markup {
  const action = objectIn(column['action']);
  const label = textIn(action['label']);
  return html`<div class="tile" ${at(place)} title="${actionWords(action)}">${picture(
    column['imageUrl'],
    inside(place, 'imageUrl'),
    { what: 'image', fit: 'cover' },
  )}${label === null ? null : html`<span class="tile-label" ${at(inside(place, 'action'))}>${label}</span>`}</div>`;
}
