import { inside } from '../draw-place.js';
import { at, html } from '../markup.js';
import type { MessageKind } from '../message-kind.js';
import { factList } from '../parts/placeholder.js';
import { numberIn, textIn } from '../values.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#audio-message */
export const AUDIO: MessageKind = {
  draw: (message, place) =>
    html`<div class="bubble audio"><span class="audio-bar" aria-hidden="true">▶ ▂▃▅▂▇▅▃▂▅▃</span><span ${at(
      inside(place, 'duration'),
    )}>${durationText(message['duration'])}</span>${factList([
      ['plays', message['originalContentUrl'], inside(place, 'originalContentUrl')],
    ])}</div>`,
  notice: () => null,
  notes: () => [],
};

/** `1:05` of milliseconds. */
function durationText(duration: unknown): string {
  const ms = numberIn(duration);
  if (ms === null || ms < 0) return textIn(duration) ?? '–:––';
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export const AUDIO_STYLE = `
.audio{display:flex;flex-wrap:wrap;gap:4px 10px;align-items:center}
.audio-bar{white-space:nowrap;letter-spacing:1px}
.audio .facts{flex-basis:100%}
`;
