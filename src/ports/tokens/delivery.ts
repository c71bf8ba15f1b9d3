import type { ChannelAccessToken } from '../../domain/line/secret.js';
import type { OutsideTarget } from '../../domain/tokens/delivery-target.js';
import type { CommandBounds, CommandEnd } from '../command.js';

/** How commands and files that get a token are heard of. */
export interface DeliveryObserver {
  /** A line that a command printed; not redacted so far. */
  say(line: string): void;
  /** Makes the log of a workflow hide the token, before anything else could show it. */
  mask(token: ChannelAccessToken): void;
}

/** What a place holds now. */
export type Place =
  /** What a command has done with a token cannot be looked at. */
  | { readonly type: 'untold' }
  | { readonly type: 'missing' }
  /** It may use a token other than the one that can be read and replaced: `why` is said of that line, or of the place. */
  | { readonly type: 'unclear'; readonly line: number | null; readonly why: string }
  /** Each of them, where it is there more than once; none where the variable is empty or not set. */
  | { readonly type: 'readable'; readonly held: readonly ChannelAccessToken[] };

/** What a delivery that is taken back puts in the new token's place. */
interface TakenBack {
  /** What `remember` answered; null where there was nothing. */
  readonly before: string | null;
  readonly delivered: ChannelAccessToken;
  /** The old token; null where its string is not known. */
  readonly previous: ChannelAccessToken | null;
}

/** Takes tokens to the places where they are used. */
export interface TokenDelivery {
  /**
   * The target with its path made absolute. Changes nothing.
   *
   * @throws {LineOpsError} `usage` when a delivery there cannot work, or would lose something.
   */
  prepare(target: OutsideTarget): Promise<OutsideTarget>;
  /**
   * What the place holds. `old` is the token that nothing there may use once it has got another one; null where that
   * string is not known.
   */
  look(target: OutsideTarget, old: ChannelAccessToken | null): Promise<Place>;
  /** What the place holds now, so that it can be put back. It may hold secrets. Null where there is nothing to keep. */
  remember(target: OutsideTarget): Promise<string | null>;
  /**
   * May be repeated.
   *
   * @param from the tokens that it may take the place of; a place that holds another one by now is left as it is.
   * @throws {LineOpsError} `failure` when the place did not take the token.
   */
  deliver(
    target: OutsideTarget,
    token: ChannelAccessToken,
    from: readonly ChannelAccessToken[],
    observer: DeliveryObserver,
    bounds: CommandBounds,
  ): Promise<void>;
  /** May be repeated. What others have written meanwhile stays. @throws {LineOpsError} `failure` when the place may still hold the new token. */
  takeBack(target: OutsideTarget, change: TakenBack, observer: DeliveryObserver, bounds: CommandBounds): Promise<void>;
  /** Runs the operator's check with the token in `LINE_CHANNEL_ACCESS_TOKEN`. */
  check(
    command: string,
    token: ChannelAccessToken,
    observer: DeliveryObserver,
    bounds: CommandBounds,
  ): Promise<CommandEnd>;
}
