import { STAGED_ABOVE_RECIPIENTS } from '../../broadcast/planning/warnings.js';
import { doubtful, failing, passed, unknowable, type Verdict } from '../../examination/examination.js';
import { clockDifference } from '../../line/line-time.js';
import { grouped } from '../../text/grouped.js';

/**
 * @param lineAheadMs LINE's clock minus ours; null where LINE has not told it.
 * @param serverAheadMs that of the state server minus ours; null where there is none, or nobody can tell.
 */
export function clockVerdict(lineAheadMs: number | null, serverAheadMs: number | null = null): Verdict {
  if (lineAheadMs === null) return unknowable('LINE has not answered, and so not told its time');
  const own = clockDifference(lineAheadMs);
  const servers = serverAheadMs === null ? null : clockDifference(lineAheadMs - serverAheadMs);
  const differences = [
    ...(own === null ? [] : [own]),
    ...(servers === null ? [] : [`that of the state server is ${servers}`]),
  ];
  if (differences.length > 0) return doubtful(differences.join('; '), 'Have it set by a time server (NTP).');
  return passed(`within a minute of LINE's${serverAheadMs === null ? '' : ', as that of the state server is'}`);
}

/** What LINE says of the bot that a token is of, and what the channel should be. */
interface BotFacts {
  readonly userId: string;
  readonly displayName: string | null;
  readonly basicId: string | null;
  readonly chatMode: string | null;
  /** What was learned when the channel was added; null where nothing was. */
  readonly expectedUserId: string | null;
}

export function botVerdict({ userId, displayName, basicId, chatMode, expectedUserId }: BotFacts): Verdict {
  const name = [displayName, basicId === null ? null : `(${basicId})`].filter((part) => part !== null).join(' ');
  if (expectedUserId !== null && expectedUserId !== userId)
    return failing(
      `the token is of another bot: ${name}, ${userId} in place of ${expectedUserId}`,
      'Take LINE_CHANNEL_ACCESS_TOKEN away, or name the channel that it is of.',
    );
  const chat = chatMode === null ? '' : `, chat ${chatMode === 'chat' ? 'on' : 'off'}`;
  return passed(`${name || userId}${chat}`);
}

/** This month's messages. */
interface QuotaFacts {
  /** Null where LINE sets none. */
  readonly limit: number | null;
  /** Approximate, says LINE. */
  readonly used: number;
}

/** Below this share of the limit the rest is called nearly used. */
const NEARLY_USED = 0.1;

export function quotaVerdict({ limit, used }: QuotaFacts): Verdict {
  if (limit === null) return passed(`no limit; about ${grouped(used)} used`);
  const left = Math.max(0, limit - used);
  const said = `${grouped(left)} of ${grouped(limit)} left`;
  if (left === 0) return doubtful(said, 'Nothing more is sent this month: buy more messages, or wait for the next.');
  if (left < limit * NEARLY_USED) return doubtful(said, 'Buy more messages before a send that needs them.');
  return passed(said);
}

/** @param friends who can be reached; null where LINE has no figure. */
export function stagesVerdict(friends: number | null): Verdict {
  if (friends === null) return unknowable('LINE has no figure of the friends for the last days');
  const said = `${grouped(friends)} friends`;
  if (friends <= STAGED_ABOVE_RECIPIENTS)
    return passed(`${said}; the rule is for over ${grouped(STAGED_ABOVE_RECIPIENTS)}`);
  return doubtful(
    `${said}: LINE asks such accounts to send in stages`,
    'Give --stages 1%,10%,rest --interval 10m to line-ops broadcast send, and see that the servers behind its links take it.',
  );
}
