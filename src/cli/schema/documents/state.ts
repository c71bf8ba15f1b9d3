import { document } from '../document.js';
import { checks } from '../parts/check.js';
import { atWork, server } from '../parts/team.js';
import { anything, list, object, orNull, type Shape, text, time, whole, word, yesNo } from '../shape.js';

const place = (description: string): Shape =>
  object(description, {
    type: word('what it is', ['folder', 'server']),
    name: text('path of the folder; host, port and database of the server, without a password'),
  });

export const STATE = [
  document('state-show@1', 'State', 'Where the state lies, how large it is, and who works on what', {
    place: place('where it lies'),
    schemaVersion: whole('the form of its tables'),
    move: orNull(
      object('the last move that this place was an end of; null where there was none', {
        standing: word('`arrives`: not ended; `here`: the state in use; `left`: the other place has it', [
          'arrives',
          'here',
          'left',
        ]),
        other: text('the other place'),
        at: time('when it was begun'),
      }),
    ),
    server: orNull(server),
    folders: list(
      'folders of this machine',
      object('one folder', {
        holds: text('what lies in it'),
        path: text('where it is'),
        exists: yesNo('whether it was made yet'),
        bytes: whole('bytes of its files and of those below'),
      }),
    ),
    areas: list(
      'the books, by what they are of',
      object('one area', {
        area: word('what it is of', [
          'tokens',
          'rotations',
          'broadcasts',
          'recipients',
          'notices',
          'insight',
          'audiences',
        ]),
        rows: whole('rows in its tables'),
        bytes: orNull(whole('bytes with indexes; null where the database does not tell')),
      }),
    ),
    counts: object('what it holds', {
      channels: orNull(whole('configured channels; null for a state that was moved away')),
      tokens: whole('tokens in the ledger, ended ones too'),
      unfinishedRotations: whole('rotations that have not ended'),
      broadcasts: whole('broadcasts'),
      unfinishedBroadcasts: whole('those that are not over'),
      recipientsKept: whole('user IDs that are kept, once for each broadcast'),
    }),
    held: atWork,
  }),
  document('state-move@1', 'Moved state', 'What was moved from where to where', {
    from: place('where it was, and is refused from now on'),
    to: place('where it lies now'),
    alreadyCopied: yesNo('whether an earlier run had copied all of it, so that nothing was counted again'),
    rows: whole('rows that were copied'),
    secrets: whole('secrets that were sealed anew'),
    tables: list(
      'tables that were compared on both sides; none where an earlier run had copied them',
      object('one table', {
        table: text('its name'),
        rows: whole('its rows'),
        checksum: text('sum over the checksums of its rows'),
      }),
    ),
  }),
  document('state-check@1', 'Checked state', 'What was computed anew, and whether it agrees', {
    place: place('where it lies'),
    ok: yesNo('whether nothing failed'),
    checks,
    broadcasts: list(
      'broadcasts whose books were computed anew',
      object('one broadcast', {
        id: text('its ID'),
        ok: yesNo('whether its books are right'),
        failed: list('its checks that failed, as `broadcast verify` names them', text('name of a check')),
      }),
    ),
  }),
  document('state-export@1', 'Exported state', 'What was written, where it is a file', {
    output: text('the file'),
    lines: whole('its lines'),
    userIds: whole('user IDs among them: personal data'),
  }),
  document(
    'state-line@1',
    'Line of an exported state',
    'One thing of the state: the state itself first, then channels and rows',
    {
      type: text('`state`, `channel`, or the name of a table'),
      row: anything(
        'its content: of a table by its columns, times as ISO 8601, user IDs as a list, and null where there is nothing',
      ),
    },
  ),
];
