import type { AcceptedSend } from '../../../domain/broadcast/insight/questions.js';
import type { HeardStatistics, UrlStatistics } from '../../../domain/broadcast/insight/statistics.js';
import { contentOf } from '../../../domain/broadcast/planning/body.js';
import { isJsonObject, jsonIn } from '../../../domain/text/json-object.js';
import type { InsightBook } from '../../../ports/broadcast/insight-book.js';
import { damaged } from '../sql/damage.js';
import { readRow } from '../sql/rows.js';
import { inWords, type SqlDatabase } from '../sqlite/sqlite.js';
import { readSettings } from './settings-text.js';

/** By LINE's clock where it was known; an acceptance that was never timed counts from its first attempt. */
const SENT_AT = 'coalesce(settled_at, first_attempt_at, 0) + coalesce(line_ahead_ms, 0)';
/** UTC+9, in milliseconds. */
const JAPAN = 9 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export function createInsightBook(database: SqlDatabase, path: string): InsightBook {
  const told = inWords(path);
  return {
    acceptedSends: told((id) =>
      // A batch to user IDs is one of many of its day; a request to friends stands for itself. By stage, not by time: the
      // first send may have been timed by our clock alone.
      database
        .prepare(
          `SELECT stage, max(request) AS request, sum(recipients) AS recipients, min(at) AS first_at, max(at) AS last_at
           FROM (SELECT stage, idx, recipients, ${SENT_AT} AS at, expected,
                   CASE WHEN expected IS NULL THEN NULL ELSE coalesce(accepted_request_id, request_id) END AS request
                 FROM batch WHERE broadcast_id = ? AND state = 'accepted')
           GROUP BY stage, CASE WHEN expected IS NULL THEN (at + ${JAPAN}) / ${DAY_MS} ELSE -1 - idx END
           ORDER BY stage, first_at`,
        )
        .all(id)
        .map(sendOf),
    ),
    kept: told((id) => {
      const rows = database.prepare('SELECT * FROM insight WHERE broadcast_id = ?').all(id);
      return new Map(rows.map((row) => [readRow(row).text('question'), heardOf(row)]));
    }),
    keep: told((id, key, { statistics, at }) => {
      const { delivered, uniqueImpression, uniqueClick, urls } = statistics;
      database
        .prepare('INSERT OR REPLACE INTO insight VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(id, key, delivered, uniqueImpression, uniqueClick, JSON.stringify(urls), at);
    }),
    othersWithUnit: told((id, unit, { from, to }) =>
      database
        .prepare(
          `SELECT settings FROM broadcast
           WHERE id <> ? AND is_draft = 0 AND started_at <= ? AND coalesce(finished_at, started_at) >= ? AND instr(settings, ?) > 0
           ORDER BY started_at`,
        )
        .all(id, to, from, unit)
        .map((row) => readSettings(readRow(row).text('settings')))
        .filter(({ bodyTail }) => contentOf(bodyTail).units.includes(unit))
        .map((settings) => ({ id: settings.id, channelId: settings.channelId })),
    ),
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
