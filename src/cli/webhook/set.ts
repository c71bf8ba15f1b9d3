import { failureAs } from '../../domain/failure/failure.js';
import { ENDPOINTS } from '../../domain/line/endpoints.js';
import { formatDuration, parseDuration } from '../../domain/text/duration.js';
import { shellWord } from '../../domain/text/shell-word.js';
import type { StopSignal } from '../../ports/host.js';
import type { WebhookEndpoint } from '../../ports/line-api.js';
import { type Channel, channelLabel } from '../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import { rememberTried, triedBefore } from '../../usecases/webhook/tried-webhooks.js';
import {
  type ExplainedTest,
  readWebhookEndpoint,
  setWebhookEndpoint,
  testWebhook,
} from '../../usecases/webhook/webhook.js';
import { checkWebhookUrl, privateNameWarning } from '../../usecases/webhook/webhook-url.js';
import { confirmOrStop, requireConfirmable } from '../asking/confirm.js';
import { dryRunView } from '../output/dry-run.js';
import { sayNext } from '../output/next.js';
import { isoTime, show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { argument, flag, type OptionValues, optionOr, verb } from '../verb.js';
import { endpointRows, testJson, testRows, throwIfFailed, WEBHOOKS_ARE_OFF } from './webhook-view.js';

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
  restore: flag('set the old endpoint again when the test fails; without it a terminal asks', {
    conflicts: ['noTest'],
  }),
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
  exits: { findings: 'the test of the new endpoint failed' },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url'],
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
  const triedOn = await triedBefore(url, atLine.channel, deps);
  tellTried(session, atLine.channel, url, triedOn);
  if (session.globals.dryRun) {
    terminal.note(`The endpoint is ${previous ?? 'not set'} now. A dry run changes nothing.`);
    const body = JSON.stringify({ endpoint: url });
    return show(session, dryRunView([{ endpoint: ENDPOINTS.setWebhookEndpoint, headers: {}, body }]));
  }
  const isNew = previous !== url;
  const after = isNew ? await changeEndpoint(session, atLine, url, previous) : before;
  if (!isNew) terminal.note(`${url} is set already.`);
  const state = { after, previous, triedOn, test: null, isRestored: false };
  if (options.noTest) {
    await rememberTried(atLine.channel, url, null, deps);
    await show(session, setView(state));
    return sayNext(session, 'webhook set', {});
  }
  const interruptedBy = isNew ? await waitForCache(session, options.testAfter) : null;
  if (interruptedBy !== null) {
    await show(session, setView(state));
    const kind = interruptedBy === 'SIGTERM' ? 'terminated' : 'cancelled';
    throw failureAs(kind, 'WEBHOOK_TEST_SKIPPED', {});
  }
  const test = await testWebhook(null, atLine, after).catch(async (error: unknown) => {
    // What was changed is told even where the test could not be made.
    await show(session, setView(state));
    throw error;
  });
  await rememberTried(atLine.channel, test.endpoint, test.success, deps);
  await conclude(session, atLine, { ...state, test }, { isNew, mayRestore: options.restore === true });
  sayNext(session, 'webhook set', {});
}

interface Tested extends SetState {
  readonly test: ExplainedTest;
}

/** Tells how it went, and goes back to the old endpoint where the test failed and that is wished. */
async function conclude(
  session: Session,
  atLine: ChannelAtLine,
  state: Tested,
  { isNew, mayRestore }: { readonly isNew: boolean; readonly mayRestore: boolean },
): Promise<void> {
  const { test, previous } = state;
  const canRestore = !test.success && isNew && previous !== null;
  if (!canRestore) {
    await show(session, setView(state));
    return throwIfFailed(test, 'the endpoint is set, and its test failed');
  }
  const wished = mayRestore || (await wishesBack(session, state, previous));
  const after = wished
    ? await setWebhookEndpoint(previous, atLine).catch(async (error: unknown) => {
        await show(session, setView(state));
        throw error;
      })
    : state.after;
  await show(session, setView({ ...state, after, isRestored: wished }));
  if (wished) throwIfFailed(test, 'the test of the new endpoint failed, and the old one is set again');
  const back = `Back to the old one: line-ops webhook set ${shellWord(previous)}`;
  throwIfFailed(test, 'the endpoint is set, and its test failed', back);
}

/** Asked only where somebody sits; `--yes` has agreed to the new endpoint, and to nothing else. */
async function wishesBack({ terminal, globals }: Session, state: Tested, previous: string): Promise<boolean> {
  if (globals.yes || !terminal.canAsk) return false;
  terminal.warn(`The test failed: ${state.test.explanation}`);
  return terminal.confirm(`Set the old endpoint ${previous} again?`);
}

/** LINE asks to try a webhook on a verification account first. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
function tellTried({ terminal }: Session, channel: Channel, url: string, triedOn: SetState['triedOn']): void {
  if (!channel.production) return;
  if (triedOn === null)
    terminal.warn(
      `warning: LINE asks to try a webhook on a verification account first, and no other channel here was tried with this URL: line-ops webhook test ${shellWord(url)} --channel <name>`,
    );
  else if (triedOn.passed === true) terminal.note(`It was tested on ${triedOn.channel}, and passed.`);
  else
    terminal.warn(
      `warning: on ${triedOn.channel} this URL was ${triedOn.passed === null ? 'set, and not tested' : 'tested, and failed'}`,
    );
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

interface SetState {
  readonly after: WebhookEndpoint | null;
  readonly previous: string | null;
  readonly test: ExplainedTest | null;
  /** Whether the old endpoint is set again. */
  readonly isRestored: boolean;
  /** Where else the URL was tried, before a channel in production; null for nowhere, and for other channels. */
  readonly triedOn: Awaited<ReturnType<typeof triedBefore>>;
}

function setView({ after, previous, test, isRestored, triedOn }: SetState): View {
  return {
    schema: 'line-ops/webhook-set@1',
    json: {
      endpoint: after?.endpoint ?? null,
      previous,
      active: after?.active ?? null,
      test: test === null ? null : testJson(test),
      restored: isRestored,
      triedOn: triedOn === null ? null : { ...triedOn, at: isoTime(triedOn.at) },
    },
    text: (paint) =>
      paint.table(
        [],
        [
          ...(isRestored ? [] : [['previous', previous ?? '(none)']]),
          ...(after === null ? [] : endpointRows(after, paint)),
          ...(test === null ? [] : testRows(test, paint)),
        ],
      ),
  };
}
