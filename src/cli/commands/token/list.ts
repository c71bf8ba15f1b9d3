import type { Command } from 'commander';
import type { TokenStock } from '../../../domain/tokens/stock.js';
import {
  countsAgainstLimit,
  TOKEN_LIMITS,
  TOKEN_TYPES,
  type TokenRecord,
  tokenStatus,
} from '../../../domain/tokens/token.js';
import type { Deps } from '../../../ports/deps.js';
import type { Painter } from '../../../ports/terminal.js';
import { type Channel, channelLabel, requireChannelId, resolveChannel } from '../../../usecases/channel.js';
import { readLedgerStock, readStock } from '../../../usecases/tokens/stock.js';
import { type Context, type Given, runs } from '../../context.js';
import { plural, show, type View } from '../../output.js';
import { openSession } from '../../session.js';
import { age, limitsJson, ofLimit, timeLeft, tokenJson } from './token-view.js';

interface ListOptions {
  readonly all?: boolean;
  readonly offline?: boolean;
}

export function addList(noun: Command, deps: Deps): void {
  const verb = noun
    .command('list')
    .description("list the live tokens: the ledger, joined with LINE's list of v2.1 key IDs")
    .option('--all', 'also the ended ones, and why they ended')
    .option('--offline', 'what the ledger says; no request is made');
  runs(verb, deps, list);
}

async function list(context: Context, { options }: Given<ListOptions>): Promise<void> {
  const { channel, stock } = await stockOf(context, options);
  const now = context.deps.clock.now();
  const shown = stock.tokens.filter((token) => options.all || countsAgainstLimit(token, now));
  await show(context, listView(channel, stock, shown, now));
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
    json: {
      channelId: requireChannelId(channel),
      tokens: shown.map((token) => tokenJson(token, now)),
      limits: limitsJson(stock),
      unknownKeyIds: stock.unknownKeyIds,
    },
    text: (paint) => [...tables(shown, channel, now, paint), '', counts(stock), ...orphans(stock, paint)].join('\n'),
  };
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
              tokenStatus(token, now) === 'unknown' ? paint.warn('answer lost') : (token.keyId ?? '-'),
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
    ...unknownKeyIds.map((keyId) => `  ${keyId}`),
  ];
}
