import { mayBeAltered } from '../../source/json-notation.js';
import { pointerToken } from '../../source/pointer.js';
import { isJsonObject } from '../../text/json-object.js';
import { nearestName } from '../../text/nearest-name.js';
import type { Shape } from '../engine/shapes.js';
import { misnamedMessages } from '../reading/request-form.js';
import { type Fix, type Fixer, mechanical } from './fix.js';
import type { Place } from './place.js';

/** `#fff`, `FFFFFF` and a full alpha that the place does not take. */
export const writeColor: Fixer = (_finding, place) => {
  const { value, shape } = place;
  if (typeof value !== 'string' || shape.kind !== 'text') return null;
  const digits = /^#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/.exec(value.trim())?.[1];
  if (digits === undefined) return null;
  const long = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
  const forms = [`#${long}`, ...(/^.{6}ff$/i.test(long) ? [`#${long.slice(0, 6)}`] : [])];
  const accepted = forms.find((form) => shape.form?.accepts(form) === true);
  return accepted === undefined || accepted === value
    ? null
    : mechanical('the colour in the form that LINE takes', place, accepted);
};

/** White space around a value that may not have any. */
export const trimForm: Fixer = (_finding, place) => inForm(place, (text) => [text.trim()]);

/** The same for a measure, which may also have white space inside, and capitals. */
export const writeMeasure: Fixer = (_finding, place) =>
  inForm(place, (text) => {
    const small = text.trim().toLowerCase();
    return [text.trim(), small, small.replace(/^(-?[\d.]+) +(px|%|deg)$/, '$1$2'), small.replace(/ *: */, ':')];
  });

/** The first of the ways to write the value that its place accepts. */
function inForm(place: Place, ways: (text: string) => readonly string[]): Fix | null {
  const { value, shape } = place;
  if (typeof value !== 'string' || shape.kind !== 'text') return null;
  const accepted = ways(value).find((text) => text !== value && shape.form?.accepts(text) === true);
  return accepted === undefined ? null : mechanical('the value as LINE writes it', place, accepted);
}

/** One of LINE's words in another case, which LINE refuses; or a slip of the pen, which its writer must confirm. */
export const chooseWord: Fixer = (_finding, place) => {
  const { value, name, around } = place;
  const words = wordsOf(place.shape) ?? (name === 'type' && around !== null ? typesOf(around.shape) : null);
  if (typeof value !== 'string' || words === null) return null;
  const same = words.find((word) => word.toLowerCase() === value.trim().toLowerCase());
  if (same !== undefined) return same === value ? null : mechanical(`the word as LINE writes it`, place, same);
  const nearest = nearestName(value.trim(), words);
  if (nearest === null) return null;
  return {
    kind: 'asked',
    says: `"${nearest}" for "${value}"`,
    edits: [{ do: 'set', at: place.pointer, value: nearest }],
  };
};

function wordsOf(shape: Shape): readonly string[] | null {
  return shape.kind === 'enum' ? shape.values : null;
}

function typesOf(shape: Shape): readonly string[] | null {
  return shape.kind === 'choice' ? [...shape.tables().keys()] : null;
}

/** Null where a property may be left out means that it is left out. */
export const dropNull: Fixer = (_finding, { value, property, pointer }) => {
  if (value !== null || property?.presence !== 'optional') return null;
  return { kind: 'mechanical', says: 'null left out, where LINE takes none', edits: [{ do: 'remove', at: pointer }] };
};

/** A number for a string that says the same, and the other way round. */
export const convertType: Fixer = (_finding, place): Fix | null => {
  const { value, shape } = place;
  switch (shape.kind) {
    case 'text':
      return typeof value === 'number' && !mayBeAltered(value) && (shape.form?.accepts(String(value)) ?? true)
        ? mechanical('the number as a string', place, String(value))
        : null;
    case 'number':
      return typeof value === 'string' && isNumber(value, shape.integer)
        ? mechanical('the string as a number', place, Number(value))
        : null;
    case 'boolean':
      return value === 'true' || value === 'false'
        ? mechanical('the string as true or false', place, value === 'true')
        : null;
    default:
      return null;
  }
};

/** Written as a number would be, so that nothing is lost. */
function isNumber(text: string, isInteger: boolean): boolean {
  const value = Number(text);
  return (
    String(value) === text && Number.isFinite(value) && !mayBeAltered(value) && (!isInteger || Number.isInteger(value))
  );
}

/** A property that LINE does not know, by the nearest name that it does, where that one is not there. */
export const renameProperty: Fixer = (_finding, { name, pointer, holder, table }) => {
  if (table === null || !isJsonObject(holder)) return null;
  const free = [...table.properties.keys()].filter((known) => !Object.hasOwn(holder, known));
  const nearest = nearestName(name, table.properties.keys());
  if (nearest === null || !free.includes(nearest)) return null;
  return { kind: 'asked', says: `"${nearest}" for "${name}"`, edits: [{ do: 'rename', at: pointer, to: nearest }] };
};

/** A request body whose `messages` have another name. */
export const renameMessages: Fixer = ({ pointer }, { holder, around }) => {
  if (pointer !== '/messages' || around === null || !isJsonObject(holder)) return null;
  const key = misnamedMessages(holder);
  if (key === null) return null;
  const at = `/${pointerToken(key)}`;
  return { kind: 'asked', says: `"messages" for "${key}"`, edits: [{ do: 'rename', at, to: 'messages' }] };
};
