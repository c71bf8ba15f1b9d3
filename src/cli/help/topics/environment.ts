import { type Chapter, rows, text } from './content.js';

export const ENVIRONMENT: readonly Chapter[] = [
  { title: '', blocks: [text('What goes before what: option, environment, configured channel, default.')] },
  {
    title: 'The channel, and how it proves itself',
    blocks: [
      rows(
        ['LINE_OPS_CHANNEL', 'name of the configured channel to use'],
        ['LINE_CHANNEL_ID', 'with LINE_CHANNEL_SECRET a channel without a name, for CI: no "channel add" is needed'],
        ['LINE_CHANNEL_SECRET', 'alone it is enough for webhook listen, replay, send and verify'],
        ['LINE_CHANNEL_ACCESS_TOKEN', 'use exactly this token for Messaging API calls'],
        ['LINE_ASSERTION_KEY_FILE', 'private JWK of the assertion signing key, in a file'],
        ['LINE_ASSERTION_KEY', 'the same, the JSON itself'],
        [
          'LINE_ASSERTION_KEY_ID',
          'key ID that the console gave for its public half; not needed where the key names it, as "kid"',
        ],
      ),
      text(
        'White space, a byte order mark, one pair of quotes and "Bearer " around a credential are taken off. What then cannot be one is exit 2 before any request.',
      ),
    ],
  },
  {
    title: 'Which token a Messaging API call uses',
    blocks: [
      text(
        "LINE_CHANNEL_ACCESS_TOKEN; else the channel's stored live token with the most life left; else a stateless token issued for this run and kept in memory. A stored token that LINE no longer takes is recorded as gone, and the next one is used.",
      ),
    ],
  },
  {
    title: 'Where things lie',
    blocks: [
      rows(
        ['LINE_OPS_HOME', 'one folder for configuration, state and logs'],
        [
          'LINE_OPS_STATE_URL',
          'postgres://user@host:5432/database: the state in a PostgreSQL server that a team shares; with sslmode (disable, require, verify-ca, verify-full, which holds for every other machine), sslrootcert, connect_timeout and application_name as options. PGPASSWORD or ~/.pgpass has the password',
        ],
        [
          'LINE_OPS_JOURNAL',
          'where every attempt to send is noted, outside LINE_OPS_HOME; in a container, a volume of its own',
        ],
        [
          'LINE_OPS_SECRET_STORE',
          'file: a plain file of mode 0600, unless LINE_OPS_SECRET_KEY encrypts it; plain: plain on purpose; keyring: move it behind the keyring. What was encrypted is never written plain again',
        ],
        [
          'LINE_OPS_SECRET_KEY',
          'encrypts the secrets file where there is no keyring, and every secret that goes to LINE_OPS_STATE_URL; byte for byte, at least 16 characters for a new store',
        ],
      ),
    ],
  },
  {
    title: "Other hosts than LINE's",
    blocks: [
      rows(
        ['LINE_OPS_API_URL', 'plain http for this machine only; "emulator start" prints it'],
        ['LINE_OPS_DATA_API_URL', 'the same for what carries files'],
      ),
    ],
  },
  {
    title: 'How it speaks',
    blocks: [
      rows(
        ['CI', 'never ask, like --no-input'],
        ['NO_COLOR, FORCE_COLOR', 'no colours, or colours also into a pipe'],
        ['ACCESSIBLE=1, TERM=dumb', 'no redrawn lines; a table that is too wide is told row by row'],
        ['COLUMNS', 'how wide tables are where there is no terminal; else 80'],
        ['GITHUB_ENV, GITHUB_OUTPUT', 'files of --to github-env and --to github-output'],
        ['LINE_OPS_DEBUG=1', 'show the stack of an error'],
      ),
    ],
  },
];
