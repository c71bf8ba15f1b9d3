import { failure } from '../../domain/failure/failure.js';
import type { LoggedRequest, LoggedWebhook } from '../../ports/request-log.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { argument, verb } from '../verb.js';
import { type LogForm, REQUESTS, WEBHOOKS } from './log-forms.js';
import { eachGroup, WEBHOOK_LOG, WHICH_LOG } from './log-reading.js';

export const logShow = verb({
  path: 'log show',
  summary: 'show everything that was written down of a request',
  args: { id: argument("LINE's x-line-request-id; with --webhooks the webhookEventId of an event") },
  options: WHICH_LOG,
  examples: [
    { line: 'log show 123e4567-e89b-12d3-a456-426655440000', does: 'the request that LINE gave this ID' },
    { line: 'log show --webhooks 01FZ74A0TDDPYRVKNK77XKC3ZR', does: 'the webhooks with this event' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/log-show@1', 'line-ops/webhook-log@1'],
  exits: {},
  docs: [],
  run: (session, { args: { id }, options: { webhooks } }) =>
    webhooks === true
      ? showEntries(session, WEBHOOKS, { eventId: id }, WEBHOOK_LOG)
      : showEntries(session, REQUESTS, { requestId: id }, 'line-ops/log-show@1'),
});

async function showEntries<Entry extends LoggedRequest | LoggedWebhook>(
  session: Session,
  form: LogForm<Entry>,
  wanted: { readonly requestId: string } | { readonly eventId: string },
  schema: string,
): Promise<void> {
  const found: Entry[] = [];
  await eachGroup(session, form, wanted, null, (entries) => found.push(...entries));
  if (found.length === 0) {
    const [id = ''] = Object.values(wanted);
    throw failure('REQUEST_NOT_LOGGED', { of: form.name, id });
  }
  await show(session, {
    schema,
    json: { [form.name]: found.map(form.json) },
    text: (paint) => found.map((entry) => paint.table([], form.details(entry, paint))).join('\n\n'),
  });
}
