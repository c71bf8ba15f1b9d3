import { DRAWING_STYLE } from '../../../../domain/drawing/style.js';
import { FINDINGS_STYLE } from './findings.js';
import { NOTES_STYLE } from './notes.js';
import { NOTIFICATIONS_STYLE } from './notifications.js';
import { TAPS_STYLE } from './taps.js';

/** Light and dark in one place: `color-scheme` decides, and three radio buttons decide that. */
const BASE_STYLE = `
:root{color-scheme:light dark;
--paper:light-dark(#f4f5f7,#101317);--panel:light-dark(#fff,#191e24);--ink:light-dark(#1b1f24,#e6e9ed);--dim:light-dark(#59636e,#9da7b2);--line:light-dark(#d5dae0,#39424c);--accent:light-dark(#0b57d0,#8ab4f8);
--bad:#b3261e;--warn:#8f4e00;--good:light-dark(#066f35,#5dd28f)}
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

export const STYLE = [BASE_STYLE, DRAWING_STYLE, NOTIFICATIONS_STYLE, TAPS_STYLE, NOTES_STYLE, FINDINGS_STYLE].join('');
