import type { Command } from 'commander';
import type { TokenStock } from '../../../domain/tokens/stock.js';
import {
  countsAgainstLimit,
  isLostIssue,
  TOKEN_LIMITS,
  TOKEN_TYPES,
  type TokenRecord,
  tokenStatus,
} from '../../../domain/tokens/token.js';
import { visible } from '../../../domain/visible.js';
import type { Deps } from '../../../ports/deps.js';
import type { Painter } from '../../../ports/terminal.js';
import { type Channel, channelLabel, requireChannelId, resolveChannel } from '../../../usecases/channel.js';
import { readLedgerStock, readStock } from '../../../usecases/tokens/stock.js';
import { type Context, type Given, runs } from '../../context.js';
import { plural, show, type View } from '../../output.js';
import { openSession } from '../../session.js';
import { type ChannelPart, failureOfChannels, forEveryChannel } from './every-channel.js';
import { age, limitsJson, longLivedWarning, ofLimit, timeLeft, tokenJson, tokenName } from './token-view.js';

interface ListOptions {
  readonly all?: boolean;
  readonly offline?: boolean;
  readonly allChannels?: boolean;
}

export function addList(noun: Command, deps: Deps): void {
  const verb = noun
    .command('list')
    .description("list the live tokens: the ledger, joined with LINE's list of v2.1 key IDs")
    .option('--all', 'also the ended ones, and why they ended')
    .option('--offline', 'what the ledger says; no request is made')
    .option('--all-channels', 'the tokens of every configured channel');
  runs(verb, deps, list);
}

async function list(context: Context, { options }: Given<ListOptions>): Promise<void> {
  if (options.allChannels) return listAll(context, options);
  const { channel, stock } = await stockOf(context, options);
  await show(context, listView(channel, stock, shownOf(stock, options, context), context.deps.clock.now()));
}

async function listAll(context: Context, options: ListOptions): Promise<void> {
  const parts = await forEveryChannel(context, async (channel) => ({
    channel: channel.channel,
    stock: options.offline ? await readLedgerStock(channel.channel, channel.deps) : await readStock(channel),
  }));
  await show(context, allChannelsView(parts, options, context));
  const failure = failureOfChannels(parts);
  if (failure !== null) throw failure;
}

function shownOf(stock: TokenStock, { all }: ListOptions, { deps }: Context): readonly TokenRecord[] {
  const now = deps.clock.now();
  return stock.tokens.filter((token) => all || countsAgainstLimit(token, now));
}

/** Offline, nothing that speaks HTTP is even loaded. */
async function stockOf(context: Context, { offline }: ListOptions): Promise<{ channel: Channel; stock: TokenStock }> {
  if (offline) {
    const channel = await resolveChannel(context.globals.channel, context.deps);
    return { channel, stock: await readLedgerStock(channel, context.deps) };
  }
  const session = await openSession(context);
  return { channel: session.channel, stock: await readStock(session) };
}

function listView(channel: Channel, stock: TokenStock, shown: readonly TokenRecord[], now: number): View {
  return {
    schema: 'line-ops/token-list@1',
    json: listJson(requireChannelId(channel), stock, shown, now),
    text: (paint) => listText(channel, stock, shown, now, paint).join('\n'),
  };
}

function allChannelsView(
  parts: readonly ChannelPart<{ readonly channel: Channel; readonly stock: TokenStock }>[],
  options: ListOptions,
  context: Context,
): View {
  const now = context.deps.clock.now();
  return {
    schema: 'line-ops/token-list-all@1',
    json: {
      channels: parts.map((part) => ({
        channel: part.name,
        ...(part.type === 'read'
          ? listJson(part.channelId, part.value.stock, shownOf(part.value.stock, options, context), now)
          : { channelId: part.channelId, tokens: [], limits: null, unknownKeyIds: [] }),
        error: part.type === 'read' ? null : { code: part.problem.code, message: part.problem.message },
      })),
    },
    text: (paint) =>
      parts
        .map((part) =>
          [
            paint.bold(part.name),
            ...(part.type === 'read'
              ? listText(part.value.channel, part.value.stock, shownOf(part.value.stock, options, context), now, paint)
              : [`${paint.bad('not read')}  ${visible(part.problem.message)}`]),
          ].join('\n'),
        )
        .join('\n\n'),
  };
}

function listJson(
  channelId: string,
  stock: TokenStock,
  shown: readonly TokenRecord[],
  now: number,
): Record<string, unknown> {
  return {
    channelId,
    tokens: shown.map((token) => tokenJson(token, now)),
    limits: limitsJson(stock),
    unknownKeyIds: stock.unknownKeyIds,
  };
}

function listText(
  channel: Channel,
  stock: TokenStock,
  shown: readonly TokenRecord[],
  now: number,
  paint: Painter,
): readonly string[] {
  return [
    ...tables(shown, channel, now, paint),
    '',
    counts(stock),
    ...orphans(stock, paint),
    ...vanished(stock, now, paint),
    ...longLivedWarning(
      shown.filter((token) => countsAgainstLimit(token, now)),
      paint,
    ),
  ];
}

/** A token that ended behind our back is told of once, when it is noticed. */
function vanished({ changes }: TokenStock, now: number, paint: Painter): readonly string[] {
  return changes
    .filter((token) => token.keyId !== null && !countsAgainstLimit(token, now))
    .map((token) => paint.warn(`${tokenName(token)} is gone: ${visible(token.endReason ?? '')}.`));
}

function tables(shown: readonly TokenRecord[], channel: Channel, now: number, paint: Painter): readonly string[] {
  if (shown.length === 0) return [`No tokens of ${channelLabel(channel)} are in the ledger.`];
  const live = shown.filter((token) => countsAgainstLimit(token, now));
  const ended = shown.filter((token) => !countsAgainstLimit(token, now));
  return [
    ...(live.length === 0
      ? ['No live tokens.']
      : [
          paint.table(
            ['ID', 'TYPE', 'LABEL', 'KEY ID', 'AGE', 'LEFT'],
            live.map((token) => [
              token.id,
              token.type,
              token.label ?? '-',
              tokenStatus(token, now) === 'unknown' ? paint.warn(doubtOf(token)) : (token.keyId ?? '-'),
              age(token, now),
              timeLeft(token, now),
            ]),
          ),
        ]),
    ...(ended.length === 0
      ? []
      : [
          '',
          paint.table(
            ['ENDED', 'TYPE', 'LABEL', 'STATUS', 'WHY'],
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

function counts({ active }: TokenStock): string {
  const parts = TOKEN_TYPES.map((type) => `${type} ${ofLimit(active[type], type)}`);
  return `Alive: ${parts.join(', ')}`;
}

function orphans({ unknownKeyIds }: TokenStock, paint: Painter): readonly string[] {
  if (unknownKeyIds.length === 0) return [];
  const limit = TOKEN_LIMITS['v2.1'];
  return [
    paint.warn(
      `LINE lists ${plural(unknownKeyIds.length, 'key ID')} that this ledger does not know; they count among the ${limit}:`,
    ),
    ...unknownKeyIds.map((keyId) => `  ${visible(keyId)}`),
  ];
}
