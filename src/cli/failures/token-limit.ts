import type { FullInventory } from '../../domain/failure/facts.js';
import { formatDuration } from '../../domain/text/duration.js';
import { tokenName, V21_MAX_LIFETIME_SECONDS } from '../../domain/tokens/token.js';
import type { FailureText } from './text.js';

/** How many tokens a hint names; all of them are in the details. */
const NAMED_IN_HINT = 5;

/** The refusal to issue one more token. */
export function tokenLimitText(inventory: FullInventory): FailureText {
  const { type, active, limit, victim, ground, isKnownHereOnly } = inventory;
  const consequence = victim === null ? '' : `; LINE would end the oldest, ${tokenName(victim)}, without a word`;
  const because = ground === null ? '' : `: ${GROUNDS[ground]}`;
  return {
    message: `${active} of ${limit} ${type} tokens are ${isKnownHereOnly ? 'known here to be alive' : 'alive'}${consequence}${because}`,
    hint: hintFor(inventory),
  };
}

const GROUNDS: Readonly<Record<NonNullable<FullInventory['ground']>, string>> = {
  listLags: 'LINE answered that no more can be issued; its key-ID list may lag behind',
  noneStored: 'none of the live tokens has its string stored here, so none can be revoked',
};

/**
 * A way out that works: a token is ended by its string alone, so that those of other systems cannot be ended from here.
 */
function hintFor(inventory: FullInventory): string {
  const { live, foreign } = inventory;
  const list = live.slice(0, NAMED_IN_HINT).map(tokenName).join(', ');
  const rest = NAMED_IN_HINT < live.length ? `, and ${live.length - NAMED_IN_HINT} more` : '';
  const oldest = live.length === 0 ? '' : ` Oldest first: ${list}${rest}.`;
  return `${adviceFor(inventory)}${oldest}${foreign === 0 ? '' : ` ${foreign} of them were not issued here.`}`;
}

function adviceFor({ type, canEndOne, firstEndsInMs }: FullInventory): string {
  const end = canEndOne
    ? 'Revoke one with "line-ops token revoke <id>"'
    : 'No string of them is stored here: whoever has one pipes it into "line-ops token revoke --stdin"';
  switch (type) {
    case 'v2.1':
      return canEndOne
        ? `${end}, or add --revoke-oldest to "line-ops token issue".`
        : `${end}; or wait ${firstEnd(firstEndsInMs)}; or take a token that needs no place: --type stateless.`;
    case 'short-lived':
      return `${end}, or add --allow-eviction to "line-ops token issue".`;
    case 'long-lived':
    case 'stateless':
      return `${end}.`;
  }
}

function firstEnd(inMs: number | null): string {
  return inMs === null
    ? `until the first expires, within ${V21_MAX_LIFETIME_SECONDS / (24 * 60 * 60)} days`
    : `until the first known one expires, in ${formatDuration(inMs)}`;
}
