import type { SURROUNDINGS_FAILURES } from '../../../domain/failure/codes/surroundings.js';
import type { RunningEmulator } from '../../../domain/failure/facts.js';
import { plural } from '../../output/view.js';
import { adviceWords, misused, ownWords } from '../misused.js';
import { nothingSent, resume } from '../stopped.js';
import { type Catalogue, each } from '../text.js';

export const SURROUNDINGS_TEXTS = {
  COMMAND_NOT_STARTED: each({
    program: ({ command, why }) => ({
      message: `cannot start "${command}": ${why}`,
      hint: 'Check the command after "--".',
    }),
    shell: ({ folder, why, isThere }) => ({
      message: `cannot start a shell in ${folder}: ${why}`,
      hint: isThere ? 'Check that /bin/sh is there.' : 'That folder does not exist.',
    }),
  }),
  EMULATOR_NOT_STOPPED: ({ url, pid }) => ({
    message: `the emulator at ${url} does not stop`,
    hint: `End its process by hand: ${pid}`,
  }),
  STATE_FILE_NOT_USABLE: ({ file, why }) => ({
    message: `the state file ${file} cannot be used: ${why}`,
    hint: 'Name a file in a folder that this user can write to.',
  }),
  PORT_NOT_AVAILABLE: ({ port, why }) => ({
    message: `port ${port} cannot be used: ${why}`,
    hint: 'Choose another with --port, or leave it out to get a free one.',
  }),
  STDIN_IS_TERMINAL: each({
    messages: () => ({ message: 'stdin is a terminal', hint: 'Name a file, or pipe the input in.' }),
    input: () => ({ message: 'stdin is a terminal', hint: 'Pipe the input in, for example: line-ops … < file' }),
  }),
  FILE_TOO_LARGE: ({ path }) => ({
    message: `${path} is far too large for a message file`,
    hint: 'For many messages, one a line, use a file that ends in .jsonl.',
  }),
  FILE_NOT_UTF8: ({ source }) => ({ message: `${source} is not UTF-8 text`, hint: 'Save it as UTF-8 without BOM.' }),
  LINE_TOO_LONG: ({ source, problem }) => ({
    message: `${source} has ${problem}`,
    hint: 'Put one message, or one array of messages, on each line.',
  }),
  FILE_NOT_READABLE: ({ source, why }) => ({ message: `cannot read ${source}: ${why}`, hint: 'Check the path.' }),
  NO_SUCH_FILES: ({ source, why }) => ({ message: `nothing to read at ${source}: ${why}`, hint: 'Check the path.' }),
  CANNOT_ASK: each({
    any: () => ({
      message: 'a question would have to be asked, and nobody can answer here',
      hint: 'Give the answer as an option; see --help.',
    }),
    init: () => ({
      message: 'init leads a person through it, and nobody can answer here',
      hint: 'In a script: line-ops channel add <name> --channel-id <digits> --channel-secret-stdin, then line-ops key generate, line-ops key set-id <key ID>, line-ops message push --to <userId> <file>.',
    }),
  }),
  STDOUT_NOT_TAKEN: ({ why }) => ({
    message: `stdout did not take the answer: ${why}`,
    hint: 'Mend where stdout goes, and run the command again.',
  }),
  STDOUT_CLOSED: () => ({
    message: 'stdout is closed: nobody could read the answer',
    hint: 'Let stdout go somewhere, and run the command again; nothing was done.',
  }),
  STDIN_TOO_LONG: ({ maxBytes }) => ({
    message: `stdin holds more than ${maxBytes} bytes`,
    hint: 'Check what is piped in.',
  }),
  CONFIRMATION_NEEDED: each({
    production: ({ name }) => ({
      message: `${name} is a production channel, and nobody can be asked here`,
      hint: `Add --confirm-channel ${name} to go ahead.`,
    }),
    any: () => ({ message: 'this needs a confirmation, and nobody can be asked here', hint: 'Add --yes to go ahead.' }),
  }),
  CHANNEL_NOT_CONFIRMED: ({ confirmedName, channel }) => ({
    message: `--confirm-channel names "${confirmedName}", and this would send from ${channel}`,
    hint: 'Nothing was sent. Check --channel.',
  }),
  CANCELLED: each({
    push: ({ id, why }) => ({ message: nothingSent(why), hint: `Send it with: ${resume(id)}` }),
    notTyped: ({ what }) => ({ message: `that is not ${what}; nothing was sent` }),
    saidNo: () => ({ message: 'cancelled; nothing was changed' }),
    leftInit: ({ command }) => ({ message: 'left; what was proven is kept', hint: `Go on with: ${command}` }),
  }),
  DEMO_FAILED: ({ failedSteps }) => ({
    message: `the demo did not go as it should: ${failedSteps.join('; ') || 'the books are not exact'}`,
    hint: 'Run it again with --verbose and report what it prints.',
  }),
  INVALID_SHARE: ({ text }) => ({ message: `"${text}" is not a share from 0% to 100%`, hint: 'Write it as 3%.' }),
  INVALID_NUMBER: ({ name, min, max, text }) => ({
    message: `${name} must be a whole number from ${min} to ${max}, not "${text}"`,
    hint: 'See --help.',
  }),
  UNKNOWN_COMMAND: each({
    parsed: misused,
    command: ({ word, path, advice }) => ({
      message: `unknown command "${word}" for "${path}"`,
      hint: adviceWords(advice),
    }),
    topic: ({ words, advice }) => ({
      message: `there is no help on "${words.join(' ')}"`,
      hint: adviceWords(advice),
    }),
  }),
  FILE_NOT_WRITABLE: each({
    dash: () => ({ message: '"-" is not the name of a file', hint: NEW_FILE }),
    exists: ({ path }) => ({ message: `${path} exists already`, hint: NEW_FILE }),
    other: ({ path, why }) => ({ message: `cannot write ${path}: ${why}`, hint: NEW_FILE }),
    replaced: ({ path, why }) => ({
      message: `cannot write ${path}: ${why}`,
      hint: 'It is as it was. The file and its folder must be writable.',
    }),
  }),
  NO_SUCH_EMULATOR: ({ wanted, running }) => ({
    message: `no emulator "${wanted}" runs`,
    hint: emulatorsHint(running),
  }),
  SEVERAL_EMULATORS: ({ running }) => ({
    message: `${plural(running.length, 'emulator')} run: say which`,
    hint: emulatorsHint(running),
  }),
  USAGE: misused,
  UNKNOWN_OPTION: each({
    parsed: misused,
    dryRun: ({ command }) => ({
      message: `unknown option '--dry-run' for "${command}"`,
      hint: 'This command has none: leave the option out if it is to be run; see --help.',
    }),
  }),
  INVALID_ARGUMENT: misused,
  TOO_MANY_ARGUMENTS: misused,
  STATE_FILE_NOT_FOUND: ownWords,
  STATE_FILE_IN_USE: ownWords,
  INVALID_STATE_FILE: ownWords,
  INVALID_STATE: ownWords,
  INVALID_FAULT: ownWords,
  INVALID_CHANNEL: each({
    ofEmulator: ownWords,
    ofOption: () => ({
      message: '--add-channel takes a channel ID of digits, a colon and a secret',
      hint: 'Write it as 2000000001:invented-secret. A real secret does not belong on a command line.',
    }),
  }),
  RECORD_NOT_WRITABLE: ownWords,
  NO_WEBHOOK: ownWords,
  INVALID_EVENT: ownWords,
  SYSTEM_ERROR: ownWords,
} satisfies Catalogue<keyof typeof SURROUNDINGS_FAILURES>;

const NEW_FILE = 'Name a file that does not exist yet, in a folder you can write to.';

function emulatorsHint(running: readonly RunningEmulator[]): string {
  if (running.length === 0) return 'None runs. See: line-ops emulator list';
  return `Running: ${running.map(({ pid, url }) => `${url} (process ${pid})`).join(', ')}; or --all.`;
}
