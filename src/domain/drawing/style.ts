import { CHAT_STYLE } from './chat.js';
import { FLEX_CSS } from './flex/styles.js';
import { AUDIO_STYLE } from './kinds/audio.js';
import { MEDIA_STYLE } from './kinds/image.js';
import { IMAGEMAP_STYLE } from './kinds/imagemap.js';
import { LOCATION_STYLE } from './kinds/location.js';
import { UNKNOWN_STYLE } from './kinds/unknown.js';
import { BUBBLE_STYLE } from './parts/bubble.js';
import { CARD_STYLE } from './parts/card.js';
import { PICTURE_STYLE } from './parts/picture.js';
import { PLACEHOLDER_STYLE } from './parts/placeholder.js';

/** Of a chat, light and dark: `color-scheme` decides. */
const COLOURS = `
:root{--chat:light-dark(#92b0da,#1c1f22);--chat-ink:light-dark(#14202e,#e8eaed);--chat-line:light-dark(#0000001f,#ffffff1f);--foot:light-dark(#fff,#000);--foot-field:light-dark(#f0f1f3,#26292d);--foot-ink:light-dark(#5d646b,#a4abb3);--avatar:#0b6b3a;
--said:light-dark(#fff,#3a3d41);--said-ink:light-dark(#111,#f4f5f6);--said-dim:light-dark(#59636e,#c0c6cc);--said-line:light-dark(#d9dde2,#565b61);--said-link:light-dark(#2952a3,#a8c7fa);
--chip:light-dark(#e2ebf9,#22364f);--chip-ink:light-dark(#1c3f78,#c4dbfb);
--blank:light-dark(#e4e8ed,#2b3036);--blank-ink:light-dark(#3f4954,#c9d0d8);--blank-line:light-dark(#7d8894,#6d7782);
--card:#fff;--card-ink:#111;--card-line:#e5e7ea;--card-link:#42659a;
--reply:light-dark(#fff,#3a3d41);--reply-ink:light-dark(#111,#f4f5f6)}
`;

/** What chats look like; what is `styled` in them comes with each. */
export const DRAWING_STYLE = [
  COLOURS,
  CHAT_STYLE,
  BUBBLE_STYLE,
  PLACEHOLDER_STYLE,
  PICTURE_STYLE,
  CARD_STYLE,
  MEDIA_STYLE,
  AUDIO_STYLE,
  LOCATION_STYLE,
  IMAGEMAP_STYLE,
  UNKNOWN_STYLE,
  FLEX_CSS,
].join('');
