import type { HandOutEnd, Problem, SentBy } from './facts.js';

type None = Readonly<Record<string, never>>;

/** What was being done when a failure of any code struck, and what it means there. */
export interface SituationFacts {
  /** LINE was asked to end a token, and nobody knows that it has. */
  readonly endNotProven: None;
  /** A token was issued that cannot be written down. */
  readonly notRecorded: {
    readonly type: string;
    readonly channel: string;
    readonly id: string;
    readonly isRevoked: boolean;
  };
  /** LINE was to tell its time before a token was asked for. */
  readonly timeFirst: None;
  /** A push is written down before it leaves. */
  readonly pushUnsent: None;
  /** The token has ended, which is proven, and that cannot be written down. */
  readonly endNotRecorded: { readonly name: string };
  /** LINE refuses a token that was issued a moment ago. */
  readonly freshTokenRefused: None;
  /** No other token can be had in place of a refused one. */
  readonly noOtherToken: { readonly problem: Problem };
  /** Of several tokens this one stood in the way. */
  readonly nothingRevoked: { readonly id: unknown; readonly code: string };
  /** It was taken back; the sentences tell which places somebody else has changed. */
  readonly rolledBack: { readonly oldId: string | null; readonly altered: readonly string[] };
  /** `ownWay` where the failure says itself how it goes on. */
  readonly toBeResumed: { readonly token: string; readonly isInGrace: boolean; readonly ownWay: boolean };
  /** A rotation needs a place for one more token. */
  readonly roomForRotation: None;
  /** The webhook endpoint is set. */
  readonly notReadBack: None;
  /** A list was being uploaded to an audience; `isRefused` where LINE said no to a part of it. */
  readonly uploadStopped: { readonly accepted: number; readonly people: number; readonly isRefused: boolean };
  /** LINE was asked how many friends there are. */
  readonly friendsUnknown: None;
  /** A run ended before it could report; `isNamed` where its broadcast is to be named. */
  readonly runStopped: { readonly id: string; readonly code: string; readonly isNamed: boolean };
  /** A broadcast ended, or goes on later, with people who have it and people who have not. */
  readonly leftUnfinished: { readonly id: string; readonly via: SentBy };
  /** A push ended so. */
  readonly pushStopped: { readonly id: string };
  /** The private key is kept; its public half is no secret. */
  readonly keyNotShown: { readonly publicJwk: Readonly<Record<string, unknown>> };
  /** The token is shown, and its string cannot be stored. */
  readonly shownNotStored: { readonly id: string; readonly type: string };
  /** Stdout did not take a token; what became of it. */
  readonly tokenNotTaken: HandOutEnd;
  /** Tokens of the channel that only LINE knows of. */
  readonly listNotRead: { readonly label: string };
  /** LINE was asked who follows the account. */
  readonly followersNotNamed: None;
  /** A request that changes something was made, and its answer says nothing of it. */
  readonly mayBeDone: None;
  /** One channel of several. */
  readonly oneOfChannels: ChannelsNotRead;
}

/** Which channels could not be read, of how many. */
export interface ChannelsNotRead {
  readonly failed: readonly { readonly name: string; readonly problem: Problem }[];
  readonly all: number;
}
