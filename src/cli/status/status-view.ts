import type { Standing } from '../../domain/broadcast/schedule/standing.js';
import { ENDS_SOON_MS } from '../../domain/doctor/verdicts/tokens.js';
import { durationWord, formatDuration } from '../../domain/text/duration.js';
import { sizeWords } from '../../domain/text/size-words.js';
import { visible } from '../../domain/text/visible.js';
import {
  byEnd,
  countsAgainstLimit,
  secondsLeft,
  TOKEN_TYPES,
  type TokenRecord,
  tokenName,
} from '../../domain/tokens/token.js';
import type { TokenInventory } from '../../domain/tokens/token-inventory.js';
import type { ChannelSettings, Configuration } from '../../ports/store.js';
import type { Painter } from '../../ports/terminal.js';
import { type Channel, channelLabel } from '../../usecases/channels/channel.js';
import type { QuotaState } from '../../usecases/quota.js';
import type { StatusAtLine } from '../../usecases/status/ask-line.js';
import type { Answered } from '../../usecases/status/in-time.js';
import type { Kept, OpenBroadcast, StatusHere } from '../../usecases/status/look-here.js';
import type { Fact } from '../output/facts.js';
import { count, isoTime, plural } from '../output/view.js';
import { limitsJson, ofLimit, timeLeft, timeLeftTone, tokenJson } from '../token/selection/token-view.js';
import { activeWords } from '../webhook/webhook-view.js';
import { type ServerInStatus, stateFacts, stateJson } from './state-facts.js';
import { knownOf, problemsIn, type StatusProblem } from './status-problems.js';

/** Everything that a status tells of one channel. `line` and `kept` are null where they were not asked for. */
export interface Status {
  readonly settings: ChannelSettings | null;
  readonly configuration: Answered<Configuration>;
  readonly here: StatusHere;
  readonly line: StatusAtLine | null;
  readonly kept: Answered<Kept> | null;
  /** Null where the state lies in a folder. */
  readonly server: ServerInStatus | null;
  readonly now: number;
}

/** Every part that could not be had, in words. */
export function problemsOf({ here, line, kept, server, configuration }: Status): Promise<readonly StatusProblem[]> {
  const { tokens, rotations, broadcasts } = here;
  const atLine = { bot: line?.bot, quota: line?.quota, keyIds: line?.tokens, webhook: line?.webhook };
  return problemsIn(
    {
      state: { channels: configuration, tokens, rotations, broadcasts, kept, state: server?.look ?? null },
      line: atLine,
    },
    server?.name ?? null,
  );
}

/** LINE's word on the tokens where it came, else the ledger's. */
export function inventoryOf({ here, line }: Status): TokenInventory | null {
  return knownOf(line?.tokens ?? null) ?? knownOf(here.tokens);
}

/** Live tokens that end within a week, the first to end first; stateless ones end by themselves all the time. */
export function endingSoon({ tokens }: TokenInventory, now: number): readonly TokenRecord[] {
  return tokens
    .filter((token) => token.type !== 'stateless' && countsAgainstLimit(token, now))
    .filter((token) => (secondsLeft(token, now) ?? Number.POSITIVE_INFINITY) * 1000 <= ENDS_SOON_MS)
    .toSorted(byEnd);
}

/** More of them are counted. */
const SHOWN = 5;

