/**
 * How far a request got that brought no answer. Told by the step that failed, never by an error code: `ECONNRESET` or
 * `ECONNABORTED` may come from any of them.
 *
 * - `unbuilt`: it could not be put together, for example a header that no request can carry.
 * - `unresolved`, `unconnected`: the name was not found, or nobody took the connection.
 * - `proxyRefused`: a proxy did not open the way.
 * - `insecure`: the TLS handshake never completed.
 * - `written`: it was handed to an open connection. Whatever came after that, the other side may have it.
 */
export type Reached = 'unbuilt' | 'unresolved' | 'unconnected' | 'proxyRefused' | 'insecure' | 'written';

/** What one attempt came to, as far as anybody can see it from here. */
export type Outcome =
  | {
      readonly type: 'answer';
      readonly status: number;
      /** `x-line-request-id`: LINE puts it on every answer of the Messaging API, refusals included. @see https://developers.line.biz/en/reference/messaging-api/#response-headers */
      readonly requestId: string | null;
      /** `x-line-accepted-request-id`: on every 409 of a retry key. @see https://developers.line.biz/en/reference/messaging-api/#retry-api-request-response */
      readonly acceptedRequestId: string | null;
      /** False where the answer broke off behind its headers. */
      readonly isWhole: boolean;
    }
  | { readonly type: 'noAnswer'; readonly reached: Reached };

/** What an attempt to send proves. */
export type SendEvidence =
  | { readonly type: 'accepted'; readonly requestId: string }
  /** LINE took an earlier attempt under the same retry key. */
  | { readonly type: 'acceptedBefore'; readonly requestId: string | null; readonly acceptedRequestId: string }
  /** LINE has certainly not taken this attempt, and said nothing that could be acted on. */
  | { readonly type: 'notTaken' }
  /** LINE said no. */
  | { readonly type: 'refused'; readonly status: number; readonly requestId: string }
  | { readonly type: 'unauthorised'; readonly requestId: string }
  | { readonly type: 'tooMany'; readonly requestId: string }
  /** Nobody can tell; the same key may be asked again. `isStrange`: an answer came, and it is not LINE's. */
  | { readonly type: 'doubt'; readonly isStrange: boolean };

/** Whether a failed request may have reached LINE all the same. */
export function mayHaveArrived(reached: Reached): boolean {
  return reached === 'written';
}

/**
 * What one attempt of push, multicast, narrowcast or broadcast proves, by this attempt alone. What lacks LINE's headers
 * comes from something in between, whatever its status: it says nothing of what LINE did.
 */
export function sendEvidence(outcome: Outcome): SendEvidence {
  if (outcome.type === 'noAnswer')
    return mayHaveArrived(outcome.reached) ? { type: 'doubt', isStrange: false } : { type: 'notTaken' };
  const { status, requestId, acceptedRequestId, isWhole } = outcome;
  if (status === 409) {
    return acceptedRequestId === null
      ? { type: 'doubt', isStrange: true }
      : { type: 'acceptedBefore', requestId, acceptedRequestId };
  }
  if (requestId === null) return { type: 'doubt', isStrange: true };
  if (400 <= status && status < 500) return refusal(status, requestId, isWhole);
  // A yes that broke off is asked again under its key, which costs nothing: the 409 that follows is a whole answer.
  return 200 <= status && status < 300 && isWhole
    ? { type: 'accepted', requestId }
    : { type: 'doubt', isStrange: false };
}

/** Status and headers of a no are enough, but where the lost half of it says whom or what LINE refuses. */
function refusal(status: number, requestId: string, isWhole: boolean): SendEvidence {
  if (status === 401) return { type: 'unauthorised', requestId };
  if (status === 429) return { type: 'tooMany', requestId };
  return isWhole ? { type: 'refused', status, requestId } : { type: 'notTaken' };
}

/**
 * Whether a 4xx of any other endpoint is LINE's word. LINE promises the request ID for the Messaging API only, so that an
 * error in a documented form proves it too: the page of a gateway has neither.
 */
export function isLinesRefusal({
  status,
  requestId,
  isDocumented,
}: {
  readonly status: number;
  readonly requestId: string | null;
  /** The body is one of LINE's two error forms. @see https://developers.line.biz/en/reference/messaging-api/#error-responses */
  readonly isDocumented: boolean;
}): boolean {
  return 400 <= status && status < 500 && (requestId !== null || isDocumented);
}
