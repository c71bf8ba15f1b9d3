import { AUDIENCE_FAILURES } from './codes/audience/audiences.js';
import { CHANNELS_FAILURES } from './codes/channels.js';
import { DELIVERY_FAILURES } from './codes/delivery.js';
import { LINE_FAILURES } from './codes/line.js';
import { MESSAGES_FAILURES } from './codes/messages.js';
import { PLANNING_FAILURES } from './codes/planning.js';
import { RECIPIENTS_FAILURES } from './codes/recipients.js';
import { ROTATION_FAILURES } from './codes/rotation.js';
import { SENDING_FAILURES } from './codes/sending.js';
import { STATE_FAILURES } from './codes/state.js';
import { SURROUNDINGS_FAILURES } from './codes/surroundings.js';
import { SERVER_FAILURES } from './codes/team/server.js';
import { TOKENS_FAILURES } from './codes/tokens.js';
import { VALUES_FAILURES } from './codes/values.js';
import { WEBHOOK_SENDING_FAILURES } from './codes/webhook/sending.js';
import type { FailureKind } from './kinds.js';
import type { SituationFacts } from './situations.js';

/** Every code there is, with its kind. What a code carries is in its type. */
export const FAILURES = {
  ...VALUES_FAILURES,
  ...CHANNELS_FAILURES,
  ...TOKENS_FAILURES,
  ...ROTATION_FAILURES,
  ...DELIVERY_FAILURES,
  ...MESSAGES_FAILURES,
  ...RECIPIENTS_FAILURES,
  ...PLANNING_FAILURES,
  ...AUDIENCE_FAILURES,
  ...SENDING_FAILURES,
  ...STATE_FAILURES,
  ...SERVER_FAILURES,
  ...LINE_FAILURES,
  ...SURROUNDINGS_FAILURES,
  ...WEBHOOK_SENDING_FAILURES,
} as const;

type Declarations = typeof FAILURES;

export type FailureCode = keyof Declarations;

/** What a failure of a code carries. */
export type FactsOf = { readonly [Code in FailureCode]: NonNullable<Declarations[Code]['facts']> };

/** A code with its facts. */
export type Failure<Code extends FailureCode = FailureCode> = {
  [Each in Code]: { readonly code: Each; readonly facts: FactsOf[Each] };
}[Code];

/** The codes that are of one kind, wherever they come up. */
export type CodeOfOneKind = {
  [Code in FailureCode]: Declarations[Code]['kind'] extends FailureKind ? Code : never;
}[FailureCode];

export type { SituationFacts } from './situations.js';
export type SituationName = keyof SituationFacts;

/** A situation with its facts. */
export type Situation<Name extends SituationName = SituationName> = {
  [Each in Name]: { readonly name: Each; readonly facts: SituationFacts[Each] };
}[Name];