/** What is and what is not known, for people. */
export function factsOf(status: Status, problems: readonly StatusProblem[], paint: Painter): readonly Fact[] {
  const { here, line, kept, server, now } = status;
  const { channel } = here;
  const inventory = inventoryOf(status);
  const unknown = (part: string): readonly Fact[] =>
    problems
      .filter((problem) => problem.part === part)
      .map(({ message }) => ({ label: LABELS[part] ?? part, words: message, tone: 'warn' }));
  const told = <Value>(
    part: string,
    found: Answered<Value> | null,
    facts: (value: Value) => readonly Fact[],
  ): readonly Fact[] => (found?.type === 'read' ? facts(found.value) : unknown(part));
  return [
    { label: 'channel', words: channelWords(channel), tone: 'bold' },
    ...told('bot', line?.bot ?? null, ({ displayName, basicId, userId }) => [
      { label: 'bot', words: `${displayName ?? '-'} (${basicId ?? userId})` },
    ]),
    ...(inventory === null ? unknown('tokens') : tokenFacts(inventory, now)),
    ...unknown('keyIds'),
    ...(channel.signingKeyId === null && channel.name !== null
      ? [{ label: 'signing key', words: 'none: tokens are known only as far as this ledger has them' }]
      : []),
    ...told('rotations', here.rotations, (rotations) =>
      rotations.map(({ rotation: { oldId, newId, state, startedAt }, elsewhere }) => ({
        label: 'rotation',
        words: `${oldId === null ? '' : `${oldId} to `}${newId}, ${state}, begun ${formatDuration(now - startedAt)} ago${elsewhere === null ? '' : ` on ${elsewhere}`}, not ended`,
        tone: 'warn',
      })),
    ),
    ...told('broadcasts', here.broadcasts, ({ own }) => broadcastFacts(own)),
    ...told('quota', line?.quota ?? null, ({ used, left }) => [
      {
        label: 'quota',
        words: left === null ? `about ${count(used)} used, no limit` : `about ${count(used)} used, ${count(left)} left`,
        ...(left === 0 ? { tone: 'bad' as const } : {}),
      },
    ]),
    ...told('webhook', line?.webhook ?? null, (endpoint) => [
      {
        label: 'webhook',
        words:
          endpoint === null
            ? 'none set'
            : () => `${visible(endpoint.endpoint)}, ${activeWords(endpoint.active, paint)}`,
      },
    ]),
    ...told('kept', kept, keptFacts),
    ...told('state', server?.look ?? null, (look) => stateFacts(server?.name ?? '', look, now)),
    ...otherFacts(status),
  ];
}

const LABELS: Readonly<Record<string, string>> = { keyIds: 'at LINE', kept: 'kept' };

function channelWords(channel: Channel): string {
  const { name, id, production } = channel;
  return `${channelLabel(channel)}${name === null || id === null ? '' : `, channel ID ${id}`}${production ? ', production' : ''}`;
}

function tokenFacts(inventory: TokenInventory, now: number): readonly Fact[] {
  const { active, isListed, unknownKeyIds } = inventory;
  const counts = TOKEN_TYPES.filter((type) => 0 < active[type]).map((type) => {
    const isKnownHereOnly = type !== 'v2.1' || !isListed;
    return `${type} ${ofLimit(active[type], type)}${isKnownHereOnly ? ' known here' : ''}`;
  });
  const ending = endingSoon(inventory, now);
  return [
    { label: 'tokens', words: counts.length === 0 ? `none ${isListed ? 'alive' : 'known here'}` : counts.join(', ') },
    ...ending.slice(0, SHOWN).map((token) => ({
      label: 'ends soon',
      words: `${tokenName(token)}, ${token.type}, ${timeLeft(token, now)} left`,
      tone: timeLeftTone(token, now),
    })),
    ...more('ends soon', ending.length - SHOWN, 'line-ops token list'),
    ...(unknownKeyIds.length === 0
      ? []
      : [
          {
            label: '',
            words: `${plural(unknownKeyIds.length, 'key ID')} at LINE that this ledger does not know`,
            tone: 'warn' as const,
          },
        ]),
  ];
}

const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  'in-doubt': 'in doubt: LINE may have taken some of it',
  unfinished: 'unfinished',
  due: 'due now',
  paused: 'paused',
  running: 'being sent',
  scheduled: 'waits for its time',
  planned: 'planned, not begun',
};

const WORRYING: ReadonlySet<Standing> = new Set(['in-doubt', 'unfinished', 'due']);

function broadcastFacts(own: readonly OpenBroadcast[]): readonly Fact[] {
  const facts = own.slice(0, SHOWN).map(({ broadcast, standing }): Fact => {
    const { settings, recipients } = broadcast;
    const name = settings.name === null ? '' : ` (${visible(settings.name)})`;
    const counts = `${count(recipients.accepted)} of ${count(recipients.unique)} accepted`;
    const doubt = recipients.unknown === 0 ? '' : `, ${count(recipients.unknown)} unknown`;
    return {
      label: 'broadcast',
      words: `${settings.id}${name}, ${STANDING_WORDS[standing]}, ${counts}${doubt}`,
      ...(WORRYING.has(standing) ? { tone: 'warn' as const } : {}),
    };
  });
  return [...facts, ...more('broadcast', own.length - SHOWN, 'line-ops broadcast list')];
}

function more(label: string, left: number, command: string): readonly Fact[] {
  return left <= 0 ? [] : [{ label, words: `and ${count(left)} more: ${command}` }];
}

