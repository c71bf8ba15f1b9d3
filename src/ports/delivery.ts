import type { ChannelAccessToken } from '../domain/secret.js';
import type { OutsideTarget } from '../domain/tokens/delivery-target.js';

/** How commands and files that get a token are heard of. */
export interface DeliveryVoice {
  /** A line that a command printed; not redacted so far. */
  say(line: string): void;
  /** Makes the log of a workflow hide the token, before anything else could show it. */
  mask(token: ChannelAccessToken): void;
}

/** What a delivery that is taken back puts in the new token's place. */
export interface TakenBack {
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
   * @throws {LineOpsError} `usage` when a delivery there cannot work.
   */
  prepare(target: OutsideTarget): Promise<OutsideTarget>;
  /** What the place holds now, so that it can be put back. It may hold secrets. Null where there is nothing to keep. */
  remember(target: OutsideTarget): Promise<string | null>;
  /** May be repeated. @throws {LineOpsError} `failure` when the place did not take the token. */
  deliver(target: OutsideTarget, token: ChannelAccessToken, voice: DeliveryVoice): Promise<void>;
  /** May be repeated. @throws {LineOpsError} `failure` when the place may still hold the new token. */
  takeBack(target: OutsideTarget, change: TakenBack, voice: DeliveryVoice): Promise<void>;
  /** Runs the operator's check with the token in `LINE_CHANNEL_ACCESS_TOKEN`, and answers its exit status. */
  check(command: string, token: ChannelAccessToken, voice: DeliveryVoice): Promise<number>;
}
