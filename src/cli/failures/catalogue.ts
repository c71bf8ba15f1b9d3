import { LineOpsError } from '../../domain/failure/failure.js';
import type { Failure, FailureCode, Situation, SituationName } from '../../domain/failure/failures.js';
import { describeSystemError, whyOf } from '../../domain/failure/system-errors.js';
import { SITUATIONS } from './situations.js';
import type { Catalogue, FailureText } from './text.js';
import { AUDIENCE_TEXTS } from './texts/audience/audiences.js';
import { CHANNELS_TEXTS } from './texts/channels.js';
import { DELIVERY_TEXTS } from './texts/delivery.js';
import { LINE_TEXTS } from './texts/line.js';
import { MESSAGES_TEXTS } from './texts/messages.js';
import { PLANNING_TEXTS } from './texts/planning.js';
import { RECIPIENTS_TEXTS } from './texts/recipients.js';
import { ROTATION_TEXTS } from './texts/rotation.js';
import { SENDING_TEXTS } from './texts/sending.js';
import { STATE_TEXTS } from './texts/state.js';
import { SURROUNDINGS_TEXTS } from './texts/surroundings.js';
import { SERVER_TEXTS } from './texts/team/server.js';
import { TOKENS_TEXTS } from './texts/tokens.js';
import { VALUES_TEXTS } from './texts/values.js';
import { WEBHOOK_SENDING_TEXTS } from './texts/webhook/sending.js';

const CATALOGUE: Catalogue = {
  ...VALUES_TEXTS,
  ...CHANNELS_TEXTS,
  ...TOKENS_TEXTS,
  ...ROTATION_TEXTS,
  ...DELIVERY_TEXTS,
  ...MESSAGES_TEXTS,
  ...RECIPIENTS_TEXTS,
  ...PLANNING_TEXTS,
  ...AUDIENCE_TEXTS,
  ...SENDING_TEXTS,
  ...STATE_TEXTS,
  ...SERVER_TEXTS,
  ...LINE_TEXTS,
  ...SURROUNDINGS_TEXTS,
  ...WEBHOOK_SENDING_TEXTS,
};

/** What is said about any error: of ours by the catalogue, of the operating system in our words, of a bug its own. */
export function tellFailure(error: unknown): FailureText {
  if (!(error instanceof LineOpsError)) return describeSystemError(error) ?? { message: whyOf(error) };
  return error.situations.reduce((told, situation) => inSituation(told, situation), textOfFailure(error.failure));
}

function textOfFailure<Code extends FailureCode>({ code, facts }: Failure<Code>): FailureText {
  return CATALOGUE[code](facts, tellFailure);
}

function inSituation<Name extends SituationName>(text: FailureText, { name, facts }: Situation<Name>): FailureText {
  return SITUATIONS[name](text, facts, tellFailure);
}
