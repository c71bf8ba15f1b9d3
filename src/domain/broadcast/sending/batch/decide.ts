/** LINE remembers a retry key this long after the first request. @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
export const RETRY_KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A retry key is given up this long before its end: a request on its way, and clocks that differ, must not meet it. */
const RETRY_KEY_MARGIN_MS = 2 * 60 * 1000;

/** What came back for one attempt, as far as the decision goes. */
export type Answer =
  | { readonly type: 'accepted' }
  | { readonly type: 'alreadyAccepted' }
  /** LINE may have taken it. */
  | { readonly type: 'doubt' }
  /** LINE certainly did not take it: most often it never left. */
  | { readonly type: 'notTaken' }
  | { readonly type: 'unauthorised' }
  | { readonly type: 'tooMany' }
  /** Another 4xx. */
  | {
      readonly type: 'refused';
      /** Positions in `to` that LINE found fault with; empty when it named none, or something else. */
      readonly namedRecipients: readonly number[];
      /** It named nothing else either: recipients may be at fault all the same. */
      readonly mayBeRecipients: boolean;
    };

/** What is known of a batch when an answer arrives. */
export interface AttemptFacts {
  /** Whether the run is patient enough for another attempt. */
  readonly isPatient: boolean;
  /** An earlier attempt under this retry key got no clear answer: LINE may have accepted it. */
  readonly wasInDoubt: boolean;
  /** Milliseconds since this retry key may first have reached LINE. */
  readonly keyAgeMs: number;
  /** The key came from elsewhere, and this is the first time that these bytes were sent under it. */
  readonly isKeyForeign: boolean;
}

export type NextStep =
  | { readonly do: 'accept'; readonly wasConflict: boolean }
  /** LINE had accepted another request under this key, and so did not take this one. */
  | { readonly do: 'giveKeyUp' }
  /** Send the same bytes under the same key again. `inDoubt`: LINE may have accepted them already. */
  | { readonly do: 'retry'; readonly inDoubt: boolean }
  /** Enough for this run; the same key can be sent again by the next. */
  | { readonly do: 'leave'; readonly inDoubt: boolean }
  | { readonly do: 'renewToken'; readonly inDoubt: boolean }
  /** Ask the quota endpoints which limit it was. */
  | { readonly do: 'tellLimitsApart'; readonly inDoubt: boolean }
  | { readonly do: 'setAside'; readonly recipients: readonly number[] }
  /** LINE said no to a batch of many, and not to whom: find out. */
  | { readonly do: 'search' }
  /** LINE said no, and nothing is in doubt. The broadcast stops before the next batch. */
  | { readonly do: 'refuse' }
  /** Nobody can tell, and sending again could deliver twice. `stops` when LINE also said no. */
  | { readonly do: 'giveUpAsUnknown'; readonly stops: boolean };

/**
 * What follows one answer to a send request. "Unknown" is an outcome of its own: a batch that LINE may have accepted
 * is never called refused and never gets a new retry key.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
 */
export function decideNextStep(answer: Answer, facts: AttemptFacts): NextStep {
  const { wasInDoubt } = facts;
  switch (answer.type) {
    case 'accepted':
      return { do: 'accept', wasConflict: false };
    case 'alreadyAccepted':
      return facts.isKeyForeign ? { do: 'giveKeyUp' } : { do: 'accept', wasConflict: true };
    case 'doubt':
      return repeat(facts, true);
    case 'notTaken':
      return repeat(facts, wasInDoubt);
    case 'unauthorised':
      return { do: 'renewToken', inDoubt: wasInDoubt };
    case 'tooMany':
      return { do: 'tellLimitsApart', inDoubt: wasInDoubt };
    case 'refused': {
      const namesRecipients = answer.namedRecipients.length > 0;
      if (wasInDoubt) return { do: 'giveUpAsUnknown', stops: !namesRecipients };
      if (namesRecipients) return { do: 'setAside', recipients: answer.namedRecipients };
      return answer.mayBeRecipients ? { do: 'search' } : { do: 'refuse' };
    }
  }
}

function repeat(facts: AttemptFacts, inDoubt: boolean): NextStep {
  if (inDoubt && isKeyTooOld(facts.keyAgeMs)) return { do: 'giveUpAsUnknown', stops: false };
  return facts.isPatient ? { do: 'retry', inDoubt } : { do: 'leave', inDoubt };
}

/** Whether LINE may have forgotten the key, so that sending it again could deliver twice. */
export function isKeyTooOld(keyAgeMs: number): boolean {
  // A negative age comes from a clock that was set back: how old the key really is cannot be told.
  return keyAgeMs < 0 || RETRY_KEY_LIFETIME_MS - RETRY_KEY_MARGIN_MS <= keyAgeMs;
}

/** How long to wait after the first failed attempt, and at most. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Exponential with full jitter over its upper half: `chance` is from 0 up to 1. In milliseconds. */
export function backoffMs(attempt: number, chance: number, { firstMs, longestMs }: Backoff): number {
  const full = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + chance / 2));
}

const NAMED_RECIPIENT = /\bto\[(\d+)\]/g;
const ONLY_A_RECIPIENT = /^to\[\d+\]$/;

/** A position in `to` and what LINE says of it. */
export interface NamedRecipient {
  readonly position: number;
  readonly reason: string;
}

/**
 * The recipients that a 400 names, for example in `The property, to[1], in the request body is invalid`, or in one of
 * its details; each with the detail's own words where it has some. By position. Empty when it names anything else
 * beside, or a position the batch does not have: then it is not about recipients.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message-error-response
 */
export function namedRecipients(
  problem: string,
  details: readonly { readonly property: string | null; readonly message: string | null }[],
  batchSize: number,
): readonly NamedRecipient[] {
  if (details.some(({ property }) => property !== null && !ONLY_A_RECIPIENT.test(property))) return [];
  const inDetails = details.flatMap(({ property, message }) =>
    positionsIn(property ?? message ?? '').map((position) => ({ position, reason: message || problem })),
  );
  const named =
    inDetails.length > 0 ? inDetails : positionsIn(problem).map((position) => ({ position, reason: problem }));
  if (named.some(({ position }) => batchSize <= position)) return [];
  // Of two words on the same recipient the first is kept.
  const byPosition = new Map(named.toReversed().map((recipient) => [recipient.position, recipient] as const));
  return [...byPosition.values()].sort((a, b) => a.position - b.position);
}

/** The property that a documented sentence of LINE names. @see https://developers.line.biz/en/reference/messaging-api/#error-messages */
const NAMED_PROPERTY = /\bThe property, '?([^,']+)'?,/;
const RECIPIENTS = /^to(\[\d+\])?$/;

/** Whether a 400 names nothing but recipients, or nothing at all. */
export function mayBeAboutRecipients(
  problem: string,
  details: readonly { readonly property: string | null }[],
): boolean {
  const named = [NAMED_PROPERTY.exec(problem)?.[1] ?? null, ...details.map(({ property }) => property)];
  return named.every((property) => property === null || RECIPIENTS.test(property));
}

function positionsIn(text: string): readonly number[] {
  return [...text.matchAll(NAMED_RECIPIENT)].map((match) => Number(match[1]));
}
