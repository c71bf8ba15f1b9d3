import { FLEX_CSS } from '../flex/styles.js';
import { AUDIO_STYLE } from '../kinds/audio.js';
import { MEDIA_STYLE } from '../kinds/image.js';
import { IMAGEMAP_STYLE } from '../kinds/imagemap.js';
import { LOCATION_STYLE } from '../kinds/location.js';
import { UNKNOWN_STYLE } from '../kinds/unknown.js';
import { BUBBLE_STYLE } from '../parts/bubble.js';
import { CARD_STYLE } from '../parts/card.js';
import { PICTURE_STYLE } from '../parts/picture.js';
import { PLACEHOLDER_STYLE } from '../parts/placeholder.js';
import { CHAT_STYLE } from './chat.js';
import { FINDINGS_STYLE } from './findings.js';
import { NOTES_STYLE } from './notes.js';
import { NOTIFICATIONS_STYLE } from './notifications.js';
import { TAPS_STYLE } from './taps.js';

/** Light and dark in one place: `color-scheme` decides, and three radio buttons decide that. */
const BASE_STYLE = `
:root{color-scheme:light dark;
--paper:light-dark(#f4f5f7,#101317);--panel:light-dark(#fff,#191e24);--ink:light-dark(#1b1f24,#e6e9ed);--dim:light-dark(#59636e,#9da7b2);--line:light-dark(#d5dae0,#39424c);--accent:light-dark(#0b57d0,#8ab4f8);
--bad:#b3261e;--warn:#8f4e00;--good:light-dark(#066f35,#5dd28f);
--chat:light-dark(#92b0da,#1c1f22);--chat-ink:light-dark(#14202e,#e8eaed);--chat-line:light-dark(#0000001f,#ffffff1f);--foot:light-dark(#fff,#000);--foot-field:light-dark(#f0f1f3,#26292d);--foot-ink:light-dark(#5d646b,#a4abb3);--avatar:#0b6b3a;
--said:light-dark(#fff,#3a3d41);--said-ink:light-dark(#111,#f4f5f6);--said-dim:light-dark(#59636e,#c0c6cc);--said-line:light-dark(#d9dde2,#565b61);--said-link:light-dark(#2952a3,#a8c7fa);
--chip:light-dark(#e2ebf9,#22364f);--chip-ink:light-dark(#1c3f78,#c4dbfb);
--blank:light-dark(#e4e8ed,#2b3036);--blank-ink:light-dark(#3f4954,#c9d0d8);--blank-line:light-dark(#7d8894,#6d7782);
--card:#fff;--card-ink:#111;--card-line:#e5e7ea;--card-link:#42659a;
--reply:light-dark(#fff,#3a3d41);--reply-ink:light-dark(#111,#f4f5f6)}
:root:has(#look-light:checked){color-scheme:light}
:root:has(#look-dark:checked){color-scheme:dark}
body{margin:0 auto;padding:20px 24px 48px;max-width:1180px;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.35rem;overflow-wrap:anywhere}
h2{margin:36px 0 10px;font-size:1.1rem}
header p{margin:2px 0 0}
.looks{display:flex;flex-wrap:wrap;gap:4px 14px;margin:10px 0 18px;padding:0;border:0;color:var(--dim);font-size:14px}
.looks legend{float:left;padding:0 10px 0 0}
a{color:var(--accent)}code{font:13px ui-monospace,monospace}
.bad{color:light-dark(#b3261e,#ff9d94)}.caution{color:light-dark(#8f4e00,#f3b765)}.good{color:var(--good)}
.aside,footer{color:var(--dim);font-size:13px;max-width:75ch}
footer{margin-top:40px}
@media (max-width:520px){body{padding:14px 12px 32px}}
@media print{.looks{display:none}}
`;

export const STYLE = [
  BASE_STYLE,
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
  NOTIFICATIONS_STYLE,
  TAPS_STYLE,
  NOTES_STYLE,
  FINDINGS_STYLE,
].join('');
