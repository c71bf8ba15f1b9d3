import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { parseNotifyTarget } from '../../domain/notifying/target.js';
import { formatDuration, parseDuration } from '../../domain/text/duration.js';
import { visible } from '../../domain/text/visible.js';
import { tokenName } from '../../domain/tokens/token.js';
import type { CheckedToken, TokenFinding } from '../../domain/tokens/token-health.js';
import type { Painter } from '../../ports/terminal.js';
import { requireChannelId } from '../../usecases/channels/channel.js';
import { type CheckRequest, checkChannelTokens, type TokenCheck } from '../../usecases/tokens/check-tokens.js';
import { plural, show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { completing, flag, type OptionValues, option, verb } from '../verb.js';
import { tellOfTokens } from './check-notice.js';
import { parseLabel } from './hand-out/hand-out.js';
import { type ChannelPart, failureOfChannels, forEveryChannel } from './selection/every-channel.js';
import { longLivedWarning, timeLeft, tokenJson } from './selection/token-view.js';

/** LINE advises to issue a new token before the old one ends; a week leaves time for a person to do it. */
const DEFAULT_WITHIN_MS = 7 * 24 * 60 * 60 * 1000;

const OPTIONS = {
  within: option('<duration>', 'how soon is soon (default: 7d)', parseDuration),
  label: completing(option('<text>', 'only tokens of that label; one of them must be alive', parseLabel), 'label'),
  allChannels: flag('every configured channel'),
  notify: option(
    '<who>',
    'told of every exit but 0 and 2: cmd:<command> (the JSON on its stdin) or an https URL (POST)',
    parseNotifyTarget,
  ),
};

export const tokenCheck = verb({
  path: 'token check',
  summary: 'for cron: exit 3 when a live token ends soon, or LINE no longer knows one that should be alive',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'token check --all-channels', does: 'what ends within a week, anywhere' },
    { line: 'token check --within 3d --label shop-backend', does: 'exit 3 where that system runs dry' },
  ],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/token-check@1', 'line-ops/token-check-all@1'],
  exits: { findings: 'a live token ends within that time, or LINE no longer knows it' },
  docs: ['https://developers.line.biz/en/docs/basics/channel-access-token/'],
  run: check,
});

async function check(session: Session, { options }: { readonly options: OptionValues<typeof OPTIONS> }): Promise<void> {
  const { notify: target } = options;
  let shown: View | null = null;
  const answer = async (view: View) => {
    shown = view;
    await show(session, view);
  };
  try {
    await checkAndAnswer(session, options, answer);
  } catch (error) {
    // What the command line is to blame for is seen by whoever typed it.
    const isTyping = error instanceof LineOpsError && error.kind === 'usage';
    if (target !== undefined && !isTyping) await tellOfTokens(target, shown, error, session);
    throw error;
  }
}

async function checkAndAnswer(
  session: Session,
  options: OptionValues<typeof OPTIONS>,
  answer: (view: View) => Promise<void>,
): Promise<void> {
  const request = { withinMs: options.within ?? DEFAULT_WITHIN_MS, label: options.label ?? null };
  if (options.allChannels) return checkAll(session, request, answer);
  const atLine = await session.atLine();
  const result = await checkChannelTokens(request, atLine);
  const now = session.deps.clock.now();
  await answer({
    schema: 'line-ops/token-check@1',
    json: { channelId: requireChannelId(atLine.channel), ...checkJson(result, request, now) },
    text: (paint) => checkText(result, request, now, paint).join('\n'),
  });
  const findings = countFindings(result);
  if (0 < findings) throw foundSomething(findings, request);
}

async function checkAll(session: Session, request: CheckRequest, answer: (view: View) => Promise<void>): Promise<void> {
  const parts = await forEveryChannel(session, (channel) => checkChannelTokens(request, channel));
  await answer(allChannelsView(parts, request, session.deps.clock.now()));
  const findings = parts.reduce((sum, part) => sum + (part.type === 'read' ? countFindings(part.value) : 0), 0);
  // What was found is the more urgent; what could not be asked is shown above.
  if (0 < findings) throw foundSomething(findings, request);
  const failure = failureOfChannels(parts);
  if (failure !== null) throw failure;
}

