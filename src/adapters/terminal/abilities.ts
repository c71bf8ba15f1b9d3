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
}

export function abilitiesOf(streams: Streams, settings: TerminalSettings): Abilities {
  const { env } = streams;
  const isPlain = env['ACCESSIBLE'] === '1' || env['TERM'] === 'dumb';
  return {
    isPlain,
    canAsk: () => settings.mayAsk && !isOn(env['CI']) && streams.stdin.isTTY === true && streams.stderr.isTTY === true,
    canRedraw: () => !isPlain && !settings.quiet && streams.stderr.isTTY === true,
    hasColour: (stream) => hasColour(streams[stream].isTTY === true, env, settings),
  };
}

/** `--no-color` and `NO_COLOR` win; `FORCE_COLOR` colours a pipe; else only a terminal that can show colours. */
function hasColour(isTty: boolean, env: EnvironmentVariables, { mayColour }: TerminalSettings): boolean {
  if (!mayColour || (env['NO_COLOR'] ?? '') !== '') return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return isTty && env['TERM'] !== 'dumb';
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
