import { html, type Markup } from '../../domain/drawing/markup.js';
import type { Platform } from '../control/platform.js';
import type { RequestOutcome, SeenRequest } from '../control/request-journal.js';
import type { EmulatorState } from '../state/state.js';

const SHOWN_REQUESTS = 30;
const NOT_SERVED = 501;

/** Which channel is looked at, where there are several. */
export function channelChoice({ channels }: Platform, { channel }: EmulatorState): Markup {
  const ids = [...channels.keys()];
  if (ids.length === 1) return html`<p class="dim">Channel ${channel.id}</p>`;
  const options = ids.map((id) =>
    id === channel.id ? html`<option selected>${id}</option>` : html`<option>${id}</option>`,
  );
  return html`<label for="which">Channel</label><select id="which" data-opens="channel">${options}</select>`;
}

/** How the account stands. */
export function accountFacts({ channel, followers, usage, webhook, deliveries }: EmulatorState, at: number): Markup {
  const { messages, undeliverable } = deliveries.summary();
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Bot', channel.botUserId],
    ['Followers', `${number(followers.count)}, ${number(followers.friendCount())} of them friends`],
    [
      'Messages this month',
      `${number(usage.monthTotal(at))} of ${usage.quota === null ? 'as many as you like' : number(usage.quota)}`,
    ],
    ['Delivered', `${number(messages)}; ${number(undeliverable)} reached nobody`],
    [
      'Webhook',
      webhook.endpoint === null ? 'none is set' : `${webhook.endpoint}${webhook.active ? '' : ', switched off'}`,
    ],
  ];
  return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** The latest requests, the newest first. */
export function latestRequests({ journal }: EmulatorState): Markup {
  const recent = journal.summary().recent.slice(-SHOWN_REQUESTS).reverse();
  if (recent.length === 0) return html`<p class="dim">Nothing has been asked yet.</p>`;
  return html`<table><thead><tr><th scope="col">Time</th><th scope="col">Answer</th><th scope="col">Request</th></tr></thead><tbody>${recent.map(requestRow)}</tbody></table>`;
}

function requestRow({ at, outcome, method, path, requestId }: SeenRequest): Markup {
  return html`<tr><td>${at.slice(11, 19)}</td><td class="${isGood(outcome) ? 'good' : 'bad'}">${outcome}</td><td class="path" title="request ID ${requestId}">${method} ${path}</td></tr>`;
}

function isGood(outcome: RequestOutcome): boolean {
  return typeof outcome === 'number' && outcome < 400;
}

/** What was asked of the emulator that it does not serve. */
export function unservedPaths({ journal }: EmulatorState): Markup {
  const unserved = journal.summary().endpoints.filter(({ byOutcome }) => byOutcome[NOT_SERVED] !== undefined);
  if (unserved.length === 0) return html`<p class="dim">Everything that was asked is served.</p>`;
  return html`<table><thead><tr><th scope="col">Times</th><th scope="col">Request</th></tr></thead><tbody>${unserved.map(
    ({ method, path, byOutcome }) =>
      html`<tr><td>${byOutcome[NOT_SERVED] ?? 0}</td><td class="path">${method} ${path}</td></tr>`,
  )}</tbody></table>`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
