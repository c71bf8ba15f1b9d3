import type { EnvironmentVariables } from './host.js';

/** Where a command's output goes: its stdout to one of our streams and its stderr to ours, or both to who takes its lines. */
export type CommandOutput = 'stdout' | 'stderr' | ((line: string) => void);

/** What ends a command that does not end by itself. */
export interface CommandBounds {
  /** Null for as long as it takes. */
  readonly timeoutMs: number | null;
  /** Fired to have it end: with the signal that its reason stands for, and then for certain. */
  readonly stop: AbortSignal | null;
}

export interface CommandEnd {
  /** 128 and the signal's number where one ended it. */
  readonly status: number;
  readonly endedBy: 'itself' | 'timeout' | 'stop';
}

/** What a command that reads its stdin gets. */
export interface CommandInput {
  readonly env: EnvironmentVariables;
  readonly line: string;
  readonly bounds: CommandBounds;
}
