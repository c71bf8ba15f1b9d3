import type { JsonObject } from '../messages/engine/shapes.js';
import { textIn } from './values.js';

/** What a tap does, in a few words: `opens https://…`, `says "Yes"`. */
export function actionWords(action: JsonObject): string {
  const { type } = action;
  const words = typeof type === 'string' && Object.hasOwn(WORDS, type) ? WORDS[type] : undefined;
  return words === undefined ? `does nothing that is known (${textIn(type) ?? 'no type'})` : words(action);
}

type Words = (action: JsonObject) => string;

/** @see https://developers.line.biz/en/reference/messaging-api/#action-objects */
const WORDS: Readonly<Record<string, Words>> = {
  uri: ({ uri, linkUri, altUri }) => {
    const desktop =
      typeof altUri === 'object' && altUri !== null && 'desktop' in altUri ? textIn(altUri.desktop) : null;
    return `opens ${textIn(uri) ?? textIn(linkUri) ?? 'nothing'}${desktop === null ? '' : ` (on a computer ${desktop})`}`;
  },
  message: ({ text }) => `says ${quoted(text)}`,
  postback: ({ data, displayText, text, inputOption, fillInText }) => {
    const shown = textIn(displayText) ?? textIn(text);
    return [
      `tells the bot ${quoted(data)}`,
      ...(shown === null ? [] : [`says ${quoted(shown)}`]),
      ...(textIn(inputOption) === null ? [] : [`then ${textIn(inputOption)}`]),
      ...(textIn(fillInText) === null ? [] : [`with ${quoted(fillInText)}`]),
    ].join(', ');
  },
  datetimepicker: ({ mode, data, initial, min, max }) => {
    const bounds = [
      ['from', textIn(min)],
      ['to', textIn(max)],
      ['at first', textIn(initial)],
    ].flatMap(([word, value]) => (value === null ? [] : [`${word} ${value}`]));
    const within = bounds.length === 0 ? '' : ` (${bounds.join(', ')})`;
    return `picks a ${textIn(mode) ?? 'date'}${within}, tells the bot ${quoted(data)}`;
  },
  camera: () => 'opens the camera',
  cameraRoll: () => 'opens the camera roll',
  location: () => 'asks for a location',
  clipboard: ({ clipboardText }) => `copies ${quoted(clipboardText)}`,
  richmenuswitch: ({ richMenuAliasId }) => `switches to the rich menu ${textIn(richMenuAliasId) ?? '(none)'}`,
};

function quoted(value: unknown): string {
  const text = textIn(value);
  return text === null ? 'nothing' : `"${text}"`;
}
