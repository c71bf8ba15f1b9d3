import type { AcceptedSend } from '../../../domain/broadcast/insight/questions.js';
import type { HeardStatistics, UrlStatistics } from '../../../domain/broadcast/insight/statistics.js';
import { contentOf } from '../../../domain/broadcast/planning/body.js';
import { isJsonObject, jsonIn } from '../../../domain/text/json-object.js';
import type { InsightBook } from '../../../ports/broadcast/insight-book.js';
import { damaged } from '../sql/damage.js';
import type { StateEngine } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';
import { rows, run } from '../sql/steps.js';
import { readSettings } from './settings-text.js';

/** By LINE's clock where it was known; an acceptance that was never timed counts from its first attempt. */
const SENT_AT = 'coalesce(settled_at, first_attempt_at, 0) + coalesce(line_ahead_ms, 0)';
/** UTC+9, in milliseconds. */
const JAPAN = 9 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A batch to user IDs is one of many of its day; a request to friends stands for itself. By stage, not by time: the first
 * send may have been timed by our clock alone.
 */
const ACCEPTED_SENDS = `SELECT stage, max(request) AS request, CAST(sum(recipients) AS BIGINT) AS recipients,
    min(sent_at) AS first_at, max(sent_at) AS last_at
  FROM (SELECT stage, recipients, sent_at, request,
      CASE WHEN expected IS NULL THEN (sent_at + ${JAPAN}) / ${DAY_MS} ELSE -1 - idx END AS sending
    FROM (SELECT stage, idx, recipients, ${SENT_AT} AS sent_at, expected,
        CASE WHEN expected IS NULL THEN NULL ELSE coalesce(accepted_request_id, request_id) END AS request
      FROM batch WHERE broadcast_id = ? AND state = 'accepted') AS accepted) AS sends
  GROUP BY stage, sending ORDER BY stage, first_at`;

const KEEP = `INSERT INTO insight (broadcast_id, question, delivered, unique_impression, unique_click, urls, heard_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (broadcast_id, question) DO UPDATE SET delivered = excluded.delivered,
    unique_impression = excluded.unique_impression, unique_click = excluded.unique_click, urls = excluded.urls,
    heard_at = excluded.heard_at`;

export function createInsightBook(engine: StateEngine): InsightBook {
  return {
    acceptedSends: (id) =>
      engine.read(function* () {
        return (yield* rows(ACCEPTED_SENDS, id)).map(sendOf);
      }),
    kept: (id) =>
      engine.read(function* () {
        const kept = yield* rows('SELECT * FROM insight WHERE broadcast_id = ?', id);
        return new Map(kept.map((row) => [readRow(row).text('question'), heardOf(row)]));
      }),
    keep: (id, key, { statistics, at }) =>
      engine.write(function* () {
        const { delivered, uniqueImpression, uniqueClick, urls } = statistics;
        yield* run(KEEP, id, key, delivered, uniqueImpression, uniqueClick, JSON.stringify(urls), at);
      }),
    othersWithUnit: (id, unit, { from, to }) =>
      engine.read(function* () {
        const others = yield* rows(
          `SELECT settings FROM broadcast
           WHERE id <> ? AND is_draft = 0 AND started_at <= ? AND coalesce(finished_at, started_at) >= ?
           ORDER BY started_at, id`,
          id,
          to,
          from,
        );
        return others
          .map((row) => readRow(row).text('settings'))
          .filter((settings) => settings.includes(unit))
          .map(readSettings)
          .filter(({ bodyTail }) => contentOf(bodyTail).units.includes(unit))
          .map((settings) => ({ id: settings.id, channelId: settings.channelId }));
      }),
  };
}

function sendOf(value: unknown): AcceptedSend {
  const row = readRow(value);
  return {
    stage: row.number('stage'),
    requestId: row.textOrNull('request'),
    recipients: row.number('recipients'),
    firstAt: row.number('first_at'),
    lastAt: row.number('last_at'),
  };
}

function heardOf(value: unknown): HeardStatistics {
  const row = readRow(value);
  return {
    statistics: {
      delivered: row.numberOrNull('delivered'),
      uniqueImpression: row.numberOrNull('unique_impression'),
      uniqueClick: row.numberOrNull('unique_click'),
      urls: urlsOf(row.text('urls')),
    },
    at: row.number('heard_at'),
  };
}

function urlsOf(text: string): readonly UrlStatistics[] {
  const entries = jsonIn(text);
  if (!Array.isArray(entries)) throw damaged('insight.urls');
  return entries.map((entry: unknown) => {
    const { seq, url, click, uniqueClick } = isJsonObject(entry) ? entry : {};
    if (typeof seq !== 'number' || typeof url !== 'string' || !isCount(click) || !isCount(uniqueClick))
      throw damaged('insight.urls');
    return { seq, url, click, uniqueClick };
  });
}

function isCount(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}
