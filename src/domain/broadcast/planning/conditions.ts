import { failure } from '../../failure/failure.js';
import { parseDuration } from '../../text/duration.js';
import type { ErrorBudget, Gate } from '../settings.js';

/** `confirm`, `webhook`, or `cmd:<command>`. @throws {LineOpsError} `usage` for anything else. */
export function parseGate(text: string): Gate {
  if (text === 'confirm' || text === 'webhook') return { type: text };
  const command = /^cmd:(.+)$/s.exec(text)?.[1]?.trim();
  if (command) return { type: 'command', command };
  throw failure('INVALID_GATE', { text });
}

/** `1%` of a stage, or a number of recipients. @throws {LineOpsError} `usage` for anything else. */
export function parseBudget(text: string): ErrorBudget {
  const budget = shareOrCount(text);
  if (budget !== null) return budget;
  throw failure('INVALID_BUDGET', { text });
}

/** `1%` of the lines, or a number of them. @throws {LineOpsError} `usage` for anything else. */
export function parseMaxMalformed(text: string): ErrorBudget {
  const allowed = shareOrCount(text);
  if (allowed !== null) return allowed;
  throw failure('INVALID_MAX_MALFORMED', { text });
}

function shareOrCount(text: string): ErrorBudget | null {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { type: 'share', share: Number(percent) / 100 };
  return /^\d{1,15}$/.test(text) ? { type: 'count', count: Number(text) } : null;
}

/** Whether so many refused recipients are more than the budget of a stage of this size. */
export function isBudgetSpent(budget: ErrorBudget | null, refused: number, stageSize: number): boolean {
  if (budget === null) return false;
  return (budget.type === 'share' ? budget.share * stageSize : budget.count) < refused;
}

/** A start this long ago still means at once: somebody typed it, or a job waited for its turn. */
const LATE_START_MS = 5 * 60 * 1000;

/** @throws {LineOpsError} `usage` for a start that is over: it is a typing error, or the moment was missed. */
export function requireFutureStart(startAt: number | null, now: number): void {
  if (startAt === null || now - startAt <= LATE_START_MS) return;
  throw failure('START_IN_THE_PAST', { startAt, agoMs: now - startAt });
}

/** So often may a person have been reached in so many milliseconds, and no more. */
export interface MaxPerRecipient {
  readonly times: number;
  readonly windowMs: number;
}

/** Counted in a byte. */
const MOST_TIMES = 255;

/** `2/7d`: who was reached twice in seven days is left out. @throws {LineOpsError} `usage` for anything else. */
export function parseMaxPerRecipient(text: string): MaxPerRecipient {
  const [, digits = '', window = ''] = /^(\d{1,3})\/(\d+[smhd])$/.exec(text) ?? [];
  const times = Number(digits);
  if (times < 1 || MOST_TIMES < times) throw failure('INVALID_MAX_PER_RECIPIENT', { text, most: MOST_TIMES });
  return { times, windowMs: parseDuration(window) };
}
