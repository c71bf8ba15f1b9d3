import { createHash } from 'node:crypto';
import { html, render } from '../../domain/drawing/markup.js';
import { DRAWING_STYLE } from '../../domain/drawing/style.js';
import type { Answer } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { FOREIGN_PAGE, isForThisMachine } from '../http/web-page.js';
import { SCRIPT } from './script.js';
import { PAGE_STYLE } from './style.js';

const STYLE = `${DRAWING_STYLE}${PAGE_STYLE}`;

/**
 * The emulator in a browser. The page is the same for everybody: what it shows it asks for. It loads nothing but from
 * the emulator, and its policy lets through its own style and its own script alone.
 */
export function emulatorPage(request: LineRequest): Answer {
  if (!isForThisMachine(request)) return FOREIGN_PAGE;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      vary: 'accept',
    },
    body: PAGE,
  };
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const BODY = html`<body>
<header>
<h1>Emulator of LINE</h1>
<p class="dim">Nothing here reaches LINE. Times are those of the emulator's clock.</p>
</header>
<noscript><p class="warning">This page needs its script. The same is told as JSON by <code>/_emulator/requests</code>, <code>/_emulator/messages?userId=</code> and their like.</p></noscript>
<p id="said" role="status" aria-live="polite"></p>
<main>
<section id="phone" aria-labelledby="phone-title">
<h2 id="phone-title">Chat</h2>
<div id="people"></div>
<form id="open-chat" class="row"><label for="open-id">Another ID</label><input id="open-id" autocomplete="off" spellcheck="false" placeholder="U…, C… or R…"><button>Open</button></form>
<div id="screen" class="chat">
<div id="chat-name" class="chat-head"></div>
<div id="log" role="log" aria-label="messages" tabindex="0"><ol id="chat" class="messages"></ol></div>
<div id="replies"></div>
<form id="write" class="chat-foot"><label class="hidden" for="text">Message as this user</label><input id="text" autocomplete="off" placeholder="Message as this user"><button>Send</button></form>
<div id="menu"></div>
</div>
<div class="row" role="group" aria-label="what the user does"><button type="button" data-do="follow">Follow</button><button type="button" data-do="unfollow">Block</button></div>
</section>
<div class="columns-of-page">
<section aria-labelledby="account-title"><h2 id="account-title">Account</h2><div id="channels"></div><div id="account"></div>
<form id="webhook" class="row"><label for="webhook-url">Webhook</label><input id="webhook-url" type="url" autocomplete="off" placeholder="http://127.0.0.1:3000/webhook"><button>Set</button></form></section>
<section aria-labelledby="clock-title"><h2 id="clock-title">Clock</h2><p id="clock"></p>
<div class="row" role="group" aria-label="move the clock"><button type="button" data-ms="60000">+1 minute</button><button type="button" data-ms="3600000">+1 hour</button><button type="button" data-ms="86400000">+1 day</button><button type="button" data-ms="2592000000">+30 days</button></div></section>
<section aria-labelledby="requests-title"><h2 id="requests-title">Latest requests</h2><div id="requests" class="scroll" tabindex="0" role="region" aria-labelledby="requests-title"></div></section>
<section aria-labelledby="unserved-title"><h2 id="unserved-title">Not served</h2><div id="unserved"></div></section>
</div>
</main>
<dialog id="picker" aria-labelledby="picker-title"><form method="dialog"><h2 id="picker-title">Pick a time</h2><p><input id="picked" aria-labelledby="picker-title"></p><div class="row"><button value="ok">OK</button><button value="">Cancel</button></div></form></dialog>
</body>`;

// The hashes are of these very characters.
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Emulator of LINE</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
${render(BODY).text}
<script>${SCRIPT}</script>
</html>
`;
