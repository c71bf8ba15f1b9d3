/** What may have happened to a body between LINE and the check of its signature. */
export type Alteration =
  | 'byte-order-mark'
  | 'line-end-added'
  | 'line-end-lost'
  | 'line-ends-changed'
  | 'quoted'
  | 'reserialised'
  | 'keys-sorted'
  | 'escapes-changed'
  | 'encoding-changed';

/** A text as it may have been before it was altered. */
export type EarlierText = readonly [alteration: Alteration, text: string];
