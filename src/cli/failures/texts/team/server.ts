import type { SERVER_FAILURES } from '../../../../domain/failure/codes/team/server.js';
import type { FactsOf } from '../../../../domain/failure/failures.js';
import { heldWords, withoutSigns } from '../../../state/held-words.js';
import { type Catalogue, each } from '../../text.js';

export const SERVER_TEXTS = {
  STATE_URL_INVALID: each({
    malformed: () => ({
      message: 'LINE_OPS_STATE_URL is no URL of a PostgreSQL server',
      hint: 'It looks like this: postgres://user@host:5432/database?sslmode=verify-full',
    }),
    scheme: ({ scheme }) => ({
      message: `LINE_OPS_STATE_URL begins with ${scheme}, not with postgres://`,
      hint: 'It looks like this: postgres://user@host:5432/database?sslmode=verify-full',
    }),
    option: ({ option, value }) => ({
      message: `LINE_OPS_STATE_URL says ${value === null ? option : `${option}=${value}`}, which line-ops does not take`,
      hint: 'See: line-ops help environment',
    }),
    password: () => ({
      message: 'the URL of the state holds a password, and every user of this machine can read an argument',
      hint: 'Set the whole URL as LINE_OPS_STATE_URL, or the password as PGPASSWORD or in ~/.pgpass.',
    }),
  }),
  STATE_SERVER_AWAY: ({ server, why, waitedMs }) => ({
    message: `the state server ${server} does not answer: ${why}${waitedMs < 1_000 ? '' : ` (tried for ${Math.round(waitedMs / 1_000)} s)`}`,
    hint: 'Nothing recorded was lost. Look at it with line-ops doctor, and run the same command again when it is back.',
  }),
  STATE_SERVER_REFUSED: each({
    login: ({ server, why }) => ({
      message: `the state server ${server} does not let this user in: ${why}`,
      hint: 'Check the user in LINE_OPS_STATE_URL, and its password there, in PGPASSWORD or in ~/.pgpass.',
    }),
    privilege: ({ server, why }) => ({
      message: `the state server ${server} forbids it to this user: ${why}`,
      hint: 'Have the owner of the tables run line-ops state show once with this version, then grant what docs/team.md lists.',
    }),
  }),
  STATE_SERVER_TLS: each({
    untrusted: ({ server, why }) => ({
      message: `the state server ${server} is not trusted: ${why}`,
      hint: 'In LINE_OPS_STATE_URL name the host as its certificate does, and its authority with sslrootcert=<file>. Nothing was sent to it.',
    }),
    without: ({ server, why }) => ({
      message: `the state server ${server} takes no encrypted connection: ${why}`,
      hint: 'Have it take them; only where nobody else is on the way to it say sslmode=disable in LINE_OPS_STATE_URL.',
    }),
  }),
  STATE_DATABASE_MISSING: ({ server, why }) => ({
    message: `the state server ${server} has no such database: ${why}`,
    hint: 'Create it with createdb, or name another in LINE_OPS_STATE_URL.',
  }),
  STATE_SERVER_FAILED: ({ which, server, why }) => ({
    message: `the state server ${server} ${which === 'full' ? 'has no room' : which === 'readOnly' ? 'takes no changes' : 'failed'}: ${why}`,
    hint:
      which === 'full'
        ? 'Give it room and run the same command again; nothing recorded was lost.'
        : which === 'readOnly'
          ? 'Name the server that is written to in LINE_OPS_STATE_URL, not a replica of it.'
          : 'Run the same command again; if it stays, look at: line-ops state check',
  }),
  STATE_SERVER_TOO_NEW: ({ server, version, known }) => ({
    message: `the state in ${server} has form ${version}, and this line-ops knows ${known}`,
    hint: 'Update line-ops here.',
  }),
  LEASE_LOST: ({ name }) => ({
    message: `another process may have taken over ${name} from this one, which was held up for longer than its lease`,
    hint: 'Nothing more was written from here. See how it stands: line-ops status',
  }),
  SECRET_KEY_NEEDED: each({
    first: ({ server }) => ({
      message: `secrets go to ${server} only encrypted, and LINE_OPS_SECRET_KEY is not set`,
      hint: 'Make one with: openssl rand -base64 24. Everybody who shares the state sets the same.',
    }),
    known: ({ server }) => ({
      message: `the secrets in ${server} are encrypted with LINE_OPS_SECRET_KEY, which is not set`,
      hint: 'Set LINE_OPS_SECRET_KEY to the key that the team uses.',
    }),
  }),
  SECRET_KEY_DIFFERS: ({ server }) => ({
    message: `the secrets in ${server} were stored with another LINE_OPS_SECRET_KEY`,
    hint: 'Set the key that the team uses; nothing was overwritten.',
  }),
  STATE_MOVED: each({
    folder: ({ place, other }) => ({
      message: `the state of ${place} was moved to ${other}`,
      hint: 'Set LINE_OPS_STATE_URL to that server; then, to have it back here: line-ops state move --to folder',
    }),
    server: ({ place, other }) => ({
      message: `the state of ${place} was moved to ${other}`,
      hint: 'Unset LINE_OPS_STATE_URL there; to have it back in the server: line-ops help state move',
    }),
  }),
  STATE_NOT_ARRIVED: ({ place, other }) => ({
    message: `a move of the state from ${other} to ${place} was begun and has not ended; the state in use is still the one in ${other}`,
    hint: 'Run the same line-ops state move again, where it was begun: it starts anew, or ends what is left to do.',
  }),
  STATE_IN_USE: ({ place, held }) => ({
    message: `somebody works on the state in ${place}: ${withoutSigns(held).map(inUse).join('; ')}`,
    hint: 'Wait for it, or end it (Ctrl-C keeps what was done), and run this command again. Nothing was changed.',
  }),
  STATE_TARGET_NOT_EMPTY: ({ place, contents }) => ({
    message:
      contents.length === 0
        ? `${place} holds a state that was moved elsewhere, and not to here`
        : `${place} holds a state already: ${contents.join(', ')}`,
    hint: 'Name a place that nobody has used: a new database, or LINE_OPS_HOME with a new folder. Nothing was changed.',
  }),
  STATE_MOVES_NOWHERE: ({ place }) => ({
    message: `the state lies in ${place} already`,
    hint: 'To move it out of a server, set LINE_OPS_STATE_URL to that server. Where it lies: line-ops state show',
  }),
  STATE_WRONG: ({ failed }) => ({
    message: `the state is not right: ${failed.join(', ')}`,
    hint: 'Send nothing from it before somebody has looked. What a broadcast says: line-ops broadcast list',
  }),
  STATE_COPY_DIFFERS: ({ what }) => ({
    message: `${what} did not arrive as it was sent`,
    hint: 'The state in use is still the old one. Look at it with line-ops state check, then run the same command again.',
  }),
} satisfies Catalogue<keyof typeof SERVER_FAILURES>;

function inUse({ name, holder }: FactsOf['STATE_IN_USE']['held'][number]): string {
  if (holder === null) return `somebody ${heldWords(name)}`;
  return `process ${holder.pid} on ${holder.host} ${heldWords(name)} since ${new Date(holder.since).toISOString()}`;
}
