/** What one send request came to, by evidence alone: see `evidence.ts`. */
export type SendReply =
  | { readonly type: 'accepted'; readonly requestId: string }
  /** LINE took an earlier request under the same retry key. */
  | { readonly type: 'alreadyAccepted'; readonly requestId: string | null; readonly acceptedRequestId: string }
  /** LINE said no, in a 4xx that no other row names. */
  | {
      readonly type: 'refused';
      readonly status: number;
      readonly requestId: string;
      readonly problem: string;
      readonly details: readonly { readonly property: string | null; readonly message: string | null }[];
    }
  | { readonly type: 'unauthorised'; readonly requestId: string; readonly problem: string }
  | { readonly type: 'tooMany'; readonly requestId: string; readonly problem: string }
  /** It certainly was not taken, and LINE said nothing of use: most often it never left. */
  | { readonly type: 'notTaken'; readonly why: string }
  /** LINE may have it, or not. */
  | {
      readonly type: 'doubt';
      readonly why: string;
      readonly requestId: string | null;
      /** Where an answer came that is not LINE's: who may have given it, such as a proxy. Null for LINE's, and for none. */
      readonly stranger: string | null;
    };
