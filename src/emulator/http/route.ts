import type { Platform } from '../control/platform.js';
import type { EmulatorState } from '../state/state.js';
import type { Answer } from './answer.js';
import type { LineRequest } from './line-request.js';

type LineHandler = (state: EmulatorState, request: LineRequest) => Answer | Promise<Answer>;

/** What a request under `/_emulator/` is about: one channel, or the platform as a whole. */
export interface Addressed {
  readonly platform: Platform;
  /** The channel of `?channel=<id>`; the first where none is named. */
  readonly state: EmulatorState;
}

/** Answers a request under `/_emulator/`. These are the emulator's own; LINE has nothing like them. */
export type ControlHandler = (addressed: Addressed, request: LineRequest) => Answer | Promise<Answer>;

interface RoutePath {
  /** Short name, for faults and counts. */
  readonly name: string;
  readonly method: string;
  /** `{name}` stands for one segment. */
  readonly path: string;
  /** Whether it takes files, as the data host does: their bodies may be larger. */
  readonly takesFiles?: true;
}

/**
 * One endpoint. `bearer` needs a channel access token, `open` proves itself by its parameters, `retryable` is a `bearer`
 * that takes a retry key, `control` is the emulator's own and knows neither limits nor faults.
 */
export type Route =
  | (RoutePath & { readonly access: 'bearer' | 'open' | 'retryable'; readonly handle: LineHandler })
  | (RoutePath & { readonly access: 'control'; readonly handle: ControlHandler });

/** The beginning of the Messaging API's paths. */
export const BOT = '/v2/bot';
/** The beginning of the paths about messages. */
export const MESSAGE = `${BOT}/message`;

/** An endpoint that proves itself by its parameters: it needs no token. */
export function open(name: string, method: string, path: string, handle: LineHandler): Route {
  return { name, method, path, access: 'open', handle };
}

/** An endpoint that needs a channel access token. */
export function bearer(name: string, method: string, path: string, handle: LineHandler): Route {
  return { name, method, path, access: 'bearer', handle };
}

/** An endpoint that needs a channel access token and takes files. */
export function large(name: string, method: string, path: string, handle: LineHandler): Route {
  return { name, method, path, access: 'bearer', handle, takesFiles: true };
}

/** An endpoint that needs a channel access token and takes a retry key. */
export function retryable(name: string, path: string, handle: LineHandler): Route {
  return { name, method: 'POST', path, access: 'retryable', handle };
}

/** An endpoint of the emulator's own, by what stands behind `/_emulator/`. */
export function control(method: string, name: string, handle: ControlHandler): Route {
  return { name, method, path: `/_emulator/${name}`, access: 'control', handle };
}
