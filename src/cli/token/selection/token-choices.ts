import { formatDuration, parseDuration } from '../../../domain/text/duration.js';
import { fitted } from '../../../domain/text/text-width.js';
import { visible } from '../../../domain/text/visible.js';
import {
  STATELESS_LIFETIME_SECONDS,
  type TokenRecord,
  type TokenType,
  V21_MAX_LIFETIME_SECONDS,
} from '../../../domain/tokens/token.js';
import { askUntilValid } from '../../asking/ask.js';
import type { Session } from '../../session.js';
import { parseLabel } from '../hand-out/hand-out.js';
import { age, timeLeft } from './token-view.js';

/** What each type is for, in a few words. @see https://developers.line.biz/en/docs/basics/channel-access-token/#channel-access-token-types */
export const TYPE_IS_FOR: Readonly<Record<TokenType, string>> = {
  'v2.1': `recommended: you choose its life, up to ${formatDuration(V21_MAX_LIFETIME_SECONDS * 1000)}; LINE lists it`,
  'short-lived': 'for a channel without an assertion key; LINE ends the oldest at the limit',
  'long-lived': 'not recommended: without an end, a leak has none either',
  stateless: `one for each job: ends after ${STATELESS_LIFETIME_SECONDS / 60} minutes, cannot be revoked`,
};

/** Lets a person pick one token, by age, life left and label. */
export function chooseToken(
  { terminal, deps }: Session,
  question: string,
  tokens: readonly TokenRecord[],
): Promise<TokenRecord> {
  const now = deps.clock.now();
  return terminal.choose(
    question,
    tokens.map((token) => ({ name: choiceName(token, now), value: token })),
  );
}

/** A label longer than this would break the line of a choice on a narrow screen. */
const SHOWN_LABEL_COLUMNS = 24;

/** `t-0abc1def  v2.1, age 3 d, left 27 d  label`. */
function choiceName(token: TokenRecord, now: number): string {
  const { id, type, label } = token;
  const shown = label === null ? null : fitted(visible(label), SHOWN_LABEL_COLUMNS);
  return `${id}  ${type}, age ${age(token, now)}, left ${timeLeft(token, now)}${shown === null ? '' : `  ${shown}`}`;
}

/** A label, or null where the person gives none. */
export function askLabel({ terminal }: Session): Promise<string | null> {
  return askUntilValid(terminal, 'Label: who uses it? (empty for none)', (text) =>
    text === '' ? null : parseLabel(text),
  );
}

const LIVES = ['30d', '14d', '7d', '1d'] as const;

/** How long a v2.1 token is to live, in seconds. */
export function askLife({ terminal }: Session): Promise<number> {
  return terminal.choose(
    'How long does it live?',
    LIVES.map((life) => ({ name: formatDuration(parseDuration(life)), value: parseDuration(life) / 1000 })),
  );
}
