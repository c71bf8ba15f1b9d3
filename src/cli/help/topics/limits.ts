import { rateLimitOf } from '../../../domain/line/rate-limits.js';
import { everyRule } from '../../../domain/messages/registry/explained.js';
import { grouped } from '../../../domain/text/grouped.js';
import { TOKEN_LIMITS } from '../../../domain/tokens/token.js';
import { type Chapter, lines, rows, text } from './content.js';

export function limitsTopic(): readonly Chapter[] {
  const rules = everyRule();
  const limitOf = (name: string) => String(rules.find((rule) => rule.name === name)?.limit ?? '');
  const rates = SENDS.map(([what, method, path]): readonly [string, string] => {
    const { count, periodMs } = rateLimitOf(method, path);
    return [what, `${grouped(count)} requests ${PERIODS[periodMs] ?? `in ${periodMs} ms`}`];
  });
  return [
    {
      title: 'Tokens a channel may have alive, per type',
      blocks: [
        rows(
          ['v2.1', `${TOKEN_LIMITS['v2.1']}; the next issue is refused`],
          [
            'short-lived',
            `${TOKEN_LIMITS['short-lived']}; LINE silently revokes the oldest, line-ops refuses before that`,
          ],
          ['long-lived', `${TOKEN_LIMITS['long-lived']}; issued in the console only`],
          ['stateless', 'no limit; 15 minutes, cannot be revoked'],
        ),
        lines('  https://developers.line.biz/en/docs/basics/channel-access-token/'),
      ],
    },
    {
      title: 'Sending, per channel',
      blocks: [
        rows(...rates, ['retry keys', 'live 24 hours']),
        lines('  https://developers.line.biz/en/reference/messaging-api/#rate-limits'),
      ],
    },
    {
      title: 'A request',
      blocks: [
        rows(
          ['messages', `${limitOf('message-count')} message objects`],
          ['recipients', limitOf('recipient-count')],
          ['size', limitOf('body-size')],
        ),
      ],
    },
    {
      title: 'Messages',
      blocks: [
        text(
          `They are checked against ${rules.length} rules: line-ops message rules lists them, and line-ops message rules <rule> has the limits of one, such as max-length or count.`,
        ),
      ],
    },
  ];
}

const SENDS = [
  ['multicast', 'POST', '/v2/bot/message/multicast'],
  ['push', 'POST', '/v2/bot/message/push'],
  ['narrowcast', 'POST', '/v2/bot/message/narrowcast'],
  ['broadcast', 'POST', '/v2/bot/message/broadcast'],
] as const;

const PERIODS: Readonly<Record<number, string>> = { 1000: 'a second', 60000: 'a minute', 3600000: 'an hour' };
