import type { SERVER_FAILURES } from '../../../../../domain/failure/codes/team/server.js';
import type { Entries } from '../../../entry.js';

export const SERVER: Entries<keyof typeof SERVER_FAILURES> = {
  STATE_URL_INVALID: {
    means: 'LINE_OPS_STATE_URL, or the URL after `--to`, is not what line-ops takes. Nobody was asked.',
    causes: ['A character of the password is not written as its % code.', 'The URL is one of another database.'],
    next: ['Write it as `postgres://user@host:5432/database`, the password in PGPASSWORD or `~/.pgpass`.'],
  },
  STATE_SERVER_AWAY: {
    means:
      'The PostgreSQL server that holds the state did not answer: a run waits a minute for it, other commands some seconds. Nothing new was sent meanwhile; what was on its way is in doubt, under keys that the server and the journal of this machine know.',
    causes: ['It is restarting, or failing over.', 'The network between is cut.', 'The host or port is wrong.'],
    next: ['Look at it: `line-ops doctor`.', 'When it is back, run the same command again.'],
  },
  STATE_SERVER_REFUSED: {
    means: 'The server is there and does not let this user in, or forbids it a table.',
    causes: [
      'The password is wrong or has ended.',
      'The file pg_hba.conf has no line for this user.',
      'A grant is missing.',
    ],
    next: ['Check user and password with `psql`.', 'Grant what `docs/team.md` lists.'],
  },
  STATE_SERVER_TLS: {
    means: 'What answered did not prove to be the server that is named. Neither password nor state was sent to it.',
    causes: [
      'Its certificate is of an authority that this machine does not know.',
      'Its certificate has another host name than the URL.',
      'Somebody is in between.',
    ],
    next: ['Name the authority with `sslrootcert=<file>` in the URL.'],
  },
  STATE_DATABASE_MISSING: {
    means: 'The server is there and has no database of that name.',
    causes: ['It was not created yet.', 'The name is misspelt.'],
    next: ['Create it with `createdb`, or correct the URL.'],
  },
  STATE_SERVER_FAILED: {
    means: 'The server answered that it cannot do it. What was recorded before is whole.',
    causes: ['Its disk is full.', 'It is a replica, or set to read only.', 'A table was changed by hand.'],
    next: [
      'Read what the server says, mend it, and run the same command again.',
      'Look at the state: `line-ops state check`.',
    ],
  },
  STATE_SERVER_TOO_NEW: {
    means: 'A newer line-ops has changed the tables of the state. This one would misread them, and touches nothing.',
    causes: ['Somebody of the team updated first.'],
    next: ['Update line-ops here.'],
  },
  LEASE_LOST: {
    means:
      'This process was stopped, or without the server, for longer than 15 seconds. Another may have taken its work over, so that it writes nothing any more but what LINE answered.',
    causes: ['A laptop slept.', 'A container was frozen.', 'The server was away.'],
    next: ['See how the work stands: `line-ops status`.'],
  },
  SECRET_KEY_NEEDED: {
    means: 'Secrets are encrypted here before they go to the server, and there is no key to do so.',
    causes: ['LINE_OPS_SECRET_KEY is not set in this shell or job.'],
    next: ["Set the team's key; for a new state make one with `openssl rand -base64 24`."],
  },
  SECRET_KEY_DIFFERS: {
    means: 'This LINE_OPS_SECRET_KEY opens none of the stored secrets. They are left as they are.',
    causes: ['The job has the key of another state.', 'A line break was copied into it.'],
    next: ['Set the key that the team uses.'],
  },
  STATE_MOVED: {
    means:
      'The state of this place lies elsewhere now. What was left here is kept and refused, so that nothing is sent from both.',
    causes: [
      'LINE_OPS_STATE_URL is not set in this shell or job, and the state was moved to a server.',
      'LINE_OPS_STATE_URL is still set, and the state was moved back into a folder.',
    ],
    next: [
      'Set LINE_OPS_STATE_URL, or unset it, as the message says.',
      'Or move the state back: `line-ops state move --to folder`.',
    ],
  },
  STATE_NOT_ARRIVED: {
    means:
      'A move of the state was begun and did not end: what lies here is no whole copy, or nobody has said yet that it is the one in use.',
    causes: ['`state move` was killed, or lost the server.', 'It is still at work.'],
    next: [
      'Run the same `state move` again, on the machine where it was begun.',
      'Or go on where the state was: nothing was changed there.',
    ],
  },
  STATE_IN_USE: {
    means:
      'A state is moved only while nobody works on it: what a run records meanwhile would be lost. Nothing was changed.',
    causes: ['A broadcast is being sent, or a worker runs.', 'A rotation, an import or a second move is at work.'],
    next: ['See who it is: `line-ops state show`.', 'Wait, or stop it with Ctrl-C, and run the move again.'],
  },
  STATE_TARGET_NOT_EMPTY: {
    means: 'Two states cannot be made one. A state goes only where nobody keeps one. Nothing was changed.',
    causes: ['Somebody has used that database, or that folder, before.', 'The database is the one of another team.'],
    next: [
      'See what is there: `line-ops state show`, with LINE_OPS_STATE_URL or LINE_OPS_HOME naming it.',
      'Name a new database (`createdb`) or a new folder.',
    ],
  },
  STATE_MOVES_NOWHERE: {
    means: 'The place that the state is to go to is the one where it lies.',
    causes: ['LINE_OPS_STATE_URL is not set: the state of this shell is the folder.', 'The state was moved before.'],
    next: ['See where it lies: `line-ops state show`.', 'Set LINE_OPS_STATE_URL to move a state out of a server.'],
  },
  STATE_WRONG: {
    means: '`state check` has computed the books anew, and something in them does not agree. Nothing was changed.',
    causes: [
      'A row was changed by hand, or with another program.',
      'The disk or the file is damaged.',
      'A copy was put back in part.',
    ],
    next: [
      'Read what each check says.',
      'Look at each broadcast: `line-ops broadcast list`.',
      'Send nothing anew that may have been sent.',
    ],
  },
  STATE_COPY_DIFFERS: {
    means:
      'After copying, every row of the new place was read again and compared. Something was not the same, so the old place stays the one in use.',
    causes: ['The old state is damaged.', 'The new place changes text, such as a database that is not UTF-8.'],
    next: ['Look at the old state: `line-ops state check`.', 'Create the database with the encoding UTF8.'],
  },
};
