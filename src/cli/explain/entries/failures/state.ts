import type { STATE_FAILURES } from '../../../../domain/failure/codes/state.js';
import type { Entries } from '../../entry.js';

export const STATE: Entries<keyof typeof STATE_FAILURES> = {
  DISK_FULL: {
    means: 'A write did not fit on the disk. What was recorded before is whole; the step that needed it was not taken.',
    causes: ['The disk or the quota of this user is full.', 'Logs or old recipients fill the state folder.'],
    next: [
      'Free some space and run the same command again.',
      'See what can go: `line-ops broadcast prune --older-than 90d --dry-run`, `line-ops log prune --dry-run`.',
    ],
  },
  LOG_NOT_WRITABLE: {
    means: 'A file of the request log cannot be deleted.',
    causes: ['It belongs to another user, such as root after a run with sudo.'],
    next: ['Check the owner of the logs folder; `line-ops doctor` names it.'],
  },
  LOG_NOT_READABLE: {
    means: 'A file of the request log cannot be read.',
    causes: ['It belongs to another user, such as root after a run with sudo.', 'The disk is failing.'],
    next: ['Check the owner of the logs folder; `line-ops doctor` names it.'],
  },
  SECRETS_LOCKED: {
    means: 'The stored secrets are there and cannot be opened with what is at hand. The file is left as it is.',
    causes: [
      'LINE_OPS_SECRET_KEY is not set in this shell or job, or is another one.',
      'The keyring is locked, or belongs to another login.',
      'The file was copied from another machine.',
    ],
    next: [
      'Set LINE_OPS_SECRET_KEY to the value it had, or unlock the keyring.',
      'See which it is: `line-ops doctor`.',
      'As a last way remove the file that is named, and add the channels again: `line-ops channel add <name>`.',
    ],
  },
  STATE_BUSY: {
    means: 'Another line-ops holds a file of the state for longer than this one waits.',
    causes: ['A large prune, export or move is at work.', 'The state lies on a network drive whose locks hang.'],
    next: ['Try again in a moment.', 'Look for processes that hang with `ps`.'],
  },
  SECRET_KEY_TOO_SHORT: {
    means: 'LINE_OPS_SECRET_KEY is so short that whoever gets the file could guess it. No new store was made with it.',
    causes: ['A word was chosen in place of a random value.'],
    next: ["Make one with `openssl rand -base64 24`, keep it where the job's secrets are, and set it."],
  },
  SECRETS_DAMAGED: {
    means:
      'What holds the secrets is not as line-ops wrote it. It is left as it is, and nothing that may be another secret is used.',
    causes: ['The file, or the rows in the server, were edited by hand.', 'A copy was cut off, or put back in part.'],
    next: [
      'Restore a copy.',
      'Or remove the file and add the channels again: `line-ops channel add <name>`; in a server, store what is named again.',
    ],
  },
  STATE_TOO_NEW: {
    means: 'The state was written by a newer version, whose form this one does not know. Nothing was touched.',
    causes: [
      'Two machines or jobs share the folder and have different versions.',
      'An older line-ops was installed again.',
    ],
    next: ['Update line-ops here.', 'Or use another folder: set LINE_OPS_HOME.'],
  },
  BATCH_ALREADY_SETTLED: {
    means: 'Another process recorded what became of this batch first. Nothing more was sent for it.',
    causes: ['Two processes worked on copies of one state folder.'],
    next: ['See how it stands: `line-ops broadcast show <id>`.', 'Check its books: `line-ops broadcast verify <id>`.'],
  },
  BATCH_ACCEPTED: {
    means:
      'Whoever worked on this broadcast before heard that LINE has accepted the batch, and recorded it while this run had it in hand. Its people have the message; nothing more was sent for it.',
    causes: ['A process that was held up for longer than its lease heard the answer to its last requests.'],
    next: ['See how it stands: `line-ops broadcast show <id>`.', 'Go on: `line-ops broadcast resume <id>`.'],
  },
  BODY_FROZEN: {
    means: 'The bytes of this request are fixed already and were to be written anew. Nothing was sent for it.',
    causes: ['Another process is at work on the same broadcast.'],
    next: ['See how it stands: `line-ops broadcast show <id>`.'],
  },
  PLAN_INCONSISTENT: {
    means: 'What was stored of a plan has another size than what was planned. Nothing was sent.',
    causes: ['A fault in line-ops.'],
    next: [
      'Create it again: `line-ops broadcast create --messages sale.json --to users.csv`.',
      'Report it with what LINE_OPS_DEBUG=1 prints.',
    ],
  },
  CONFIG_DAMAGED: {
    means:
      'The configuration is no JSON, or holds something that cannot be. It is left as it is; secrets and ledgers are elsewhere and untouched.',
    causes: ['It was edited by hand, and a comma or a quote is missing.', 'A full disk cut the file off.'],
    next: [
      'Mend the place that is named.',
      'Or remove the file and add the channels again: `line-ops channel add <name>`.',
    ],
  },
  CONFIG_TOO_NEW: {
    means: 'The configuration was written by a newer version. Nothing was touched.',
    causes: ['Two machines share the folder and have different versions.'],
    next: ['Update line-ops here, or set LINE_OPS_HOME to another folder.'],
  },
  PACE_DAMAGED: {
    means:
      "The file by which processes share the pace of requests is damaged. Nothing was sent, so that LINE's limit is not passed.",
    causes: ['The disk or a network drive lost writes.'],
    next: ['While no line-ops is sending, remove the file that is named: nothing in it has to be kept.'],
  },
  NO_DATABASE_ENGINE: {
    means: 'The ledgers need SQLite, and neither this Node nor an installed package has it.',
    causes: [
      'It was installed with `--omit=optional`.',
      'The platform has no prebuilt package, and Node is older than 22.13.',
    ],
    next: ['Use Node 22.13 or later, or install again with optional packages.'],
  },
  STATE_NOT_WRITABLE: {
    means:
      'The state folder can be read and not be written. What changes nothing works; this would have changed something.',
    causes: [
      'The folder belongs to another user, or is mounted read-only.',
      'The user has no home folder, as in some containers.',
    ],
    next: [
      'Set LINE_OPS_HOME to a folder that this user can write to, and LINE_OPS_JOURNAL to another one for sending.',
      'See folders and modes: `line-ops doctor`.',
    ],
  },
  STATE_DAMAGED: {
    means:
      'The ledger cannot be right as it is. Nothing is sent from it any more, because nobody could tell who would get it twice.',
    causes: [
      'The disk or a network drive lost writes.',
      'Parts of two copies were put together.',
      'The file was edited.',
    ],
    next: [
      'Keep the folder as it is; do not put an older copy in its place.',
      'See what is wrong: `line-ops broadcast verify <id>`.',
      'Report it with that output.',
    ],
  },
  INVALID_STATUS: {
    means: 'The filter is no HTTP status, no class of them, and not `none`.',
    causes: ['Words were given in place of a number.'],
    next: ['Write it so: `line-ops log list --status 4xx`.'],
  },
  REQUEST_NOT_LOGGED: {
    means: 'No request, or no webhook, in the log of this state folder has that ID.',
    causes: [
      'It was made from another machine or another state folder.',
      'It is older than what the log keeps: 90 days by default.',
      'It is the ID of a webhook event: those are in another log.',
    ],
    next: [
      'Look around its time: `line-ops log list --since 1d`.',
      'Webhooks: `line-ops log list --webhooks --since 1d`.',
    ],
  },
  LOG_COLUMNS_MISSING: {
    means:
      "A log of your bot server lacks, in some entries, what LINE recommends to keep. Without it LINE's support can hardly find a request.",
    causes: ['Request ID, time, method, URL or status is not written.', 'Lines of another kind are among the entries.'],
    next: ['See which column is missing where: `line-ops log check app.jsonl --json`.'],
    docs: 'https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs',
  },
  STATE_FAILED: {
    means: 'The database of the state folder failed in a way that has no name of its own.',
    causes: ['The disk is failing.', 'The folder lies on a drive without working locks.'],
    next: [
      'Run the command again.',
      'Put the state on a local disk: set LINE_OPS_HOME.',
      'If it stays, report what LINE_OPS_DEBUG=1 prints.',
    ],
  },
  JOURNAL_NOT_WRITABLE: {
    means:
      'Every attempt to send is noted in a journal outside of the state folder before it leaves, and that cannot be written. Nothing was sent.',
    causes: ['The user has no state folder, as in some containers.', 'The volume is read-only or full.'],
    next: ['Set LINE_OPS_JOURNAL to a folder that lasts and can be written to; in a container, a volume of its own.'],
  },
  JOURNAL_NOT_READABLE: {
    means:
      'The journal of attempts is there and cannot be read, so that nobody can tell what was sent already. Nothing was sent.',
    causes: ['It belongs to another user.', 'The disk is failing.'],
    next: ['Check the owner of the folder of LINE_OPS_JOURNAL.'],
  },
  SECRETS_ENCRYPTED: {
    means:
      'LINE_OPS_SECRET_STORE asks for plain secrets, and the ones that are stored are encrypted. They are never written plain again.',
    causes: ['A setting of a test machine came into another environment.'],
    next: [
      'Unset LINE_OPS_SECRET_STORE.',
      'To begin anew, remove the file that is named and add the channels again: `line-ops channel add <name>`.',
    ],
  },
  SECRETS_MODE: {
    means: 'Other users of this machine can read the secrets. Nothing is done with them until that is mended.',
    causes: ['The file was copied with another mode, or restored from a backup.', 'The umask of a script is wide.'],
    next: [
      'Run the `chmod` that the hint names.',
      'Take the secrets for seen: `line-ops token revoke --all`, and reissue the channel secret in the console.',
    ],
  },
};
