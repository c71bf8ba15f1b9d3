import { stageNumber } from '../../domain/broadcast/broadcast.js';
import { malformedKindOf } from '../../domain/broadcast/planning/malformed.js';
import { failure, failureAs } from '../../domain/failure/failure.js';
import { isUserId, type UserId } from '../../domain/line/ids.js';
import { visible } from '../../domain/text/visible.js';
import type { BroadcastNamed } from '../../ports/broadcast/traces.js';
import type { Profile } from '../../ports/line-api.js';
import type { Painter } from '../../ports/terminal.js';
import { type PersonTrace, type PersonTraces, tracePerson } from '../../usecases/broadcast/memory/trace-person.js';
import { type ChannelNames, channelNames } from '../broadcast/views/broadcast-views.js';
import { count, isoTime, plural, show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { argument, flag, verb } from '../verb.js';

export const userShow = verb({
  path: 'user show',
  summary: "a person's profile at LINE, and which broadcasts of this state reached this person",
  args: { userId: argument('user ID', parsePerson) },
  options: { offline: flag('what this state knows; no request is made') },
  examples: [
    { line: 'user show U4af4980629f3c1a5b0e7d2c96b8a1f04', does: 'profile, broadcasts, pushes' },
    { line: 'user show U4af4980629f3c1a5b0e7d2c96b8a1f04 --offline', does: 'without asking LINE' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/user-show@1'],
  exits: {
    auth: 'LINE does not take the credentials',
    limit: 'LINE answers 429 for too long',
    unavailable: 'LINE cannot be reached; see --offline',
    refused: 'LINE refuses the request',
  },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-profile'],
  run: (session, { args: { userId }, options }) => showUser(session, userId, options.offline === true),
});

/** @throws {LineOpsError} `usage` that tells what it is in place of a user ID. */
function parsePerson(text: string): UserId {
  if (isUserId(text)) return text;
  throw failure('INVALID_USER_ID', { text }, { details: { kind: malformedKindOf(text) } });
}

/** What LINE said of the person. */
type Asked = { readonly type: 'not asked' } | { readonly type: 'asked'; readonly profile: Profile | null };

const REDRAW_EVERY_MS = 200;

async function showUser(session: Session, userId: UserId, isOffline: boolean): Promise<void> {
  const { deps, terminal } = session;
  const asked: Asked = isOffline ? { type: 'not asked' } : { type: 'asked', profile: await askLine(session, userId) };
  let shownAt = deps.clock.now();
  const traces = await tracePerson(userId, deps, (searched) => {
    if (deps.clock.now() - shownAt < REDRAW_EVERY_MS) return;
    shownAt = deps.clock.now();
    terminal.redraw(`searching: ${plural(searched, 'recipient')}`);
  });
  terminal.redraw('');
  await show(session, userView(userId, asked, traces, await channelNames(deps)));
  const { unreadable } = traces;
  if (unreadable.length > 0) throw failureAs('failure', 'STATE_DAMAGED', { which: 'searched', ids: unreadable });
}

async function askLine(session: Session, userId: UserId): Promise<Profile | null> {
  const { api, tokens } = await session.atLine();
  return api.profile(await tokens.current(), userId);
}

function userView(userId: UserId, asked: Asked, traces: PersonTraces, names: ChannelNames): View {
  const profile = asked.type === 'asked' ? asked.profile : null;
  return {
    schema: 'line-ops/user-show@1',
    json: {
      userId,
      known: asked.type === 'asked' ? profile !== null : null,
      profile,
      broadcasts: traces.found.map(({ broadcast, standing, mayHave, at, stage, batch, ...facts }) => ({
        id: broadcast.id,
        name: broadcast.name,
        channelId: broadcast.channelId,
        via: broadcast.via,
        broadcastState: broadcast.state,
        state: standing,
        mayHave,
        at: isoTime(at),
        stage: stage === null ? null : stageNumber(stage),
        batch,
        requestId: facts.acceptedRequestId ?? facts.requestId,
        reason: facts.reason,
      })),
      withoutUserIds: traces.withoutUserIds.map(namedJson),
      forgotten: traces.forgotten.map((broadcast) => ({
        ...namedJson(broadcast),
        forgottenAt: isoTime(broadcast.forgottenAt),
      })),
      unreadable: traces.unreadable,
      searched: traces.searched,
    },
    text: (paint) =>
      [
        paint.bold(userId),
        ...profileLines(asked, paint),
        '',
        ...tracesLines(traces, names, paint),
        ...untold(traces, paint),
      ].join('\n'),
  };
}

function namedJson({ id, name, channelId, via, state, startedAt, finishedAt }: BroadcastNamed) {
  return { id, name, channelId, via, state, startedAt: isoTime(startedAt), finishedAt: isoTime(finishedAt) };
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-profile */
const UNKNOWN_TO_LINE =
  'LINE shows this channel no profile: not a friend (never added, blocked, or gone), or a user ID of another provider';

function profileLines(asked: Asked, paint: Painter): readonly string[] {
  if (asked.type === 'not asked') return [paint.dim('LINE was not asked (--offline)')];
  if (asked.profile === null) return [paint.warn(UNKNOWN_TO_LINE)];
  const { displayName, language, statusMessage, pictureUrl } = asked.profile;
  return [
    paint.table(
      [],
      [
        ['name', visible(displayName)],
        ...(language === null ? [] : [['language', visible(language)]]),
        ...(statusMessage === null ? [] : [['status', visible(statusMessage)]]),
        ...(pictureUrl === null ? [] : [['picture', visible(pictureUrl)]]),
      ],
    ),
  ];
}

const WORDS: Readonly<Record<PersonTrace['standing'], (paint: Painter) => string>> = {
  accepted: (paint) => paint.good('accepted'),
  unknown: (paint) => paint.warn('in doubt'),
  inFlight: () => 'in flight',
  pending: () => 'pending',
  refused: (paint) => paint.bad('refused'),
  leftOut: () => 'left out',
  heldOut: () => 'held out',
};

function tracesLines({ found, searched }: PersonTraces, names: ChannelNames, paint: Painter): readonly string[] {
  const among = `among ${plural(searched, 'recipient')} of this state`;
  if (found.length === 0) return [`Not ${among}.`];
  const having = found.filter(({ mayHave }) => mayHave).length;
  return [
    `Found ${plural(found.length, 'time')} ${among}; ${count(having)} reached or may have reached this person.`,
    paint.table(
      [
        { title: 'WHEN', goes: 5 },
        { title: 'BROADCAST', foldTo: 17 },
        { title: 'CHANNEL', cutTo: 8, goes: 3 },
        'STATE',
        { title: 'STAGE', goes: 1 },
        { title: 'BATCH', goes: 2 },
        { title: 'REQUEST ID', goes: 4 },
      ],
      found.map(({ broadcast, standing, at, stage, batch, requestId, acceptedRequestId }) => [
        at === null ? '-' : paint.time(at),
        [broadcast.id, ...(broadcast.name === null ? [] : [paint.dim(visible(broadcast.name))])],
        channelOf(broadcast, names),
        WORDS[standing](paint),
        stage === null ? '-' : count(stageNumber(stage)),
        batch === null ? '-' : count(batch),
        visible(acceptedRequestId ?? requestId ?? '-'),
      ]),
    ),
    ...found
      .filter(({ reason }) => reason !== null)
      .map(({ broadcast, reason }) => paint.dim(`${broadcast.id}: ${visible(reason ?? '')}`)),
  ];
}

function channelOf({ channelId, botUserId, via }: BroadcastNamed, names: ChannelNames): string {
  const name = channelId === null ? (botUserId ?? '-') : (names.get(channelId) ?? channelId);
  return via === 'push' ? `${name} (push)` : name;
}

/** Of which nobody can tell whether they reached the person. */
function untold({ forgotten, withoutUserIds }: PersonTraces, paint: Painter): readonly string[] {
  const named = (broadcasts: readonly BroadcastNamed[]) =>
    `${broadcasts
      .slice(0, SHOWN)
      .map(({ id }) => id)
      .join(', ')}${SHOWN < broadcasts.length ? `, and ${count(broadcasts.length - SHOWN)} more` : ''}`;
  return [
    ...(forgotten.length === 0
      ? []
      : [paint.warn(`Nobody can tell any more of what was forgotten: ${named(forgotten)}`)]),
    ...(withoutUserIds.length === 0
      ? []
      : [paint.dim(`LINE chose the recipients, and does not name them: ${named(withoutUserIds)}`)]),
  ];
}

const SHOWN = 5;
