import type { DELIVERY_FAILURES } from '../../../../domain/failure/codes/delivery.js';
import type { ROTATION_FAILURES } from '../../../../domain/failure/codes/rotation.js';
import type { Entries } from '../../entry.js';

export const ROTATION: Entries<keyof typeof ROTATION_FAILURES | keyof typeof DELIVERY_FAILURES> = {
  ROTATION_UNFINISHED: {
    means:
      'An earlier rotation of this token, or to this place, was cut off. Its journal is kept, and a second rotation over it could lose track of a token.',
    causes: [
      'The process was killed, or the machine went down.',
      'A step failed after the new token was delivered, and nobody decided yet.',
    ],
    next: [
      'Go on with it: `line-ops token rotate <id> --resume`.',
      'Or take it back, which revokes the new token: `line-ops token rotate <id> --rollback`.',
    ],
  },
  ROTATION_ELSEWHERE: {
    means:
      'Somebody of the team began this rotation on another machine, and it was cut off there. It delivers to files and commands of that machine, so that only there it can be gone on with or taken back. Nothing was changed.',
    causes: ['That process was killed, or its machine went down.', 'A job of CI was ended in the middle.'],
    next: [
      'On the machine that is named: `line-ops token rotate <id> --resume`, or `--rollback`.',
      'Where that machine is gone for good, run it on one that has its name and its files.',
      'Until then both tokens are kept, and counted.',
    ],
  },
  ROTATION_PAST_RETURN: {
    means:
      'The rotation cannot be taken back, because the old token has ended already. The new one is the only one that works.',
    causes: [
      'The old token expired, or somebody revoked it, while the rotation waited.',
      'The rotation had revoked it right before it was cut off.',
    ],
    next: ['Finish it: `line-ops token rotate <id> --resume`.'],
  },
  DELIVERY_BUSY: {
    means: 'Files are written by one rotation at a time, and another one has been writing for longer than the wait.',
    causes: ['A rotation writes to a slow or hanging network drive.', 'A command of `--to exec:` is still at work.'],
    next: ['Let it finish, or end that process, and run the command again.'],
  },
  STATELESS_NOT_ROTATED: {
    means: 'A stateless token is over in 15 minutes: there is nothing worth replacing.',
    causes: ['The ID of a stateless token was named.', '`--type stateless` was asked of a rotation.'],
    next: [
      'Issue one for each job: `line-ops token issue --type stateless`.',
      'Rotate to a type that lasts: `line-ops token rotate --type v2.1`.',
    ],
  },
  TOKEN_NOT_LIVE: {
    means: 'The token that was to be replaced has ended. There is nothing to rotate from.',
    causes: ['It expired, was revoked, or LINE ended it for a newer one.', 'Another rotation has just finished.'],
    next: [
      'See which are alive: `line-ops token list`.',
      'Put a first one in place: `line-ops token rotate --to env-file:.env`.',
    ],
  },
  ROTATION_RUNNING: {
    means: 'Another process is in the middle of a rotation of this token or to this place.',
    causes: ['A scheduled job and a person rotate at the same time.', 'The other one waits in its `--grace`.'],
    next: [
      'Let it finish, then see: `line-ops token list`.',
      'If it is dead, run the command again: its lock ends with its process.',
    ],
  },
  ROTATION_NOT_ROLLED_BACK: {
    means:
      'A step failed, and undoing the earlier ones failed too. Both tokens may be alive, and a file may hold the new one.',
    causes: [
      'The disk is full, or a folder cannot be written to any more.',
      'LINE cannot be reached to revoke the new token.',
    ],
    next: [
      'Mend what the message names first.',
      'Then take it back: `line-ops token rotate <id> --rollback`; or go on: `line-ops token rotate <id> --resume`.',
    ],
  },
  NOT_IN_PLACE: {
    means:
      'Right before the old token was to end, a place did not hold the new one. Nothing was revoked: both tokens work.',
    causes: [
      'A deployment or another tool wrote the file back.',
      'Somebody edited or removed the file during the grace.',
      'The variable is set a second time further down in the file.',
    ],
    next: [
      'Put the new token there: `line-ops token get` prints it.',
      'Finish: `line-ops token rotate <id> --resume`.',
      'Or take everything back: `line-ops token rotate <id> --rollback`.',
    ],
  },
  PLACE_HOLDS_ANOTHER: {
    means:
      'The place holds a token that this ledger does not know, and replacing it could cut off whoever uses it. Nothing was issued.',
    causes: ['The token was issued in the console, or by another tool.', 'The place belongs to another channel.'],
    next: [
      'If it is in use, take it into the ledger: `line-ops token import --type long-lived`.',
      'If not, empty the variable and rotate again.',
    ],
  },
  NEW_TOKEN_NOT_VALID: {
    means:
      'LINE issued a token and did not take it for one of this channel a moment later. It was not delivered, and the old one stays.',
    causes: ['An incident at LINE.', 'The credentials belong to another channel than the one that is configured.'],
    next: ['Look at https://api.line-status.info/.', 'Compare the channel: `line-ops channel show`.', 'Rotate again.'],
  },
  CHECK_FAILED: {
    means:
      'Your `--verify-cmd` said no to the new token, or did not end in time. The rotation was taken back and the old token stays in use.',
    causes: [
      'The system that was tested has not reloaded the new token.',
      'The command fails for a reason of its own: try it by hand.',
      'It needs longer than `--command-timeout`.',
    ],
    next: [
      'Read what the command printed above.',
      'Rotate again, with more time where it needs it: `line-ops token rotate <id> --to env-file:.env --verify-cmd ./check.sh --command-timeout 15m`.',
    ],
  },
  TOKEN_NOT_CHOSEN: {
    means: 'Several tokens are alive, and nothing says which of them is to be replaced.',
    causes: ['Neither an ID nor a label that fits one token alone was given, and nobody could be asked.'],
    next: [
      'See them: `line-ops token list`.',
      'Name one: `line-ops token rotate <id>`; or its system: `line-ops token rotate --label prod`.',
    ],
  },
  PLACE_CHANGED: {
    means: 'Between reading a file and replacing it somebody else has changed it. It was left as it is.',
    causes: ['A deployment wrote it at the same moment.', 'An editor saved it.'],
    next: ['See what it holds, and run the command again.'],
  },
  TARGET_NOT_WRITABLE: {
    means: 'A place that the token is to go to cannot be written, which was found out before anything was issued.',
    causes: ['The folder does not exist, or belongs to another user.', 'The file system is mounted read-only.'],
    next: ['Name a file that this user can write to: `line-ops token rotate <id> --to env-file:./app.env`.'],
  },
  DELIVERY_FAILED: {
    means:
      'The token was issued and could not be put into a place. The rotation goes back: the new token is revoked, the old one stays.',
    causes: [
      'The command of `--to exec:` ended with another status than 0, or not in time.',
      'A file could not be replaced.',
    ],
    next: [
      'Read what the command printed above.',
      'See that the old token lives: `line-ops token list`.',
      'Rotate again once it is mended.',
    ],
  },
  NOT_IN_A_WORKFLOW: {
    means: '`github-env` and `github-output` write into files that only a step of GitHub Actions has.',
    causes: ['The command runs outside of GitHub Actions, or in a container that does not get the variable.'],
    next: [
      'Write a file in its place: `line-ops token rotate --to env-file:.env`.',
      'Or hand it to a command: `line-ops token rotate --to exec:./deploy-token.sh`.',
    ],
  },
  TARGET_NOT_REPLACEABLE: {
    means:
      'Replacing that file would lose something: access lists, hard links, an encoding, or a second assignment that would keep the old token. Nothing was issued.',
    causes: [
      'The file has an extended access list, or several names.',
      'The variable is assigned in a form that cannot be changed safely, or more than once.',
    ],
    next: [
      'Give the variable one plain line, `NAME=value`, in a plain file.',
      'Or let a command of yours write it: `line-ops token rotate --to exec:./deploy-token.sh`.',
    ],
  },
};
