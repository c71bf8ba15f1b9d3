import { failure } from '../../domain/failure/failure.js';
import { type Replayed, type ReplayTally, replayWebhooks } from '../../usecases/webhook/listen/replay.js';
import { signingChannel } from '../../usecases/webhook/signing-secret.js';
import { interruptible } from '../asking/interruptible.js';
import { noticeTo } from '../channel/channel-at-line.js';
import { parseMoment, timeOf } from '../log/log-selection.js';
import { isoTime, plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { argument, flag, type OptionValues, option, repeatableOption, requiredOption, verb } from '../verb.js';
import { botUrl } from './traffic/bot-url.js';
import { botLine, eventLines } from './traffic/event-lines.js';
import { roomOf } from './traffic/reporter.js';
import { forwardJson } from './traffic/webhook-json.js';

const OPTIONS = {
  to: requiredOption('<url>', 'the bot server that gets them', botUrl('--to')),
  eventId: repeatableOption('<id>', 'only webhooks with this webhookEventId; repeatable'),
  since: option('<when>', 'only what came from then on: 1h, 7d, 2026-11-21, or an ISO 8601 time', parseMoment),
  keepSignature: flag('as they were signed; else with the channel secret of now'),
};

export const webhookReplay = verb({
  path: 'webhook replay',
  summary: 'send recorded webhooks to a bot server again, byte for byte',
  args: { file: argument('what "webhook listen --record" wrote; - for stdin') },
  options: OPTIONS,
  examples: [
    { line: 'webhook replay webhooks.jsonl --to http://127.0.0.1:3000', does: 'all of them, in order' },
    { line: 'webhook replay w.jsonl --to http://127.0.0.1:3000 --since 1h', does: 'of the last hour' },
  ],
  changes: 'nothing',
  needs: 'channel',
  schemas: ['line-ops/webhook-replay@1'],
  exits: { findings: 'an answer was not 2xx' },
  docs: ['https://developers.line.biz/en/docs/messaging-api/receiving-messages/'],
  run: (session, { args: { file }, options }) => replay(session, file, options),
});

async function replay(session: Session, file: string, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, terminal, globals } = session;
  const { to, eventId = [], since, keepSignature } = options;
  const secret = keepSignature === true ? null : (await signingChannel(globals.channel, deps)).secret;
  const wish = { file, to, eventIds: eventId, since: timeOf(since, deps.clock.now()), secret };
  const paint = await terminal.painter('stdout');
  const rows: Readonly<Record<string, unknown>>[] = [];
  const onReplayed = ({ webhook, body, end }: Replayed) => {
    if (globals.json) {
      const { receivedAt, path, eventIds } = webhook;
      rows.push({ receivedAt: isoTime(receivedAt), path, eventIds, ...forwardJson(to, end) });
      return;
    }
    const arrival = { at: webhook.receivedAt, now: deps.clock.now(), seenBefore: [], columns: roomOf(terminal) };
    const lines = eventLines(body, arrival, paint);
    terminal.answer(`${[...lines, botLine(end, null, paint)].join('\n')}\n`);
  };
  const { signal, release } = interruptible(session);
  const tally = await replayWebhooks(wish, await deps.webhookTraffic(noticeTo(terminal)), onReplayed, signal);
  release();
  tellLeftOut(session, tally);
  if (tally.sent === 0 && !signal.aborted)
    throw failure('NOTHING_TO_REPLAY', { path: file, webhooks: tally.recorded, unsigned: tally.unsigned });
  const { sent, accepted, refused, unanswered } = tally;
  await show(session, {
    schema: 'line-ops/webhook-replay@1',
    json: { to, sent, accepted, refused, unanswered, webhooks: rows },
    text: () => `${plural(sent, 'webhook')} sent, ${accepted} answered 2xx.`,
  });
  signal.throwIfAborted();
  if (0 < refused + unanswered) throw failure('REPLAY_NOT_ACCEPTED', { sent, refused, unanswered });
}

function tellLeftOut({ terminal }: Session, { unsigned, damagedLines }: ReplayTally): void {
  if (0 < damagedLines)
    terminal.warn(`warning: ${plural(damagedLines, 'line')} of the file skipped: no recorded webhook`);
  if (0 < unsigned)
    terminal.warn(
      `warning: ${plural(unsigned, 'webhook')} left out that had no right signature; --keep-signature sends them as they were`,
    );
}
