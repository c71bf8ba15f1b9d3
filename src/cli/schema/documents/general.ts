import { document } from '../document.js';
import { checks } from '../parts/check.js';
import { failure } from '../parts/failure.js';
import { list, object, orNull, record, text, time, whole, word, yesNo } from '../shape.js';

export const GENERAL = [
  document(
    'error@1',
    'Error',
    'Why a command did not end with 0, as one line on stderr with `--json`',
    { error: failure },
    {
      printed: 'every command that fails, on stderr',
      sometimes: { at: time('when it was said; only with `--progress json`, where each line has a time') },
    },
  ),
  document(
    'note@1',
    'Note',
    'A note or a warning as one line on stderr, where stderr holds JSON documents alone',
    {
      at: time('when it was said'),
      level: word('how loud it is; a note is not said with `--quiet`', ['note', 'warning']),
      message: text('what was said, for people'),
    },
    { printed: 'every command with `--progress json`, on stderr' },
  ),
  document(
    'dry-run@1',
    'Dry run',
    'What a command with `--dry-run` would send and change; nothing of it was done',
    {
      requests: list(
        'requests that would be sent, in order',
        object('one request', {
          method: text('HTTP method'),
          path: text("path below LINE's API host; the whole URL for a server of yours"),
          headers: orNull(
            record(
              'headers of its own, without the token; null where they hold a secret or say nothing',
              text('value'),
            ),
          ),
          body: orNull(text('exact text of the body; null where there is none, it is no text, or it holds a secret')),
        }),
      ),
      changes: list('what would change, here or at LINE, in words', text('one change')),
    },
    { printed: 'commands with `--dry-run` that have no plan of their own' },
  ),
  document('doctor@1', 'Release checklist', 'Results of the release checklist for one channel', {
    channel: orNull(text('name of the channel, else its ID; null without a channel')),
    ok: yesNo('whether nothing failed'),
    checks,
  }),
  document(
    'doctor-all@1',
    'Release checklist of all channels',
    'Results of the release checklist, channel by channel',
    {
      ok: yesNo('whether nothing failed in any of them'),
      channels: list(
        'every configured channel',
        object('one channel', {
          channel: orNull(text('name of the channel')),
          ok: yesNo('whether nothing failed'),
          checks,
        }),
      ),
    },
  ),
  document('demo@1', 'Demo', "What the demo has counted in the emulator's books", {
    ok: yesNo('whether everybody was reached exactly once and no step failed'),
    recipients: whole('people in the list'),
    reached: whole('people who got a message'),
    delivered: whole('messages delivered'),
    mostPerRecipient: whole('most messages that one person got'),
    violations: whole('retry keys that were misused'),
    botRequests: whole('webhooks that the sample bot took'),
    failedSteps: list('steps that did not end as they should', text('a step')),
    elapsedMs: whole('milliseconds that it took'),
  }),
];
