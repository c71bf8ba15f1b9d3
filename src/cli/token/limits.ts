import { formatDuration } from '../../domain/text/duration.js';
import {
  SHORT_LIVED_LIFETIME_SECONDS,
  STATELESS_LIFETIME_SECONDS,
  TOKEN_TYPES,
  type TokenType,
  V21_MAX_LIFETIME_SECONDS,
} from '../../domain/tokens/token.js';
import { isKnownHereOnly } from '../../domain/tokens/token-inventory.js';
import { requireChannelId } from '../../usecases/channels/channel.js';
import { readInventory } from '../../usecases/tokens/token-inventory.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { verb } from '../verb.js';
import { TYPE_IS_FOR } from './selection/token-choices.js';
import { limitsJson, ofLimit } from './selection/token-view.js';

const lifeOf = (seconds: number): string => formatDuration(seconds * 1000);

/** How each type lives. @see https://developers.line.biz/en/docs/basics/channel-access-token/#channel-access-token-types */
const ABOUT: Readonly<Record<TokenType, { readonly life: string; readonly atTheLimit: string }>> = {
  'v2.1': { life: `up to ${lifeOf(V21_MAX_LIFETIME_SECONDS)}`, atTheLimit: 'LINE refuses' },
  'short-lived': {
    life: lifeOf(SHORT_LIVED_LIFETIME_SECONDS),
    atTheLimit: 'LINE ends the oldest',
  },
  'long-lived': { life: 'no end', atTheLimit: 'LINE ends the old one' },
  stateless: { life: lifeOf(STATELESS_LIFETIME_SECONDS), atTheLimit: '-' },
};

export const tokenLimits = verb({
  path: 'token limits',
  summary: 'show how many tokens of each type are alive, and what happens at the limit',
  args: {},
  options: {},
  examples: [{ line: 'token limits', does: 'of the current channel, and what each type is for' }],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/token-limits@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/docs/basics/channel-access-token/'],
  run: limits,
});

async function limits(session: Session): Promise<void> {
  const atLine = await session.atLine();
  const inventory = await readInventory(atLine);
  await show(session, {
    schema: 'line-ops/token-limits@1',
    json: {
      channelId: requireChannelId(atLine.channel),
      limits: limitsJson(inventory),
      unknownKeyIds: inventory.unknownKeyIds,
    },
    text: (paint) =>
      [
        paint.table(
          ['TYPE', { title: 'ALIVE', foldTo: 8 }, { title: 'LIFE', foldTo: 8 }, { title: 'AT THE LIMIT', foldTo: 12 }],
          TOKEN_TYPES.map((type) => [
            type,
            `${ofLimit(inventory.active[type], type)}${isKnownHereOnly(inventory, type) ? ' known here' : ''}`,
            ABOUT[type].life,
            ABOUT[type].atTheLimit,
          ]),
        ),
        '',
        ...paint
          .table(
            [],
            TOKEN_TYPES.map((type) => [type, TYPE_IS_FOR[type]]),
          )
          .split('\n'),
      ].join('\n'),
  });
}
