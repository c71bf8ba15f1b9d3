import type { Deps } from '../ports/deps.js';
import type { Terminal } from '../ports/terminal.js';
import type { Channel } from '../usecases/channels/channel.js';
import type { ChannelAtLine } from '../usecases/channels/channel-at-line.js';
import { ndjsonTerminal } from './output/ndjson-terminal.js';
import type { Globals } from './program/globals.js';

/** One command line at work: everything outside, what was asked for, and the channel, each found out once. */
export interface Session {
  readonly deps: Deps;
  readonly globals: Globals;
  readonly terminal: Terminal;
  /**
   * The channel that the option, the environment or the configuration names.
   *
   * @throws {LineOpsError} `auth` where there is none.
   */
  channel(): Promise<Channel>;
  /** That channel, LINE, and the tokens to call it with. No request is made by asking for it. */
  atLine(): Promise<ChannelAtLine>;
  /** The same command line on another configured channel. */
  on(channel: string): Session;
}

export function createSession(deps: Deps, globals: Globals, terminal = openTerminal(deps, globals)): Session {
  // Loaded when first asked for: help and errors need neither channels nor tokens.
  const channel = once(async () => (await import('./channel/channel-at-line.js')).findChannel(globals, deps));
  const atLine = once(async () =>
    (await import('./channel/channel-at-line.js')).callLine(await channel(), { deps, terminal }),
  );
  return {
    deps,
    globals,
    terminal,
    channel,
    atLine,
    on: (name) => createSession(deps, { ...globals, channel: name, channels: [name] }, terminal),
  };
}

function once<Value>(find: () => Promise<Value>): () => Promise<Value> {
  let found: Promise<Value> | null = null;
  return () => {
    found ??= find();
    return found;
  };
}

/** Opens the terminal that the global options describe. */
export function openTerminal(deps: Deps, globals: Globals): Terminal {
  const terminal = deps.terminal({
    mayAsk: globals.input && !globals.json && globals.stderr === 'text',
    mayColour: globals.color,
    quiet: globals.quiet,
    verbose: globals.verbose,
  });
  return globals.stderr === 'text' ? terminal : ndjsonTerminal(terminal, deps.clock);
}
