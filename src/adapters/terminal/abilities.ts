import type { Readable, Writable } from 'node:stream';
import type { TerminalSettings } from '../../ports/deps.js';
import type { EnvironmentVariables } from '../../ports/host.js';

type MaybeTty<Stream> = Stream & { readonly isTTY?: boolean; readonly columns?: number };

/** The streams are looked at when they are first needed: opening them costs every start a little. */
export interface Streams {
  readonly stdin: MaybeTty<Readable>;
  readonly stdout: MaybeTty<Writable>;
  readonly stderr: MaybeTty<Writable>;
  readonly env: EnvironmentVariables;
}

/** What streams, environment and global options allow. */
export interface Abilities {
  /** For screen readers, and for terminals that cannot redraw. */
  readonly isPlain: boolean;
  canAsk(): boolean;
  canRedraw(): boolean;
  hasColour(stream: 'stdout' | 'stderr'): boolean;
  isTerminal(stream: 'stdout' | 'stderr'): boolean;
  /** Whether whoever reads there is told one thing after the other. */
  isReadInOrder(stream: 'stdout' | 'stderr'): boolean;
  columns(): number;
}

/** Where nobody says how wide the terminal is. */
const COLUMNS = 80;

export function abilitiesOf(streams: Streams, settings: TerminalSettings): Abilities {
  const { env } = streams;
  const isPlain = env['ACCESSIBLE'] === '1' || env['TERM'] === 'dumb';
  return {
    isPlain,
    canAsk: () => settings.mayAsk && !isOn(env['CI']) && streams.stdin.isTTY === true && streams.stderr.isTTY === true,
    canRedraw: () => !isPlain && !settings.quiet && streams.stderr.isTTY === true,
    hasColour: (stream) => hasColour(streams[stream].isTTY === true, env, settings),
    isTerminal: (stream) => streams[stream].isTTY === true,
    // TERM=dumb is set for many a script, too, which looks for its rows with grep.
    isReadInOrder: (stream) => env['ACCESSIBLE'] === '1' || (isPlain && streams[stream].isTTY === true),
    // A pseudo-terminal that nobody gave a size has none.
    columns: () => streams.stderr.columns || streams.stdout.columns || columnsSaid(env) || COLUMNS,
  };
}

/** `--no-color` and `NO_COLOR` win; `FORCE_COLOR` colours a pipe; else only a terminal that can show colours. */
function hasColour(isTty: boolean, env: EnvironmentVariables, { mayColour }: TerminalSettings): boolean {
  if (!mayColour || (env['NO_COLOR'] ?? '') !== '') return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return isTty && env['TERM'] !== 'dumb';
}

function columnsSaid(env: EnvironmentVariables): number {
  const { COLUMNS: said = '' } = env;
  return /^[1-9][0-9]{0,3}$/.test(said) ? Number(said) : 0;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
