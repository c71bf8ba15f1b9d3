/** An option that every verb takes, or every verb that changes something. */
export interface GlobalOption {
  /** As commander reads it. */
  readonly flags: string;
  readonly summary: string;
  /** Whether every verb takes it, or only what changes something at LINE or on disk. */
  readonly takenBy: 'each verb' | 'changes';
  /** Whose help has it. */
  readonly toldOf: 'each verb' | 'changes';
}

/** In the order of the help. Data alone: help and suggestions load no parser for it. */
export const GLOBAL_OPTIONS: readonly GlobalOption[] = [
  { flags: '-c, --channel <name>', summary: 'configured channel to use', takenBy: 'each verb', toldOf: 'each verb' },
  { flags: '--json', summary: 'print one JSON document on stdout', takenBy: 'each verb', toldOf: 'each verb' },
  {
    flags: '--dry-run',
    summary: 'show what would be sent and changed; change nothing',
    takenBy: 'changes',
    toldOf: 'changes',
  },
  { flags: '-y, --yes', summary: 'answer yes to confirmations', takenBy: 'each verb', toldOf: 'changes' },
  {
    flags: '--no-input',
    summary: 'never ask; a missing answer is an error',
    takenBy: 'each verb',
    toldOf: 'each verb',
  },
  { flags: '-q, --quiet', summary: 'say only what must not be missed', takenBy: 'each verb', toldOf: 'each verb' },
  { flags: '-v, --verbose', summary: 'one line per HTTP request on stderr', takenBy: 'each verb', toldOf: 'each verb' },
  { flags: '--no-color', summary: 'no colours', takenBy: 'each verb', toldOf: 'each verb' },
];

/** Answered before anything else of the line is read. */
export const HELP_OPTION = { flags: '-h, --help', summary: 'this help' };
export const VERSION_OPTION = { flags: '-V, --version', summary: 'print the version' };
