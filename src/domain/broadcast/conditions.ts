import { LineOpsError } from '../failure.js';
import type { ErrorBudget, Gate } from './broadcast.js';

/** `confirm`, `webhook`, or `cmd:<command>`. @throws {LineOpsError} `usage` for anything else. */
export function parseGate(text: string): Gate {
  if (text === 'confirm' || text === 'webhook') return { type: text };
  const command = /^cmd:(.+)$/s.exec(text)?.[1]?.trim();
  if (command) return { type: 'command', command };
  throw new LineOpsError('usage', 'INVALID_GATE', `"${text}" is not a gate`, {
    hint: 'Use confirm, webhook, or cmd:<command>, as in --gate "cmd:./check-orders.sh".',
  });
}

/** `1%` of a stage, or a number of recipients. @throws {LineOpsError} `usage` for anything else. */
export function parseBudget(text: string): ErrorBudget {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { type: 'share', share: Number(percent) / 100 };
  if (/^\d{1,15}$/.test(text)) return { type: 'count', count: Number(text) };
  throw new LineOpsError('usage', 'INVALID_BUDGET', `"${text}" is not an error budget`, {
    hint: 'Give a share of the stage or a number of recipients: 1% or 50.',
  });
}

/** Whether so many refused recipients are more than the budget of a stage of this size. */
export function isBudgetSpent(budget: ErrorBudget | null, refused: number, stageSize: number): boolean {
  if (budget === null) return false;
  return (budget.type === 'share' ? budget.share * stageSize : budget.count) < refused;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Milliseconds since 1970 of an ISO 8601 time with its offset. @throws {LineOpsError} `usage` for anything else. */
export function parseTime(text: string): number {
  const ms = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new LineOpsError('usage', 'INVALID_TIME', `"${text}" is not a time with its offset`, {
    hint: 'Write it as 2026-11-22T10:00+09:00 or 2026-11-22T01:00Z.',
  });
}
