import type { STATE_FAILURES } from '../../../domain/failure/codes/state.js';
import { MINIMUM_SECRET_KEY_CHARACTERS } from '../../../domain/host/secret-protection.js';
import { type Catalogue, each, reasonWords } from '../text.js';

export const STATE_TEXTS = {
  DISK_FULL: each({
    output: ({ path }) => ({
      message: `cannot write ${path}: the disk is full`,
      hint: 'Free some space, or name a file on another disk.',
    }),
    temporaryFiles: ({ folder }) => ({
      message: `the disk of ${folder} is full`,
      hint: 'A long recipients list needs about 40 bytes a line there for a moment. Free some space and run again.',
    }),
    database: ({ path }) => ({
      message: `cannot write to ${path}: the disk is full or failing`,
      hint: 'Free some space and run the same command again; nothing recorded was lost.',
    }),
    state: ({ act }) => ({
      message: `cannot ${act.verb} ${act.path}: the disk is full`,
      hint: 'Free some space and run the same command again; nothing recorded was lost.',
    }),
  }),
  LOG_NOT_WRITABLE: ({ path, why }) => ({
    message: `cannot delete ${path}: ${why}`,
    hint: 'Check the permissions of the folder.',
  }),
  LOG_NOT_READABLE: ({ path, why }) => ({
    message: `cannot read the request log ${path}: ${why}`,
    hint: 'Check the permissions of the folder.',
  }),
  SECRETS_LOCKED: each({
    keyNotSet: ({ path }) => ({
      message: `the secrets in ${path} are encrypted with LINE_OPS_SECRET_KEY, which is not set`,
      hint: 'Set LINE_OPS_SECRET_KEY to the value it had when the secrets were stored.',
    }),
    wrongKey: ({ path }) => ({
      message: `the secrets in ${path} cannot be decrypted with this key, or the file was changed`,
      hint: 'Use the key they were stored with (LINE_OPS_SECRET_KEY, or the keyring of that user); the file is left untouched.',
    }),
    wouldBePlain: ({ path, why }) => ({
      message: `the secrets in ${path} are encrypted, and would be written plain: ${why}`,
      hint: 'Unlock the keyring, or set LINE_OPS_SECRET_KEY, and run the command again.',
    }),
    noKeyring: ({ why }) => ({
      message: `LINE_OPS_SECRET_STORE=keyring, and the keyring cannot be used: ${why}`,
      hint: 'Unlock the keyring; nothing was written.',
    }),
    notOpened: ({ path, why }) => ({
      message: `the secrets in ${path} cannot be opened: ${why}`,
      hint: 'Unlock the keyring of the user who stored them, or remove the file and add the channels again.',
    }),
  }),
  STATE_BUSY: each({
    file: ({ path }) => ({ message: `another line-ops is changing ${path}`, hint: 'Try again.' }),
    database: ({ path }) => ({
      message: `another line-ops holds the state file ${path} for too long`,
      hint: 'Try again; see running processes with: ps',
    }),
  }),
  SECRET_KEY_TOO_SHORT: () => ({
    message: `LINE_OPS_SECRET_KEY has fewer than ${MINIMUM_SECRET_KEY_CHARACTERS} characters: whoever copies what it encrypts could guess it`,
    hint: 'Make a longer one, for example with: openssl rand -base64 24',
  }),
  SECRETS_DAMAGED: each({
    file: ({ path }) => ({
      message: `the secrets file ${path} cannot be read`,
      hint: 'Restore a copy, or remove it and add the channels again; the file is left untouched.',
    }),
    server: ({ server, name }) => ({
      message: `${name} in ${server} is not what line-ops stored under that name: somebody changed the tables`,
      hint: 'Restore them, or store it again (a channel with: line-ops channel add <name>); nothing was used or overwritten.',
    }),
  }),
  STATE_TOO_NEW: each({
    secrets: ({ path }) => ({
      message: `the secrets file ${path} was written by a newer line-ops`,
      hint: 'Update line-ops, or point LINE_OPS_HOME at another folder.',
    }),
    database: ({ path, version }) => ({
      message: `the state file ${path} was written by a newer line-ops (version ${version} of its form)`,
      hint: 'Update line-ops, or point LINE_OPS_HOME at another folder.',
    }),
  }),
  BATCH_ALREADY_SETTLED: ({ batch, id }) => ({
    message: `batch ${batch} of ${id} was settled by another process`,
    hint: 'Nothing more was sent for it. Look at: line-ops broadcast show',
  }),
  BATCH_ACCEPTED: ({ batch, id }) => ({
    message: `LINE has accepted batch ${batch} of ${id}, as another process heard meanwhile`,
    hint: 'Nothing more was sent for it. Look at: line-ops broadcast show',
  }),
  BODY_FROZEN: ({ batch, id }) => ({
    message: `the bytes of request ${batch} of ${id} are written already`,
    hint: 'Nothing was sent for it. Another process may be at work: line-ops broadcast show',
  }),
  PLAN_INCONSISTENT: ({ stored, what, counted }) => ({
    message: `the plan holds ${stored} ${what}, the list ${counted}`,
    hint: 'Nothing was sent. This is a bug in line-ops: please report it.',
  }),
  CONFIG_DAMAGED: each({
    file: ({ path, why }, tell) => ({
      message: `the configuration file ${path} cannot be read: ${reasonWords(why, tell)}`,
      hint: 'Mend or remove the file; channels can be added again with: line-ops channel add <name>',
    }),
    server: ({ server, why }, tell) => ({
      message: `the channels in ${server} cannot be read: ${reasonWords(why, tell)}`,
      hint: 'Somebody changed the table "configuration": restore it; it is left untouched.',
    }),
  }),
  CONFIG_TOO_NEW: () => ({
    message: 'the configuration file was written by a newer line-ops',
    hint: 'Update line-ops, or point LINE_OPS_HOME at another folder.',
  }),
  PACE_DAMAGED: ({ path }) => ({
    message: `${path}, which holds the pace of requests, is damaged`,
    hint: 'Nothing in it needs to be kept: while no line-ops is sending, remove it.',
  }),
  NO_DATABASE_ENGINE: () => ({
    message: 'no SQLite engine is installed for this platform',
    hint: 'Use Node 22.13 or later, which has one, or install line-ops without --omit=optional.',
  }),
  STATE_NOT_WRITABLE: each({
    database: ({ path }) => ({
      message: `cannot write to ${path}: it is read-only`,
      hint: 'Set LINE_OPS_HOME to a folder that this user can write to.',
    }),
    state: ({ act, why }) => ({
      message: `cannot ${act.verb} ${act.path}: ${why}`,
      hint: 'Set LINE_OPS_HOME to a folder that this user can write to.',
    }),
    noHome: ({ home }) => ({
      message: `${home === null ? 'this user has no home folder' : `the home folder ${home} is not there`}: there is no place for what this command keeps`,
      hint: 'Set LINE_OPS_HOME to a folder that this user can write to; to send, LINE_OPS_JOURNAL to another.',
    }),
  }),
  STATE_DAMAGED: each({
    tokenMissing: ({ id }) => ({
      message: `the ledger has no token ${id}, and a rotation is about it`,
      hint: 'Restore a copy of the state folder.',
    }),
    database: ({ path }) => ({ message: `the state file ${path} is damaged`, hint: KEEP_THE_FOLDER }),
    server: ({ server, why }) => ({
      message: `the state in ${server} is not as line-ops wrote it: ${why}`,
      hint: 'Keep it as it is, and start nothing anew that may have been sent: people may get it twice.',
    }),
    emptied: ({ path }) => ({
      message: `the state file ${path} is empty, and the folder around it is not: it is damaged`,
      hint: KEEP_THE_FOLDER,
    }),
    value: ({ what }) => ({
      message: `the state file holds an unreadable "${what}": it is damaged`,
      hint: KEEP_THE_FOLDER,
    }),
    batch: ({ batch, id }) => ({
      message: `batch ${batch} of ${id} is not what was planned: the state file is damaged`,
      hint: KEEP_THE_FOLDER,
    }),
    searched: ({ ids }) => ({
      message: `what the state file holds of ${ids.join(', ')} is damaged: who is among what cannot be read, nobody can tell`,
      hint: `Keep the state folder as it is. See all that is wrong with: line-ops broadcast verify ${ids[0] ?? ''}`,
      details: { broadcasts: ids },
    }),
    ledger: ({ id, problems }, tell) => {
      const words = problems.map((problem) => (typeof problem === 'string' ? problem : tell(problem).message));
      return {
        message: `the ledger of ${id} is damaged: ${words.join('; ')}`,
        hint: `Keep the state folder as it is, and send nothing of it anew: people may get it twice. See all that is wrong with: line-ops broadcast verify ${id}`,
        details: { id, problems: words },
      };
    },
  }),
  INVALID_STATUS: ({ text }) => ({
    message: `"${text}" is not a status`,
    hint: 'Write one such as 429, a class such as 4xx, or none for calls without an answer.',
  }),
  REQUEST_NOT_LOGGED: ({ of, id }) =>
    of === 'requests'
      ? { message: `no logged request has the ID "${id}"`, hint: 'See: line-ops log list --since 1d' }
      : {
          message: `no logged webhook has an event with the ID "${id}"`,
          hint: 'See: line-ops log list --webhooks --since 1d',
        },
  LOG_COLUMNS_MISSING: ({ file, entries, missing }) => ({
    message:
      entries === 0
        ? `${file} has no line that looks like a request`
        : `entries of ${file} lack what LINE recommends to log: ${missing.join(', ')}`,
    hint: 'See https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs',
  }),
  STATE_FAILED: ({ path, why }) => ({ message: `the state file ${path} failed: ${why}` }),
  JOURNAL_NOT_WRITABLE: ({ path, why }, tell) => ({
    message: `cannot write ${path}, where every attempt to send is noted: ${reasonWords(why, tell)}`,
    hint: JOURNAL_HINT,
  }),
  JOURNAL_NOT_READABLE: ({ path, why }, tell) => ({
    message: `cannot read ${path}, where every attempt to send is noted: ${reasonWords(why, tell)}`,
    hint: JOURNAL_HINT,
  }),
  SECRETS_ENCRYPTED: each({
    file: ({ wished, path }) => ({
      message: `${wished}, and the secrets in ${path} are encrypted: they are never written plain again`,
      hint: 'Unset LINE_OPS_SECRET_STORE; or, to start anew, remove the file and add the channels again.',
    }),
    server: ({ wished, server }) => ({
      message: `${wished}, and secrets go to ${server} only encrypted`,
      hint: 'Unset LINE_OPS_SECRET_STORE, and set LINE_OPS_SECRET_KEY to the key of the team.',
    }),
  }),
  SECRETS_MODE: ({ path, mode, wanted }) => ({
    message: `others can read the secrets: ${path} has mode 0${mode.toString(8)}`,
    hint: `Run: chmod 0${wanted.toString(8)} ${path} and consider the secrets seen by others.`,
  }),
} satisfies Catalogue<keyof typeof STATE_FAILURES>;

/** Whoever meets damage knows neither what was sent before nor whether a copy of the state would know: so it advises to neither. */
const KEEP_THE_FOLDER =
  'Keep the state folder as it is, and start nothing anew that may have been sent: people may get it twice.';

const JOURNAL_HINT =
  'Set LINE_OPS_JOURNAL to a folder outside LINE_OPS_HOME that this user can write to and that stays, such as a volume of its own.';