function allChannelsView(parts: readonly ChannelPart<TokenCheck>[], request: CheckRequest, now: number): View {
  return {
    schema: 'line-ops/token-check-all@1',
    json: {
      ok: parts.every((part) => part.type === 'read' && countFindings(part.value) === 0),
      withinSeconds: request.withinMs / 1000,
      channels: parts.map((part) => ({
        channel: part.name,
        channelId: part.channelId,
        ...(part.type === 'read'
          ? checkJson(part.value, request, now)
          : { ok: false, withinSeconds: request.withinMs / 1000, label: request.label, tokens: [] }),
        error: part.type === 'read' ? null : { code: part.problem.code, message: part.reason },
      })),
    },
    text: (paint) =>
      parts
        .flatMap((part) => [
          paint.bold(part.name),
          ...(part.type === 'read'
            ? checkText(part.value, request, now, paint)
            : [`${paint.bad('not read')}  ${visible(part.reason)}`]
          ).map((line) => `  ${line}`),
        ])
        .join('\n'),
  };
}

function checkJson(result: TokenCheck, { withinMs, label }: CheckRequest, now: number): Record<string, unknown> {
  return {
    ok: countFindings(result) === 0,
    withinSeconds: withinMs / 1000,
    label,
    tokens: result.tokens.map(({ record, finding }) => ({ ...tokenJson(record, now), finding })),
  };
}

function checkText(
  { tokens, noneAlive }: TokenCheck,
  { withinMs, label }: CheckRequest,
  now: number,
  paint: Painter,
): readonly string[] {
  const rows = tokens.map((token) => [
    token.finding === null ? paint.good('ok') : paint.bad(WORDS[token.finding]),
    tokenName(token.record),
    token.record.type,
    detailOf(token, now),
  ]);
  const live = tokens.filter(({ finding }) => finding === null || finding === 'ends-soon');
  const summary =
    tokens.every(({ finding }) => finding === null) && !noneAlive
      ? [`${plural(live.length, 'live token')}, none ends within ${formatDuration(withinMs)}.`]
      : [];
  return [
    ...(rows.length === 0 ? [] : paint.table([], rows).split('\n')),
    ...(noneAlive ? [`${paint.bad('none')}  no live token has the label "${visible(label ?? '')}"`] : []),
    ...summary,
    ...tokens
      .filter(({ finding }) => finding === 'ends-soon')
      .map(({ record }) => `Replace ${record.id} with: line-ops token rotate ${record.id}`),
    ...longLivedWarning(
      live.map(({ record }) => record),
      paint,
    ),
  ];
}

const WORDS: Readonly<Record<TokenFinding, string>> = {
  'ends-soon': 'ends soon',
  'unknown-to-line': 'gone',
  ended: 'ended',
};

function detailOf({ record, finding }: CheckedToken, now: number): string {
  switch (finding) {
    case null:
      return record.expiresAt === null ? 'no end' : `${timeLeft(record, now)} left`;
    case 'ends-soon':
      return `${timeLeft(record, now)} left`;
    case 'unknown-to-line':
      return record.endReason ?? 'LINE no longer knows it';
    case 'ended':
      return 'its time was over, and nothing took its place';
  }
}

function countFindings({ tokens, noneAlive }: TokenCheck): number {
  const found = tokens.filter(({ finding }) => finding !== null).length;
  return noneAlive && found === 0 ? 1 : found;
}

function foundSomething(findings: number, { withinMs, label }: CheckRequest): LineOpsError {
  const which = label === null ? '' : ` of label "${label}"`;
  return failure('TOKENS_NEED_ATTENTION', { findings, which, withinMs });
}
