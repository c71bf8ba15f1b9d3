/** The options that every command takes, wherever on the line they stand. */
export interface Globals {
  readonly channel: string | null;
  /** Every one that was named: a worker takes several, other verbs the last. */
  readonly channels: readonly string[];
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly input: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  /** What stderr holds: text for people, or JSON documents alone, one a line (`--progress json`). */
  readonly stderr: 'text' | 'ndjson';
}

/** Read from the bare words: for help, and for an error before the line could be parsed. */
export function guessGlobals(argv: readonly string[]): Globals {
  const end = argv.indexOf('--');
  const line = end === -1 ? argv : argv.slice(0, end);
  const words = new Set(line);
  return {
    channel: null,
    channels: [],
    json: words.has('--json'),
    dryRun: words.has('--dry-run'),
    yes: words.has('--yes') || words.has('-y'),
    input: !words.has('--no-input'),
    quiet: words.has('--quiet') || words.has('-q'),
    verbose: words.has('--verbose') || words.has('-v'),
    color: !words.has('--no-color'),
    stderr: line.some((word, at) => word === '--progress=json' || (word === 'json' && line[at - 1] === '--progress'))
      ? 'ndjson'
      : 'text',
  };
}
