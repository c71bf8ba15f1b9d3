import { visible } from '../../../domain/text/visible.js';
import type { LoadPlan } from '../../../domain/webhook/load/load-plan.js';
import type { WebhookRequest } from '../../../ports/webhook/sender.js';
import { plural, type View } from '../../output/view.js';

/** What a dry run shows: where it would go, the headers, the bytes of the first body, and how many there would be. */
export function sendPlanView(url: URL, { headers, body }: WebhookRequest, plan: LoadPlan): View {
  const text = new TextDecoder().decode(body);
  return {
    schema: 'line-ops/webhook-send-plan@1',
    json: {
      requests: [{ method: 'POST', path: url.href, headers, body: text }],
      changes: [],
      bytes: body.length,
      planned: plan.requests,
      ratePerSecond: plan.requests === 1 ? null : plan.ratePerSecond,
    },
    text: (paint) =>
      [
        paint.bold(`POST ${visible(url.href)}`),
        ...Object.entries(headers).map(([name, value]) => paint.dim(`${name}: ${value}`)),
        paint.dim(`content-length: ${body.length}`),
        '',
        visible(text),
        ...(plan.requests === 1 ? [] : ['', `${plural(plan.requests, 'request')} like this, ${rate(plan)}`]),
      ].join('\n'),
  };
}

function rate({ ratePerSecond }: LoadPlan): string {
  return `${Math.round(ratePerSecond * 10) / 10}/s`;
}
