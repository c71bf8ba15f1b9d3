import type { SURROUNDINGS_FAILURES } from '../../../../domain/failure/codes/surroundings.js';
import type { Entries } from '../../entry.js';

export const SURROUNDINGS: Entries<keyof typeof SURROUNDINGS_FAILURES> = {
  COMMAND_NOT_STARTED: {
    means: 'A command that line-ops was to run for you did not start.',
    causes: [
      'There is no such program on the PATH.',
      'The file may not be executed.',
      'The folder that it was to start in is gone.',
    ],
    next: ['Run it by hand in the same folder.', 'Give a path: `line-ops emulator exec -- ./test.sh`.'],
  },
  EMULATOR_NOT_STOPPED: {
    means: 'The emulator was asked to stop and is still there.',
    causes: ['A request to it hangs, or its process is suspended.'],
    next: ['End its process by the ID in the message.', 'See what runs: `line-ops emulator list`.'],
  },
  STATE_FILE_NOT_USABLE: {
    means: 'The file in which the emulator is to keep its world cannot be read or written.',
    causes: ["Its folder does not exist or is another user's."],
    next: ['Name another one: `line-ops emulator start --state ./world.json`.'],
  },
  PORT_NOT_AVAILABLE: {
    means: 'Nothing can listen at that port.',
    causes: ['Another program, or an earlier run, listens there.', 'Ports below 1024 take rights of their own.'],
    next: ['See whether it is an emulator: `line-ops emulator list`.', 'Leave `--port` out for a free one.'],
  },
  STDIN_IS_TERMINAL: {
    means: 'The command reads stdin, and there is only a keyboard at it.',
    causes: ['The file was left out, or `<` before it.'],
    next: [
      'Name the file: `line-ops message validate sale.json`; or pipe it in: `line-ops message validate - < sale.json`.',
    ],
  },
  FILE_TOO_LARGE: {
    means: 'No message request is nearly as large as this file, so that it was not read.',
    causes: ['A list of recipients or an export was named.', 'Many messages stand in one array.'],
    next: ['Put one message on each line of a `.jsonl` file: `line-ops message validate messages.jsonl`.'],
  },
  FILE_NOT_UTF8: {
    means: 'The file is text in another encoding, and LINE takes UTF-8 alone.',
    causes: ['An editor on Windows saved it as Shift_JIS or UTF-16.'],
    next: ['Save it as UTF-8 without a byte order mark.'],
  },
  LINE_TOO_LONG: {
    means: 'One line of a `.jsonl` file is longer than any request that LINE takes.',
    causes: ['The whole file is one line.'],
    next: ['Put one message, or one array of up to 5, on each line.'],
  },
  FILE_NOT_READABLE: {
    means: 'The file is there, or should be, and cannot be read.',
    causes: ['The path is wrong or relative to another folder.', 'It belongs to another user, or is a folder.'],
    next: ['Check the path and its permissions.'],
  },
  NO_SUCH_FILES: {
    means: 'A path, folder or pattern names nothing, and a check of nothing would look like a pass.',
    causes: ['It is spelled otherwise.', 'The job runs in another folder, or the checkout is not there.'],
    next: ['Run it from the folder of the files: `line-ops message validate messages/`.'],
  },
  CANNOT_ASK: {
    means:
      'A question has to be answered, and nobody is there to answer it: no terminal, CI, `--no-input` or `--json`.',
    causes: ['A command for people runs in a script.'],
    next: ['Give the answer as an option; the help names it: `line-ops token rotate --help`.'],
  },
  STDOUT_NOT_TAKEN: {
    means:
      'What the command was to hand out did not get out: stdout was closed, broken or full. The message says what became of it.',
    causes: ['The program behind the pipe ended early.', 'The disk that stdout goes to is full.'],
    next: [
      'Mend where stdout goes.',
      'A token is still stored, or was revoked, as the message says: `line-ops token list`.',
    ],
  },
  STDOUT_CLOSED: {
    means: 'Stdout was closed before the command began, so that nobody could read its answer. Nothing was done.',
    causes: ['The line ends in `>&-`, or a supervisor gives no stdout.'],
    next: ['Send stdout somewhere, be it to /dev/null, and run it again.'],
  },
  STDIN_TOO_LONG: {
    means: 'More was piped in than a secret or a token can be.',
    causes: ['A file of another kind was piped in.'],
    next: ['Check what stands before the pipe.'],
  },
  CONFIRMATION_NEEDED: {
    means: 'This changes something that a person should agree to, and nobody can be asked here. Nothing was changed.',
    causes: ['The command runs in a script or in CI.', 'The channel is marked as production, which takes its name.'],
    next: [
      'Agree on the line with `--yes`; on a production channel with `--confirm-channel` and its name.',
      'See first what it would do with `--dry-run`.',
    ],
  },
  CHANNEL_NOT_CONFIRMED: {
    means: 'The name that was confirmed is another one than the channel that would send. Nothing was sent.',
    causes: ['The script was written for another channel.', 'LINE_OPS_CHANNEL or `channel use` chooses another one.'],
    next: ['See which is chosen: `line-ops channel list`.'],
  },
  CANCELLED: {
    means: 'You, or whoever sat at the terminal, said no. Nothing was changed.',
    causes: ['The question was answered with no.', 'What was typed is not the name that was asked for, three times.'],
    next: ['Run the command again when it is wanted.'],
  },
  DEMO_FAILED: {
    means:
      'The demo ran against the emulator and its books are not exact, or a step failed. No real channel was touched.',
    causes: ['The machine is so slow or full that a step ran out of time.', 'A fault in line-ops.'],
    next: ['Run it again with more words: `line-ops demo --verbose`, and report it if it stays.'],
  },
  INVALID_SHARE: {
    means: 'A share is a number with a percent sign, from 0 to 100.',
    causes: ['The percent sign is missing, or it is written as 0.03.'],
    next: ['Write it so: `line-ops emulator start --fault 429=3%`.'],
  },
  INVALID_NUMBER: {
    means: 'The value has to be a whole number within bounds that the message names.',
    causes: ['It has a unit, a dot or a comma in it.', 'A variable in the line is empty.'],
    next: ['Write digits alone.'],
  },
  UNKNOWN_COMMAND: {
    means: 'No noun or verb of line-ops is called so. Nothing was done.',
    causes: [
      'It is spelled otherwise, or stands in another order: the noun comes first.',
      'It is a command of a newer version.',
    ],
    next: ['See all nouns: `line-ops --help`.'],
  },
  FILE_NOT_WRITABLE: {
    means: 'The file that was named for output was not written. Files that exist are never written over.',
    causes: ['It exists from an earlier run.', "Its folder does not exist, or is another user's."],
    next: ['Name a new file, or move the old one away.'],
  },
  NO_SUCH_EMULATOR: {
    means: 'No emulator with that URL or process ID runs on this machine for this user.',
    causes: ['It has ended.', 'It was started by another user or in a container.'],
    next: ['See which run: `line-ops emulator list`.'],
  },
  SEVERAL_EMULATORS: {
    means: 'More than one emulator runs, and nothing says which is meant. None was stopped.',
    causes: ['Earlier ones were never stopped.'],
    next: ['See them: `line-ops emulator list`.', 'Stop all: `line-ops emulator stop --all`.'],
  },
  USAGE: {
    means: 'The command line cannot be read as it stands. Nothing was done.',
    causes: [
      'A word is missing, too much, or in another order.',
      'The shell changed it: a `$`, a `*` or a blank without quotes.',
    ],
    next: ['See the form and examples with `--help` behind the command, such as `line-ops token issue --help`.'],
  },
  UNKNOWN_OPTION: {
    means:
      'The verb does not take this option. Nothing was done, because an option that is ignored does harm: `--dry-run` above all.',
    causes: [
      'It is spelled otherwise, or belongs to another verb.',
      'The verb changes nothing, and so has no `--dry-run` and no `--yes`.',
    ],
    next: ['See what it takes with `--help` behind the command, such as `line-ops quota --help`.'],
  },
  INVALID_ARGUMENT: {
    means: 'A value is not one of those that the option or the argument takes.',
    causes: [
      'It is spelled otherwise.',
      'A variable in the line is empty, so that the next word was taken for the value.',
    ],
    next: ['See the values with `--help` behind the command, such as `line-ops token issue --help`.'],
  },
  TOO_MANY_ARGUMENTS: {
    means: 'There are more words than the verb takes.',
    causes: ['A value with blanks in it is not quoted.', 'The shell made several words of a `*`.'],
    next: [
      'Quote the whole value.',
      'See the form with `--help` behind the command, such as `line-ops token issue --help`.',
    ],
  },
  STATE_FILE_NOT_FOUND: {
    means: 'The emulator was to go on with a world that is not there.',
    causes: ['The path is wrong, or the file was never written.'],
    next: ['Begin a new one: `line-ops emulator start --state ./world.json`.'],
  },
  STATE_FILE_IN_USE: {
    means: 'Another emulator keeps its world in this file.',
    causes: ['It still runs.'],
    next: [
      'Stop it: `line-ops emulator stop`.',
      'Or name another file: `line-ops emulator start --state ./other.json`.',
    ],
  },
  INVALID_STATE_FILE: {
    means: 'The file is no world of the emulator, and was left as it is.',
    causes: ['Another file was named.', 'It was written by another version, or cut off.'],
    next: ['Name another one: `line-ops emulator start --state ./world.json`.'],
  },
  INVALID_STATE: {
    means: "What was to be put into the emulator's world contradicts itself or its limits.",
    causes: ['A request to `/_emulator/…` has a wrong form.', 'The state file was edited.'],
    next: ['Mend what the message names.'],
  },
  INVALID_CHANNEL: {
    means: 'A channel that the emulator was to have beside its first is none, or is there already.',
    causes: ['The ID is not made of digits, or no secret follows it.', 'The same ID is given twice.'],
    next: ['Write it so: `line-ops emulator start --add-channel 2000000001:invented-secret`.'],
  },
  RECORD_NOT_WRITABLE: {
    means: 'The file in which the emulator is to write down what happens cannot be written. It did not start.',
    causes: ["Its folder cannot be made, or is another user's.", 'It is a folder.'],
    next: ['Name another one: `line-ops emulator exec --record ./record.jsonl -- npm test`.'],
  },
  INVALID_FAULT: {
    means: 'A fault of the emulator is a kind, `=` and a probability.',
    causes: ['The kind is spelled otherwise.', 'The probability is not between 0 and 1.'],
    next: ['Write it so: `line-ops emulator start --fault 500-after=0.1`.'],
  },
  NO_WEBHOOK: {
    means: 'The emulator was to send an event, and no webhook endpoint is set in its world.',
    causes: ['Nothing was set since it was started.'],
    next: ['Set one in its environment: `line-ops webhook set http://127.0.0.1:3000/webhook --yes`.'],
  },
  INVALID_EVENT: {
    means: 'An event that the emulator was to send says of the bytes of its message what cannot be read.',
    causes: ['`content` beside the message is neither base64 nor an object that says more.'],
    next: ["Write it so: `{ type: 'message', message: { type: 'image' }, content: '<base64>' }`."],
  },
  SYSTEM_ERROR: {
    means: 'The operating system refused something that no command of ours foresaw. The message says what and where.',
    causes: ['Permissions, a full disk, or too many open files.'],
    next: ['Mend what the message names, and run the command again.', 'LINE_OPS_DEBUG=1 shows where it came from.'],
  },
};
