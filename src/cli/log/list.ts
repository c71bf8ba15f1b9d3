import { ExitStatus } from '../program/exit.js';
import type { Session } from '../session.js';
import { flag, verb } from '../verb.js';
import { isOfWebhooks, type LogPrinter, printLog, RANGE_OPTIONS } from './log-reading.js';

/** How often what is written meanwhile is looked for. */
const LOOK_EVERY_MS = 250;

export const logList = verb({
  path: 'log list',
  summary: 'list the API requests made from this machine, oldest first',
  args: {},
  options: {
    ...RANGE_OPTIONS,
    follow: flag('go on with what is written meanwhile, until Ctrl-C; with --json a document a line', {
      conflicts: ['until'],
    }),
  },
  examples: [
    { line: 'log list --since 1h', does: 'what was asked of LINE in the last hour' },
    { line: 'log list --since 1d --status 4xx', does: 'what LINE refused in the last 24 hours' },
    { line: 'log list --webhooks --follow', does: 'webhooks, as they come' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/log-list@1', 'line-ops/webhook-log@1', 'line-ops/log-request@1', 'line-ops/log-webhook@1'],
  exits: {},
  docs: [],
  async run(session, { options: { follow, ...options } }) {
    if (follow === true) return followed(session, (pause) => printLog(session, options, printerOf(session, pause)));
    const printed = await printLog(session, options, printerOf(session, null));
    if (printed === 0 && !session.globals.json)
      session.terminal.note(`No ${isOfWebhooks(options) ? 'webhooks' : 'requests'} were logged in that time.`);
  },
});

function printerOf({ globals }: Session, pause: LogPrinter['pause']): LogPrinter {
  return {
    row: (entry, form, paint) =>
      globals.json
        ? JSON.stringify({ schema: form.lineSchema, ...form.json(entry) })
        : paint.folded(form.text(entry, paint)),
    document: pause === null ? 'line-ops/log-list@1' : null,
    pause,
  };
}

/** Ctrl-C is how it ends; nothing is left undone. */
async function followed({ deps }: Session, print: (pause: () => Promise<boolean>) => Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const release = deps.interruption.onFirst((signal) => stop.abort(signal));
  await print(async () => {
    if (!stop.signal.aborted) await deps.clock.sleep(LOOK_EVERY_MS, stop.signal);
    return !stop.signal.aborted;
  });
  release();
  if (stop.signal.reason === 'SIGTERM') throw new ExitStatus(143);
}
