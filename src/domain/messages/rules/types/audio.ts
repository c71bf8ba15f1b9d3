import { integer, required } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { lineOf, messageType } from '../shared/message-type.js';
import { AUDIO_URL } from '../shared/urls.js';

/** `audio`. @see https://developers.line.biz/en/reference/messaging-api/#audio-message */
export const AUDIO = messageType('audio', {
  name: 'audio message',
  docs: reference('audio-message'),
  properties: { originalContentUrl: required(AUDIO_URL), duration: required(integer(1, null, 'warning')) },
  summary: (message) => lineOf(message, 'originalContentUrl'),
});
