import type { EmulatorOptions } from '../../../src/emulator/settings.js';
import type { Sdk } from '../../emulator/sdk-calls.js';
import type { RecordingBot } from '../traffic/recorded-emulator.js';

/** The emulator that is asked, the SDK's clients for it, and a bot server that nobody has told it of. */
export interface World extends Sdk {
  readonly bot: RecordingBot;
}

/** What a request consists of; it carries the live token where the operation takes one. */
export interface Parts {
  /** What stands in the path, by name. */
  readonly path?: Readonly<Record<string, string | number>>;
  /** Several values of one name in a list. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly form?: Readonly<Record<string, string>>;
  /** `file` is the text of the file. */
  readonly formData?: Readonly<Record<string, string | number | boolean>>;
  readonly json?: unknown;
  readonly bytes?: { readonly type: string; readonly content: Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
}

/** The parts, or how they are made in a prepared world. */
export type Request<W> = Parts | ((world: W) => Parts | Promise<Parts>);

/**
 * A request that LINE documents a refusal for. `answer` is the message, or the whole body; null where the reference
 * shows none.
 */
export type Refusal<W> = readonly [status: number, answer: unknown, request: Request<W>];

/** One operation of LINE's files: what is asked, and what is answered. */
export interface Row<W> {
  /** Has the form that LINE asks for, and is answered with success. Also what the refusals of any operation are tried with. */
  readonly request: Request<W>;
  /** The whole body of that success, where more is to be said of it than its form. */
  readonly answer?: unknown;
  /** Other requests that succeed. */
  readonly also?: readonly Request<W>[];
  readonly refusals?: readonly Refusal<W>[];
  /** What an ordinary account gets in place of a success, and what it would need. */
  readonly onlyRefused?: { readonly status: number; readonly answer: unknown; readonly needs: string };
}

/** An account of another kind, or one that did something first, and what it is refused. */
interface OtherWorld {
  readonly account?: EmulatorOptions;
  readonly prepare?: (world: World) => Promise<void>;
  readonly refusals: Readonly<Record<string, Refusal<World>>>;
}

/** The operations of one area, in the order in which they are asked. */
export interface AreaDefinition<Prepared> {
  readonly name: string;
  readonly account?: EmulatorOptions;
  /** Makes what the requests need. All that it asks must succeed. */
  readonly prepare: (world: World) => Promise<Prepared>;
  /** By operation, as LINE's files name it. */
  readonly rows: Readonly<Record<string, Row<World & Prepared>>>;
  readonly otherWorlds?: readonly OtherWorld[];
}

/** A body that tells of one place in the request. */
export function oneError(property: string, message: string): unknown {
  return { message: 'The request body has 1 error(s)', details: [{ message, property }] };
}

/** An error of the token endpoints. */
export function oauth(error: string, description: string): unknown {
  return { error, error_description: description };
}
