import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { type Condition, type Judged, judge } from '../../../domain/webhook/load/condition.js';
import { isAccepted } from '../../../domain/webhook/load/tally.js';
import type { WebhookAnswer } from '../../../ports/webhook/sender.js';
import type { LoadReport } from '../../../usecases/webhook/send/run-load.js';
import type { SignatureWish } from '../../../usecases/webhook/send/signing.js';

/** One answer that is shown by itself. */
export interface KeptAnswer {
  readonly events: readonly string[];
  readonly bytes: number;
  readonly answer: WebhookAnswer;
  readonly ms: number;
}

/** What was sent, and what came of it. */
export interface SendResult {
  readonly url: URL;
  readonly signature: SignatureWish;
  readonly isLoad: boolean;
  readonly rateAsked: number | null;
  readonly report: LoadReport;
  /** Whether somebody stopped it before its end. */
  readonly isStopped: boolean;
  /** Each answer, where it was no load. */
  readonly answers: readonly KeptAnswer[];
  /** The first that was not 2xx; null where all were. */
  readonly firstProblem: WebhookAnswer | null;
  readonly judged: readonly Judged[];
}

/** Whether an answer is what LINE takes for a success. */
export function isGood({ status, why }: WebhookAnswer): boolean {
  return why === null && isAccepted(status);
}

export function judgeAll(conditions: readonly Condition[], report: LoadReport): readonly Judged[] {
  const { figures, rateReached, notSent } = report;
  const measured = { figures, rateReached, planned: figures.requests + notSent };
  return conditions.map((condition) => judge(condition, measured));
}

/** What it fails with: with conditions, one that is met; without, anything that was not answered 2xx. Null for nothing. */
export function problemWith(result: SendResult): LineOpsError | null {
  const { judged, report, firstProblem, signature } = result;
  const missed = judged.filter(({ failed }) => failed);
  if (0 < missed.length)
    return failure('CONDITIONS_MISSED', {
      missed: missed.map(({ condition, value }) => ({
        condition,
        words: value === null ? 'there is nothing to tell it by' : `it is ${figureWords(condition, value)}`,
      })),
    });
  const refused = report.figures.requests + report.notSent - report.figures.accepted;
  if (0 < judged.length || refused === 0) return null;
  return failure('WEBHOOK_NOT_ACCEPTED', {
    requests: report.planned,
    refused,
    status: firstProblem?.why === null ? firstProblem.status : null,
    why: firstProblem?.why ?? null,
    signature,
  });
}

/** A value in the measure of its condition. */
export function figureWords(condition: string, value: number): string {
  const digits = Math.round(value * 100) / 100;
  if (/^(?:p\d+|max)/i.test(condition)) return `${digits} ms`;
  if (condition.endsWith('%')) return `${digits} %`;
  return /^rate/i.test(condition) ? `${digits}/s` : String(digits);
}
