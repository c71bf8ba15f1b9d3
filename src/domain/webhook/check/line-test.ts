import { failing, passed, skipped, unknowable, type Verdict } from '../../examination/examination.js';
import { explainWebhookTest } from '../test-reason.js';
import { TEST_AGAIN } from './advice.js';
import { isSuccess, SLOW_MS } from './answers.js';
import type { Observed } from './observations.js';

/** LINE's own call of the endpoint. @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint */
export function judgeLineTest({ lineTest }: Observed): Verdict {
  switch (lineTest.type) {
    case 'skipped':
      return skipped(`not examined: ${lineTest.why}`, lineTest.hint);
    case 'failed':
      return unknowable(`LINE made no test: ${lineTest.why}`);
    case 'tested': {
      const { explanation, hint } = explainWebhookTest(lineTest.outcome);
      return lineTest.outcome.success
        ? passed(explanation)
        : failing(`LINE called, and ${explanation}`, hint ?? TEST_AGAIN);
    }
  }
}

/**
 * A server that answers us and not LINE lets only some addresses in. LINE does not publish the addresses that it calls
 * from, and forbids to filter by them.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#prohibiting-ip-address-restrictions
 */
export function judgeAddressFilter({ lineTest, answers, tls }: Observed): Verdict {
  if (lineTest.type !== 'tested') return skipped('not examined: LINE made no test');
  const { reason, detail, statusCode } = lineTest.outcome;
  const answersUs = answers.type === 'probed' && answers.first.type === 'answer' && isSuccess(answers.first.status);
  if (lineTest.outcome.success)
    return passed(answersUs ? 'it answers LINE as it answers this computer' : 'it answers LINE, and not this computer');
  if (!answersUs) return skipped('not examined: this computer got no 2xx either');
  if (reason === 'REQUEST_TIMEOUT' && SLOW_MS < answers.first.ms)
    return skipped('not examined: the answer takes long for this computer too');
  const isBlocked =
    reason === 'COULD_NOT_CONNECT' || reason === 'REQUEST_TIMEOUT' || statusCode === 403 || detail === '403';
  if (!isBlocked) return skipped('not examined: LINE did reach the server');
  const certificate = tls?.certificate ?? null;
  if (certificate !== null && (certificate.trust.type !== 'trusted' || !certificate.matchesHost))
    return skipped('not examined: the certificate is reason enough for LINE not to connect');
  return failing(
    `it answers this computer, and not LINE (${[reason, detail].filter((part) => part !== null && part !== '').join(', ')})`,
    'Most likely a firewall lets only some addresses or countries in. Open the URL to the whole internet, and rely on the signature: LINE does not publish the addresses that it calls from, and forbids to filter by them.',
  );
}