function keptFacts({ bytes, keepsMs, overdue }: Kept): readonly Fact[] {
  const keeps = keepsMs === null ? 'recipients are kept for ever' : `recipients are kept for ${durationWord(keepsMs)}`;
  const late =
    overdue.length === 0
      ? ''
      : `; those of ${plural(overdue.length, 'broadcast')} for longer: line-ops broadcast prune`;
  return [{ label: 'kept', words: `${sizeWords(bytes)}, ${keeps}${late}` }];
}

/** Other channels with something that cannot wait, by their names. */
function otherFacts({ here, configuration }: Status): readonly Fact[] {
  const others = (knownOf(here.broadcasts)?.others ?? []).filter(({ standing }) => WORRYING.has(standing));
  const ids = [...new Set(others.map(({ broadcast }) => broadcast.settings.channelId))];
  return ids.map((id) => {
    const name =
      knownOf(configuration)?.channels.find(({ channelId }) => channelId === id)?.name ?? id ?? 'another channel';
    const its = others.filter(({ broadcast }) => broadcast.settings.channelId === id);
    return { label: 'elsewhere', words: `${name}: ${plural(its.length, 'broadcast')} unfinished or due`, tone: 'warn' };
  });
}

/** The same for programs: null is unknown, and `problems` and `line` say why. */
export function statusJson(status: Status, problems: readonly StatusProblem[]): Record<string, unknown> {
  const { settings, configuration, here, line, kept, server, now } = status;
  const configured = knownOf(configuration);
  const { channel } = here;
  const inventory = inventoryOf(status);
  const bot = knownOf(line?.bot ?? null);
  const webhook = knownOf(line?.webhook ?? null);
  return {
    channel: {
      name: channel.name,
      channelId: channel.id,
      botUserId: settings?.botUserId ?? bot?.userId ?? null,
      botName: settings?.botName ?? bot?.displayName ?? null,
      signingKeyId: channel.signingKeyId,
      production: channel.production,
      current: settings !== null && settings.name === configured?.current,
    },
    channels: configured?.channels.map(({ name }) => name) ?? null,
    line: {
      bot: askedWord(line?.bot),
      quota: askedWord(line?.quota),
      tokens: line !== null && channel.signingKeyId === null ? 'not-asked' : askedWord(line?.tokens),
      webhook: askedWord(line?.webhook),
    },
    tokens:
      inventory === null
        ? null
        : {
            limits: limitsJson(inventory),
            listedByLine: inventory.isListed,
            endingSoon: endingSoon(inventory, now).map((token) => tokenJson(token, now)),
            unknownKeyIds: inventory.unknownKeyIds,
          },
    rotations:
      knownOf(here.rotations)?.map(({ rotation: { oldId, newId, state, startedAt, host } }) => ({
        oldId,
        newId,
        state,
        startedAt: isoTime(startedAt),
        host,
      })) ?? null,
    broadcasts: knownOf(here.broadcasts)?.own.map(openJson) ?? null,
    elsewhere: knownOf(here.broadcasts)?.others.map(openJson) ?? null,
    quota: quotaJson(knownOf(line?.quota ?? null)),
    webhook: webhook === null ? null : { endpoint: webhook.endpoint, active: webhook.active },
    kept: keptJson(knownOf(kept)),
    state: stateJson(server),
    problems,
  };
}

/** Whether LINE was asked, and answered. */
function askedWord(found: Answered<unknown> | undefined): string {
  if (found === undefined) return 'not-asked';
  return { read: 'answered', failed: 'failed', late: 'late' }[found.type];
}

function openJson({ broadcast, standing }: OpenBroadcast): Record<string, unknown> {
  const { settings, recipients, state } = broadcast;
  return {
    id: settings.id,
    name: settings.name,
    channelId: settings.channelId,
    state,
    standing,
    unique: recipients.unique,
    accepted: recipients.accepted,
    unknown: recipients.unknown,
  };
}

function quotaJson(state: QuotaState | null): Record<string, unknown> | null {
  if (state === null) return null;
  const { quota, used, left } = state;
  return {
    type: quota.type,
    limit: quota.type === 'none' ? null : quota.limit,
    used,
    left,
    approximate: true,
  };
}

function keptJson(kept: Kept | null): Record<string, unknown> | null {
  if (kept === null) return null;
  const { bytes, keepsMs, overdue } = kept;
  return {
    bytes,
    keepRecipients: keepsMs === null ? null : durationWord(keepsMs),
    overdue: overdue.map(({ id }) => id),
  };
}
