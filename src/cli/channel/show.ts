import { type LineOpsError, ofKind } from '../../domain/failure/failure.js';
import { type ChannelName, parseChannelName } from '../../domain/line/ids.js';
import { TOKEN_TYPES } from '../../domain/tokens/token.js';
import { isKnownHereOnly } from '../../domain/tokens/token-inventory.js';
import type { ChannelSettings } from '../../ports/store.js';
import type { Cell, Painter } from '../../ports/terminal.js';
import { type ChannelState, type Part, readChannelState } from '../../usecases/channel-setup/show-channel.js';
import { type Channel, channelLabel } from '../../usecases/channels/channel.js';
import { worstFailure } from '../../usecases/tokens/worst-failure.js';
import { textOf } from '../failures/text-of.js';
import { count, plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { limitsJson, ofLimit } from '../token/selection/token-view.js';
import { completing, optionalArgument, verb } from '../verb.js';

export const channelShow = verb({
  path: 'channel show',
  summary: 'show a channel: its bot, quota, live tokens and webhook',
  args: {
    name: completing(
      optionalArgument('name of a configured channel (default: the current one)', parseChannelName),
      'channel',
    ),
  },
  options: {},
  examples: [
    { line: 'channel show', does: 'the current one' },
    { line: 'channel show shop --json', does: 'another one, as a document' },
  ],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/channel-show@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-bot-info'],
  run: (session, { args: { name } }) => showChannel(session, name),
});

async function showChannel(session: Session, name: ChannelName | undefined): Promise<void> {
  const atLine = await (name === undefined ? session : session.on(name)).atLine();
  const { current, channels } = await (await session.deps.configuration()).read();
  const settings = channels.find(({ name }) => name === atLine.channel.name) ?? null;
  const state = await readChannelState(atLine);
  const problems = await problemsOf(state);
  await show(session, {
    schema: 'line-ops/channel-show@1',
    json: {
      ...identityJson(atLine.channel, settings, state, settings !== null && settings.name === current),
      ...partsJson(state),
      problems: problems.map(({ part, problem, message }) => ({ part, code: problem.code, message })),
    },
    text: (paint) => paint.table([], rows(atLine.channel, settings, state, problems, paint)),
  });
  const worst = worstFailure(problems.map(({ problem }) => problem));
  if (worst !== null) throw ofKind(worst.kind, worst, { details: null });
}

function identityJson(
  channel: Channel,
  settings: ChannelSettings | null,
  { bot, signingKey }: ChannelState,
  isCurrent: boolean,
): Record<string, unknown> {
  return {
    name: channel.name,
    channelId: channel.id,
    botUserId: settings?.botUserId ?? readOrNull(bot)?.userId ?? null,
    botName: settings?.botName ?? readOrNull(bot)?.displayName ?? null,
    signingKeyId: readOrNull(signingKey)?.keyId ?? channel.signingKeyId,
    newSigningKeyWaits: readOrNull(signingKey)?.isNewWaiting ?? null,
    production: channel.production,
    timeZone: channel.timeZone,
    current: isCurrent,
  };
}

function partsJson({ bot, quota, tokens, webhook }: ChannelState): Record<string, unknown> {
  const info = readOrNull(bot);
  const usage = readOrNull(quota);
  const inventory = readOrNull(tokens);
  const endpoint = readOrNull(webhook);
  return {
    bot:
      info === null
        ? null
        : {
            userId: info.userId,
            basicId: info.basicId,
            premiumId: info.premiumId,
            displayName: info.displayName,
            chatMode: info.chatMode,
            markAsReadMode: info.markAsReadMode,
          },
    quota:
      usage === null
        ? null
        : {
            type: usage.quota.type,
            limit: usage.quota.type === 'none' ? null : usage.quota.limit,
            used: usage.used,
            left: usage.left,
            approximate: true,
          },
    tokens: inventory === null ? null : { limits: limitsJson(inventory), unknownKeyIds: inventory.unknownKeyIds },
    webhook: endpoint === null ? null : { endpoint: endpoint.endpoint, active: endpoint.active },
  };
}

/** Null where LINE does not say. */
const ACTIVE_WORDS: ReadonlyMap<boolean | null, string> = new Map([
  [true, 'on'],
  [false, 'off'],
  [null, 'whether it is on is not known'],
]);

function rows(
  channel: Channel,
  settings: ChannelSettings | null,
  { bot, quota, tokens, webhook, signingKey }: ChannelState,
  problems: readonly StateProblem[],
  paint: Painter,
): readonly (readonly Cell[])[] {
  const cell = <Value>(part: Part<Value>, words: (value: Value) => Cell): Cell =>
    part.type === 'read'
      ? words(part.value)
      : paint.bad(problems.find(({ problem }) => problem === part.problem)?.message ?? part.problem.code);
  return [
    [
      'channel',
      `${channelLabel(channel)}${channel.name === null ? '' : `, channel ID ${channel.id}`}${channel.production ? ', production' : ''}`,
    ],
    ['bot', cell(bot, (info) => `${info.displayName ?? '-'} (${info.basicId ?? info.userId})`)],
    ...(settings?.botUserId && bot.type === 'read' && bot.value.userId !== settings.botUserId
      ? [['', paint.bad(`not the bot of "channel add", which is ${settings.botName ?? settings.botUserId}`)]]
      : []),
    [
      'quota',
      cell(quota, ({ used, left }) =>
        left === null ? `about ${count(used)} used, no limit` : `about ${count(used)} used, ${count(left)} left`,
      ),
    ],
    [
      'tokens',
      cell(tokens, (inventory) => [
        ...TOKEN_TYPES.map(
          (type) =>
            `${type} ${ofLimit(inventory.active[type], type)}${isKnownHereOnly(inventory, type) ? ' known here' : ''}`,
        ),
        ...(inventory.unknownKeyIds.length === 0 ? [] : [plural(inventory.unknownKeyIds.length, 'unknown key ID')]),
      ]),
    ],
    [
      'webhook',
      cell(webhook, (endpoint) =>
        endpoint === null ? 'none set' : `${endpoint.endpoint} (${ACTIVE_WORDS.get(endpoint.active)})`,
      ),
    ],
    [
      'signing key',
      cell(signingKey, ({ keyId, isNewWaiting }) => [
        ...(keyId === null ? [] : [`key ID ${keyId}`]),
        ...(isNewWaiting
          ? [paint.warn('a new key waits for the key ID that the console gives: line-ops key set-id <key ID>')]
          : []),
        ...(keyId === null && !isNewWaiting ? ['none; make one with: line-ops key generate'] : []),
      ]),
    ],
  ];
}

/** A part that could not be read, and why. */
interface StateProblem {
  readonly part: string;
  readonly problem: LineOpsError;
  readonly message: string;
}

async function problemsOf({ bot, quota, tokens, webhook, signingKey }: ChannelState): Promise<readonly StateProblem[]> {
  const parts: Readonly<Record<string, Part<unknown>>> = { bot, quota, tokens, webhook, signingKey };
  const failed = Object.entries(parts).flatMap(([part, state]) =>
    state.type === 'failed' ? [{ part, problem: state.problem }] : [],
  );
  return Promise.all(failed.map(async (each) => ({ ...each, message: (await textOf(each.problem)).message })));
}

function readOrNull<Value>(part: Part<Value>): Value | null {
  return part.type === 'read' ? part.value : null;
}
