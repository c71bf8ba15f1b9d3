import { failure } from '../../domain/failure/failure.js';
import { durationWord, parseDuration } from '../../domain/text/duration.js';
import type { Forgettable, SpaceGivenBack } from '../../ports/broadcast/forgetting.js';
import type { Painter } from '../../ports/terminal.js';
import {
  type Forgotten,
  findForgettable,
  forgetRecipients,
  type ToForget,
} from '../../usecases/broadcast/memory/forget-recipients.js';
import { confirmOrStop } from '../asking/confirm.js';
import { sayNext } from '../output/next.js';
import { count, isoTime, plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { option, verb } from '../verb.js';
import { roomChangeWords, roomWords } from './views/room-words.js';

export const broadcastPrune = verb({
  path: 'broadcast prune',
  summary: 'forget the recipients of broadcasts that ended long ago; counts, times and request IDs stay',
  args: {},
  options: {
    olderThan: option(
      '<duration>',
      'of broadcasts that ended so long ago, such as 90d (default: broadcast.keepRecipients of config.json)',
      parseDuration,
    ),
  },
  examples: [
    { line: 'broadcast prune --older-than 90d --dry-run', does: 'what would be forgotten' },
    { line: 'broadcast prune --older-than 90d --yes', does: 'for cron: keep three months' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/broadcast-prune@1'],
  exits: {},
  docs: [],
  run: (session, { options: { olderThan } }) => prune(session, olderThan),
});

async function prune(session: Session, given: number | undefined): Promise<void> {
  const { deps, globals, terminal } = session;
  const olderThan = given ?? (await (await deps.configuration()).keepRecipientsMs());
  if (olderThan === null) throw failure('KEEP_RECIPIENTS_UNSET', {});
  const before = deps.clock.now() - olderThan;
  const found = await findForgettable(before, deps);
  const { broadcasts } = found;
  let done: Forgotten | null = null;
  if (!globals.dryRun && (0 < broadcasts.length || 0 < found.begun.length || found.hasFreeSpace)) {
    if (0 < broadcasts.length) {
      terminal.noteLines(
        `${[
          'Afterwards these cannot be asked any more who got them:',
          ...broadcasts.slice(0, SHOWN).map((one) => `  ${lineOf(one)}`),
          ...(SHOWN < broadcasts.length ? [`  and ${count(broadcasts.length - SHOWN)} more`] : []),
          'export and --exclude refuse them; verify, report and user show say that they were forgotten.',
        ].join('\n')}\n`,
      );
      await confirmOrStop(session, `Forget the recipients of ${whatOf(broadcasts)}?`);
    }
    done = await forgetRecipients(found, deps, (forgotten) =>
      terminal.redraw(`forgetting: ${count(forgotten)} of ${plural(broadcasts.length, 'broadcast')}`),
    );
    terminal.redraw('');
  }
  await show(session, {
    schema: 'line-ops/broadcast-prune@1',
    json: {
      dryRun: globals.dryRun,
      olderThan: durationWord(olderThan),
      endedBefore: isoTime(before),
      broadcasts: broadcasts.map(({ id, name, channelId, via, state, finishedAt, recipients, heldOut }) => ({
        id,
        name,
        channelId,
        via,
        state,
        finishedAt: isoTime(finishedAt),
        recipients,
        heldOut,
      })),
      recipients: recipientsOf(broadcasts),
      resumed: found.begun,
      bytesBefore: found.bytes,
      bytesAfter: done?.bytes ?? null,
      spaceGivenBack: done === null ? null : IS_GIVEN_BACK[done.space],
    },
    text: (paint) => resultText(found, done, { olderThan, isDry: globals.dryRun }, paint),
  });
  sayNext(session, 'broadcast prune', {});
}

const SHOWN = 10;

function lineOf({ id, name, state, finishedAt, recipients }: Forgettable): string {
  const called = name === null ? '' : ` (${name})`;
  return `${id}${called}  ${state} ${isoTime(finishedAt)?.slice(0, 10)}  ${plural(recipients, 'recipient')}`;
}

function recipientsOf(broadcasts: readonly Forgettable[]): number {
  return broadcasts.reduce((sum, { recipients, heldOut }) => sum + recipients + heldOut, 0);
}

function whatOf(broadcasts: readonly Forgettable[]): string {
  const pushes = broadcasts.filter(({ via }) => via === 'push').length;
  const parts = [
    ...(pushes < broadcasts.length ? [plural(broadcasts.length - pushes, 'broadcast')] : []),
    ...(0 < pushes ? [plural(pushes, 'push', 'pushes')] : []),
  ];
  return `${parts.join(' and ')} (${plural(recipientsOf(broadcasts), 'user ID')})`;
}

function resultText(
  { broadcasts, begun, bytes, liesIn }: ToForget,
  done: Forgotten | null,
  { olderThan, isDry }: { readonly olderThan: number; readonly isDry: boolean },
  paint: Painter,
): string {
  const nothing = `No broadcast that ended more than ${durationWord(olderThan)} ago has recipients to forget.`;
  if (isDry && 0 < broadcasts.length)
    return [
      `Would forget the recipients of ${whatOf(broadcasts)}:`,
      ...broadcasts.map((one) => `  ${lineOf(one)}`),
      roomWords(liesIn, bytes),
    ].join('\n');
  const what = 0 < broadcasts.length ? `Forgot the recipients of ${whatOf(broadcasts)}.` : nothing;
  if (done === null) return what;
  return [
    what,
    ...(begun.length === 0 ? [] : [`Finished what an earlier run began: ${begun.join(', ')}.`]),
    roomChangeWords(liesIn, bytes, done.bytes),
    ...spaceLines(done.space, paint),
  ].join('\n');
}

/** Nobody here can say it of a server. */
const IS_GIVEN_BACK: Readonly<Record<SpaceGivenBack, boolean | null>> = {
  'given-back': true,
  later: false,
  'by-server': null,
};

function spaceLines(space: SpaceGivenBack, paint: Painter): readonly string[] {
  switch (space) {
    case 'given-back':
      return [];
    case 'later':
      return [
        paint.warn(
          'Its room is given back later: somebody is sending or reading. The next prune does it, or the end of that.',
        ),
      ];
    case 'by-server':
      return ['The server sees to the room itself: its vacuum frees it for new rows, and seldom for the disk.'];
  }
}
