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
