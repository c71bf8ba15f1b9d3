import { visible } from '../../domain/text/visible.js';
import {
  byEnd,
  countsAgainstLimit,
  isLostIssue,
  TOKEN_LIMITS,
  type TokenRecord,
  tokenName,
  tokenStatus,
} from '../../domain/tokens/token.js';
import type { TokenInventory } from '../../domain/tokens/token-inventory.js';
import type { Deps } from '../../ports/deps.js';
import type { Column, Painter } from '../../ports/terminal.js';
import { type Channel, channelLabel, requireChannelId } from '../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import { forgetEndedStrings } from '../../usecases/tokens/ending/forget-strings.js';
import { timeAtLine } from '../../usecases/tokens/time-at-line.js';
import { readInventory, readLedgerInventory } from '../../usecases/tokens/token-inventory.js';
import { plural, show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { flag, type OptionValues, verb } from '../verb.js';
import { type ChannelPart, failureOfChannels, forEveryChannel } from './selection/every-channel.js';
import {
  age,
  countLines,
  limitsJson,
  longLivedWarning,
  timeLeft,
  timeLeftTone,
  tokenJson,
} from './selection/token-view.js';

const OPTIONS = {
  all: flag('also the ended ones, and why they ended'),
  offline: flag('what the ledger says; no request is made'),
  allChannels: flag('the tokens of every configured channel'),
};

type ListOptions = OptionValues<typeof OPTIONS>;

export const tokenList = verb({
  path: 'token list',
  summary: "list the live tokens: the ledger, joined with LINE's list of v2.1 key IDs",
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'token list', does: 'the live ones, the one that ends soonest at the top' },
    { line: 'token list --all --offline', does: 'also what has ended, without a request' },
    { line: 'token list --all-channels --json', does: 'of every channel, as a document' },
  ],
  changes: 'nothing',
  needs: 'channel',
  schemas: ['line-ops/token-list@1', 'line-ops/token-list-all@1'],
  exits: {
    unavailable: 'LINE cannot be reached; see --offline',
    limit: 'LINE answers 429 for too long',
    refused: 'LINE refuses the request',
  },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-all-valid-channel-access-token-key-ids-v2-1'],
  run: list,
});

async function list(session: Session, { options }: { readonly options: ListOptions }): Promise<void> {
  if (options.allChannels) return listAll(session, options);
  await show(session, listView(await lookAt(session, options)));
}

async function listAll(session: Session, options: ListOptions): Promise<void> {
  const parts = await forEveryChannel(session, (channel) => channelTokens(channel, options));
  await show(session, allChannelsView(parts));
  const failure = failureOfChannels(parts);
  if (failure !== null) throw failure;
}

/** The tokens of a channel at a time: LINE's, where it was asked. */
interface ChannelTokens {
  readonly channel: Channel;
  readonly inventory: TokenInventory;
  /** Live ones first, the one that ends soonest at the top. */
  readonly shown: readonly TokenRecord[];
  readonly now: number;
}

/** Offline, nothing that speaks HTTP is even loaded. */
async function lookAt(session: Session, options: ListOptions): Promise<ChannelTokens> {
  if (!options.offline) return channelTokens(await session.atLine(), options);
  return offlineTokens(await session.channel(), options, session.deps);
}

async function channelTokens(atLine: ChannelAtLine, options: ListOptions): Promise<ChannelTokens> {
  if (options.offline) return offlineTokens(atLine.channel, options, atLine.deps);
  const inventory = await readInventory(atLine);
  const forgotten = await forgetEndedStrings(atLine);
  const tokens = inventory.tokens.map((token) => forgotten.find(({ id }) => id === token.id) ?? token);
  return tokensAt(atLine.channel, { ...inventory, tokens }, options, timeAtLine(atLine));
}

async function offlineTokens(
  channel: Channel,
  options: ListOptions,
  deps: Pick<Deps, 'clock' | 'tokenLedger'>,
): Promise<ChannelTokens> {
  const now = deps.clock.now();
  return tokensAt(channel, await readLedgerInventory(channel, deps, now), options, now);
}

function tokensAt(channel: Channel, inventory: TokenInventory, { all }: ListOptions, now: number): ChannelTokens {
  const isLive = (token: TokenRecord) => countsAgainstLimit(token, now);
  const live = inventory.tokens.filter(isLive).toSorted(byEnd);
  return {
    channel,
    inventory,
    now,
    shown: all ? [...live, ...inventory.tokens.filter((token) => !isLive(token))] : live,
  };
}

