import { expect, it } from 'vitest';
import { createPainter } from '../../../src/adapters/terminal/painter.js';
import { createStyles } from '../../../src/adapters/terminal/styles.js';
import { eventLines } from '../../../src/cli/webhook/traffic/event-lines.js';
import { readWebhookBody } from '../../../src/domain/webhook/received/events.js';
import { bodyOf } from '../../support/bot-server.js';

const NOW = Date.UTC(2026, 10, 21, 3);
const paint = await createPainter(createStyles(), false);
const body = readWebhookBody(
  Buffer.from(bodyOf({ webhookEventId: '01FZ74A0TDDPYRVKNK77XKC3ZR', replyToken: 'r', timestamp: NOW })),
);
const lines = (columns: number | null) => eventLines(body, { at: NOW, now: NOW, seenBefore: [null], columns }, paint);

it.each([
  [null, /^--> follow U4af4980… {2}reply within 60 s {2}01FZ74A0TDDPYRVKNK77XKC3ZR {2}2026-11-21 /],
  [72, /^--> follow U4af4980… {2}reply within 60 s {2}01FZ74A0TDDPYRVKNK77XKC3ZR$/],
  [60, /^--> follow U4af4980… {2}reply within 60 s$/],
  [10, /^--> follow U4af4980…$/],
])('in %s columns the least important is left out first', (columns, expected) => {
  expect(lines(columns)).toEqual([expect.stringMatching(expected)]);
});
