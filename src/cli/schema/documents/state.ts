import { document } from '../document.js';
import { checks } from '../parts/check.js';
import { anything, list, number, object, orNull, type Shape, text, time, whole, word, yesNo } from '../shape.js';

const place = (description: string): Shape =>
  object(description, {
    type: word('what it is', ['folder', 'server']),
    name: text('path of the folder; host, port and database of the server, without a password'),
  });

const server = {
  ...object('the server, as this process meets it; null for a folder', {
    version: text('version of PostgreSQL'),
    user: text('as whom we are there'),
    latencyMs: whole('milliseconds there and back, at its best'),
    aheadMs: orNull(number('its clock minus ours, in milliseconds; null where nobody can tell')),
    tls: object('how we talk to it', {
      mode: text('`sslmode` of the URL, or what holds without one'),
      protocol: orNull(text('version of TLS; null where nothing is encrypted')),
      verified: yesNo('whether the server has proven who it is'),
      local: yesNo('whether the way never leaves this machine'),
    }),
    excess: list('what this user may do that no command needs', text('one such right')),
  }),
};

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
    held: list(
      'who works on what at this moment',
      object('one lock', {
        name: text('name of the lock or lease'),
        does: text('what is done under it, in words'),
        host: orNull(text('the machine; null where nobody can tell')),
        pid: orNull(whole('the process there')),
        since: orNull(time('since when')),
        lapsesAt: orNull(time('when it lapses unless it is renewed; null where it ends with its process')),
      }),
    ),
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
