import { type Command, Option } from 'commander';
import { LineOpsError } from '../../domain/failure/failure.js';
import { formatDuration, parseDuration } from '../../domain/text/duration.js';
import type { Deps } from '../../ports/deps.js';
import type { StopSignal } from '../../ports/host.js';
import type { WebhookEndpoint } from '../../ports/line-api.js';
import { channelLabel } from '../../usecases/channels/channel.js';
import {
  type ExplainedTest,
  readWebhookEndpoint,
  setWebhookEndpoint,
  testWebhook,
} from '../../usecases/webhook/webhook.js';
import { checkWebhookUrl, privateNameWarning } from '../../usecases/webhook/webhook-url.js';
import { type Context, confirmOrStop, type Given, requireConfirmable, runs } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { by } from '../input.js';
import { dryRunView } from '../output/dry-run.js';
import { show, type View } from '../output/view.js';
import { openSession, type Session } from '../session.js';
import { endpointRows, testJson, testRows, throwIfFailed } from './webhook-view.js';

/** A new endpoint takes effect within this time. @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url */
const ENDPOINT_CACHE = '60s';

export function addWebhookSet(noun: Command, deps: Deps): void {
  runs(
    addChangeOptions(
      noun
        .command('set')
        .description('set the webhook endpoint, and test it once LINE uses it')
        .argument('<url>', 'https URL of the bot server')
        .option('--no-test', 'do not test it afterwards')
        .addOption(
          new Option('--test-after <duration>', 'wait before the test: LINE uses a new endpoint within a minute')
            .argParser(by(parseDuration))
            .default(parseDuration(ENDPOINT_CACHE), ENDPOINT_CACHE),
        ),
    ),
    deps,
    setWebhook,
  );
}

interface SetOptions {
  readonly test: boolean;
  /** Milliseconds. */
  readonly testAfter: number;
}

async function setWebhook(context: Context, { args: [url = ''], options }: Given<SetOptions>): Promise<void> {
  const { terminal, deps } = context;
  for (const warning of checkWebhookUrl(url, deps.env, { isToBeSet: true })) terminal.warn(`warning: ${warning}`);
  if (!context.globals.dryRun) requireConfirmable(context);
  const doubt = await privateNameWarning(url, deps);
  if (doubt !== null) terminal.warn(`warning: ${doubt}`);
  const session = await openSession(context);
  const before = await readWebhookEndpoint(session);
  const previous = before?.endpoint ?? null;
  if (context.globals.dryRun) {
    terminal.note(`The endpoint is ${previous ?? 'not set'} now. A dry run changes nothing.`);
    const body = JSON.stringify({ endpoint: url });
    return show(context, dryRunView([{ method: 'PUT', path: '/v2/bot/channel/webhook/endpoint', headers: {}, body }]));
  }
  const isNew = previous !== url;
  const after = isNew ? await changeEndpoint(context, session, url, previous) : before;
  if (!isNew) terminal.note(`${url} is set already.`);
  const report = (test: ExplainedTest | null) => show(context, setView({ after, previous, test }));
  if (!options.test) return report(null);
  const interruptedBy = isNew ? await waitForCache(context, options.testAfter) : null;
  if (interruptedBy !== null) {
    await report(null);
    const kind = interruptedBy === 'SIGTERM' ? 'terminated' : 'cancelled';
    throw new LineOpsError(kind, 'WEBHOOK_TEST_SKIPPED', 'stopped before the test; the new endpoint stays set', {
      hint: 'Test it with: line-ops webhook test',
    });
  }
  const test = await testWebhook(null, session).catch(async (error: unknown) => {
    // What was changed is told even where the test could not be made.
    await report(null);
    throw error;
  });
  await report(test);
  throwIfFailed(test, 'the endpoint is set, and its test failed');
}

async function changeEndpoint(
  context: Context,
  session: Session,
  url: string,
  previous: string | null,
): Promise<WebhookEndpoint | null> {
  const { terminal } = context;
  terminal.note(`old: ${previous ?? '(none)'}`);
  terminal.note(`new: ${url}`);
  await confirmOrStop(context, `Send the webhooks of ${channelLabel(session.channel)} to ${url}?`);
  const after = await setWebhookEndpoint(url, session);
  if (after?.endpoint !== url)
    terminal.warn(`warning: LINE took the new endpoint, and still answers ${after?.endpoint ?? 'that none is set'}`);
  else terminal.note('The endpoint is set.');
  if (after?.active === false) terminal.warn(`warning: ${WEBHOOKS_ARE_OFF}`);
  return after;
}

const WEBHOOKS_ARE_OFF =
  '"Use webhook" is off: LINE sends no events until it is switched on in the LINE Developers Console';

/** Answers the signal that ended the wait early, if one did. */
async function waitForCache({ terminal, deps }: Context, ms: number): Promise<StopSignal | null> {
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