function listView(tokens: ChannelTokens): View {
  return {
    schema: 'line-ops/token-list@1',
    json: listJson(tokens),
    text: (paint) => listText(tokens, paint).join('\n'),
  };
}

function allChannelsView(parts: readonly ChannelPart<ChannelTokens>[]): View {
  return {
    schema: 'line-ops/token-list-all@1',
    json: {
      channels: parts.map((part) => ({
        channel: part.name,
        ...(part.type === 'read'
          ? listJson(part.value)
          : { channelId: part.channelId, tokens: [], limits: null, unknownKeyIds: [] }),
        error: part.type === 'read' ? null : { code: part.problem.code, message: part.reason },
      })),
    },
    text: (paint) =>
      parts
        .map((part) =>
          [
            paint.bold(part.name),
            ...(part.type === 'read' ? listText(part.value, paint) : [`${paint.bad('not read')}  ${part.reason}`]),
          ].join('\n'),
        )
        .join('\n\n'),
  };
}

function listJson({ channel, inventory, shown, now }: ChannelTokens): Record<string, unknown> {
  return {
    channelId: requireChannelId(channel),
    tokens: shown.map((token) => tokenJson(token, now)),
    limits: limitsJson(inventory),
    unknownKeyIds: inventory.unknownKeyIds,
  };
}

function listText(tokens: ChannelTokens, paint: Painter): readonly string[] {
  const { inventory, shown, now } = tokens;
  return [
    ...tables(tokens, paint),
    '',
    ...countLines(inventory),
    ...orphans(inventory, paint),
    ...vanished(inventory, now, paint),
    ...longLivedWarning(
      shown.filter((token) => countsAgainstLimit(token, now)),
      paint,
    ),
  ];
}

/** A token that ended behind our back is told of once, when it is noticed. */
function vanished({ changes }: TokenInventory, now: number, paint: Painter): readonly string[] {
  return changes
    .filter((token) => token.keyId !== null && !countsAgainstLimit(token, now))
    .map((token) => paint.warn(`${tokenName(token)} is gone: ${visible(token.endReason ?? '')}.`));
}

const LIVE_COLUMNS: readonly (string | Column)[] = [
  'ID',
  { title: 'TYPE', goes: 2 },
  { title: 'LABEL', cutTo: 8, goes: 3 },
  'KEY ID',
  { title: 'AGE', goes: 1 },
  'LEFT',
];

const ENDED_COLUMNS: readonly (string | Column)[] = [
  'ENDED',
  { title: 'TYPE', goes: 1 },
  { title: 'LABEL', cutTo: 8, goes: 2 },
  'STATUS',
  { title: 'WHY', foldTo: 20 },
];

function tables({ channel, shown, now }: ChannelTokens, paint: Painter): readonly string[] {
  if (shown.length === 0) return [`No tokens of ${channelLabel(channel)} are in the ledger.`];
  const live = shown.filter((token) => countsAgainstLimit(token, now));
  const ended = shown.filter((token) => !countsAgainstLimit(token, now));
  return [
    ...(live.length === 0
      ? ['No live tokens.']
      : [
          paint.table(
            LIVE_COLUMNS,
            live.map((token) => [
              token.id,
              token.type,
              token.label ?? '-',
              tokenStatus(token, now) === 'unknown' ? paint.warn(doubtOf(token)) : (token.keyId ?? '-'),
              age(token, now),
              paint[timeLeftTone(token, now)](timeLeft(token, now)),
            ]),
          ),
        ]),
    ...(ended.length === 0
      ? []
      : [
          '',
          paint.table(
            ENDED_COLUMNS,
            ended.map((token) => [
              token.id,
              token.type,
              token.label ?? '-',
              tokenStatus(token, now),
              token.endReason ?? 'its time was over',
            ]),
          ),
        ]),
  ];
}

function doubtOf(token: TokenRecord): string {
  return isLostIssue(token) ? 'answer lost' : 'may be ended';
}

function orphans({ unknownKeyIds }: TokenInventory, paint: Painter): readonly string[] {
  if (unknownKeyIds.length === 0) return [];
  const limit = TOKEN_LIMITS['v2.1'];
  return [
    paint.warn(
      `LINE lists ${plural(unknownKeyIds.length, 'key ID')} that this ledger does not know; they count among the ${limit}:`,
    ),
    ...unknownKeyIds.map((keyId) => `  ${visible(keyId)}`),
  ];
}
