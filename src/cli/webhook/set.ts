import { failureAs } from '../../domain/failure/failure.js';
import { ENDPOINTS } from '../../domain/line/endpoints.js';
import { formatDuration, parseDuration } from '../../domain/text/duration.js';
import type { StopSignal } from '../../ports/host.js';
import type { WebhookEndpoint } from '../../ports/line-api.js';
import { channelLabel } from '../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import {
  type ExplainedTest,
  readWebhookEndpoint,
  setWebhookEndpoint,
  testWebhook,
} from '../../usecases/webhook/webhook.js';
import { checkWebhookUrl, privateNameWarning } from '../../usecases/webhook/webhook-url.js';
import { confirmOrStop, requireConfirmable } from '../asking/confirm.js';
import { dryRunView } from '../output/dry-run.js';
import { show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { argument, flag, type OptionValues, optionOr, verb } from '../verb.js';
import { endpointRows, testJson, testRows, throwIfFailed } from './webhook-view.js';

/** A new endpoint takes effect within this time. @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url */
const ENDPOINT_CACHE = '60s';

const OPTIONS = {
  noTest: flag('do not test it afterwards'),
  testAfter: optionOr(
    parseDuration(ENDPOINT_CACHE),
    '<duration>',
    'wait before the test: LINE uses a new endpoint within a minute',
    parseDuration,
    ENDPOINT_CACHE,
  ),
};

export const webhookSet = verb({
  path: 'webhook set',
  summary: 'set the webhook endpoint, and test it once LINE uses it',
  args: { url: argument('https URL of the bot server') },
  options: OPTIONS,
  examples: [
    { line: 'webhook set https://bot.example.com/webhook', does: 'set it, and test it' },
    {
      line: 'webhook set https://bot.example.com/webhook --no-test --yes',
      does: 'neither asks nor tests',
    },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/webhook-set@1'],
  run: (session, { args: { url }, options }) => setWebhook(session, url, options),
});

async function setWebhook(session: Session, url: string, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { terminal, deps } = session;
  for (const warning of checkWebhookUrl(url, deps.env, { isToBeSet: true })) terminal.warn(`warning: ${warning}`);
  if (!session.globals.dryRun) requireConfirmable(session);
  const doubt = await privateNameWarning(url, deps);
  if (doubt !== null) terminal.warn(`warning: ${doubt}`);
  const atLine = await session.atLine();
  const before = await readWebhookEndpoint(atLine);
  const previous = before?.endpoint ?? null;
  if (session.globals.dryRun) {
    terminal.note(`The endpoint is ${previous ?? 'not set'} now. A dry run changes nothing.`);
    const body = JSON.stringify({ endpoint: url });
    return show(session, dryRunView([{ endpoint: ENDPOINTS.setWebhookEndpoint, headers: {}, body }]));
  }
  const isNew = previous !== url;
  const after = isNew ? await changeEndpoint(session, atLine, url, previous) : before;
  if (!isNew) terminal.note(`${url} is set already.`);
  const report = (test: ExplainedTest | null) => show(session, setView({ after, previous, test }));
  if (options.noTest) return report(null);
  const interruptedBy = isNew ? await waitForCache(session, options.testAfter) : null;
  if (interruptedBy !== null) {
    await report(null);
    const kind = interruptedBy === 'SIGTERM' ? 'terminated' : 'cancelled';
    throw failureAs(kind, 'WEBHOOK_TEST_SKIPPED', {});
  }
  const test = await testWebhook(null, atLine).catch(async (error: unknown) => {
    // What was changed is told even where the test could not be made.
    await report(null);
    throw error;
  });
  await report(test);
  throwIfFailed(test, 'the endpoint is set, and its test failed');
}

async function changeEndpoint(
  session: Session,
  atLine: ChannelAtLine,
  url: string,
  previous: string | null,
): Promise<WebhookEndpoint | null> {
  const { terminal } = session;
  terminal.note(`old: ${previous ?? '(none)'}`);
  terminal.note(`new: ${url}`);
  await confirmOrStop(session, `Send the webhooks of ${channelLabel(atLine.channel)} to ${url}?`);
  const after = await setWebhookEndpoint(url, atLine);
  if (after?.endpoint !== url)
    terminal.warn(`warning: LINE took the new endpoint, and still answers ${after?.endpoint ?? 'that none is set'}`);
  else terminal.note('The endpoint is set.');
  if (after?.active === false) terminal.warn(`warning: ${WEBHOOKS_ARE_OFF}`);
  return after;
}

const WEBHOOKS_ARE_OFF =
  '"Use webhook" is off: LINE sends no events until it is switched on in the LINE Developers Console';

/** Answers the signal that ended the wait early, if one did. */
async function waitForCache({ terminal, deps }: Session, ms: number): Promise<StopSignal | null> {
  if (ms === 0) return null;
  terminal.note(
    `Waiting ${formatDuration(ms)} before the test, because LINE uses a new endpoint within a minute. Ctrl-C skips the test; the endpoint stays set.`,
  );
  const stop = new AbortController();
  let signal: StopSignal | null = null;
  const release = deps.interruption.onFirst((received) => {
    signal = received;
    stop.abort();
  });
  await deps.clock.sleep(ms, stop.signal);
  release();
  return signal;
}

function setView({
  after,
  previous,
  test,
}: {
  after: WebhookEndpoint | null;
  previous: string | null;
  test: ExplainedTest | null;
}): View {
  return {
    schema: 'line-ops/webhook-set@1',
    json: {
      endpoint: after?.endpoint ?? null,
      previous,
      active: after?.active ?? null,
      test: test === null ? null : testJson(test),
    },
    text: (paint) =>
      paint.table(
        [],
        [
          ['previous', previous ?? '(none)'],
          ...(after === null ? [] : endpointRows(after, paint)),
          ...(test === null ? [] : testRows(test, paint)),
        ],
      ),
  };
}
