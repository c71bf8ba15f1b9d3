import { failure } from '../../domain/failure/failure.js';
import type { WebhookEndpoint } from '../../ports/line-api.js';
import type { Painter } from '../../ports/terminal.js';
import type { ExplainedTest } from '../../usecases/webhook/webhook.js';

export const WEBHOOKS_ARE_OFF =
  '"Use webhook" is off: LINE sends no events until it is switched on in the LINE Developers Console';

/** @throws {LineOpsError} `findings` with what to do, when the test failed; `also` is what else can be done. */
export function throwIfFailed({ success, explanation, hint }: ExplainedTest, what: string, also = ''): void {
  const all = [hint ?? '', also].filter((part) => part !== '').join(' ');
  if (!success) throw failure('WEBHOOK_TEST_FAILED', { what, explanation, hint: all === '' ? null : all });
}

/** A test as `--json` prints it. */
export function testJson({
  success,
  timestamp,
  statusCode,
  reason,
  detail,
  explanation,
  hint,
}: ExplainedTest): Readonly<Record<string, unknown>> {
  return { success, timestamp, statusCode, reason, detail, explanation, hint };
}

/** An endpoint for people, as rows of a table. */
export function endpointRows({ endpoint, active }: WebhookEndpoint, paint: Painter): string[][] {
  return [
    ['endpoint', endpoint],
    ['use webhook', activeWords(active, paint)],
  ];
}

/** Whether LINE sends events there. */
export function activeWords(active: WebhookEndpoint['active'], paint: Painter): string {
  if (active === null) return paint.warn('not told by LINE');
  return active
    ? paint.good('on')
    : paint.warn('off: LINE sends no events; switch it on in the LINE Developers Console');
}

/** A test for people, as rows of a table. */
export function testRows(
  { success, statusCode, reason, detail, explanation }: ExplainedTest,
  paint: Painter,
): string[][] {
  return [
    ['test', `${success ? paint.good('passed') : paint.bad('failed')}: ${explanation}`],
    ['status', statusCode !== null && 0 < statusCode ? String(statusCode) : 'no answer'],
    ['reason', [reason, detail].filter((part) => part !== null && part !== '').join(', ') || '(none)'],
  ];
}
