import { durationWord, formatDuration } from '../../domain/text/duration.js';
import { sizeWords } from '../../domain/text/size-words.js';
import { visible } from '../../domain/text/visible.js';
import type { PlaceFacts, ServerFacts } from '../../ports/team/whole-state.js';
import type { Painter } from '../../ports/terminal.js';
import { lookAtState, type StateLook } from '../../usecases/state/look-at-state.js';
import { type Fact, factTable } from '../output/facts.js';
import { count, isoTime, plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { verb } from '../verb.js';
import { heldWords, withoutSigns } from './held-words.js';
import { heldJson, placeJson, serverJson } from './state-json.js';

export const stateShow = verb({
  path: 'state show',
  summary: 'where the state lies, how large it is, and who works on what',
  args: {},
  options: {},
  examples: [{ line: 'state show', does: 'the folder, or the server of LINE_OPS_STATE_URL' }],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/state-show@1'],
  exits: { unavailable: 'the state server does not answer', auth: 'the state server does not let this user in' },
  docs: [],
  run: showState,
});

async function showState(session: Session): Promise<void> {
  const look = await lookAtState(session.deps);
  const now = session.deps.clock.now();
  await show(session, {
    schema: 'line-ops/state-show@1',
    json: stateJson(look),
    text: (paint) => stateText(look, now, paint),
  });
}

function stateJson({ place, schemaVersion, move, server, folders, areas, counts, held }: StateLook) {
  return {
    place: placeJson(place),
    schemaVersion,
    move: move === null ? null : { standing: move.standing, other: move.other, at: isoTime(move.at) },
    server: server === null ? null : serverJson(server),
    folders: folders.map(({ holds, path, kind, bytes }) => ({ holds, path, exists: kind === 'folder', bytes })),
    areas: areas.map(({ area, rows, bytes }) => ({ area, rows, bytes })),
    counts: {
      channels: counts.channels,
      tokens: counts.tokens,
      unfinishedRotations: counts.unfinishedRotations,
      broadcasts: counts.broadcasts,
      unfinishedBroadcasts: counts.unfinishedBroadcasts,
      recipientsKept: counts.recipientsKept,
    },
    held: withoutSigns(held).map(heldJson),
  };
}

function stateText(look: StateLook, now: number, paint: Painter): string {
  const held = withoutSigns(look.held);
  return [
    factTable(factsOf(look), paint),
    '',
    paint.table(
      [{ title: 'AREA' }, { title: 'ROWS' }, { title: 'SIZE' }],
      look.areas.map(({ area, rows, bytes }) => [area, count(rows), bytes === null ? '-' : sizeWords(bytes)]),
    ),
    '',
    held.length === 0
      ? 'Nobody works on it.'
      : paint.table(
          [{ title: 'AT WORK', foldTo: 24 }, { title: 'WHO', cutTo: 24 }, { title: 'FOR' }],
          held.map(({ name, holder }) => [
            heldWords(name),
            holder === null ? 'unknown' : visible(`process ${holder.pid} on ${holder.host}`),
            holder === null ? '-' : formatDuration(Math.max(0, now - holder.since)),
          ]),
        ),
  ].join('\n');
}

function factsOf({ place, schemaVersion, move, server, folders, counts }: StateLook): readonly Fact[] {
  const { channels, tokens, unfinishedRotations, broadcasts, unfinishedBroadcasts, recipientsKept } = counts;
  return [
    {
      label: 'state',
      words: place.type === 'folder' ? place.path : visible(place.name),
      tone: 'bold',
    },
    ...(move === null ? [] : [moveFact(move)]),
    ...(server === null ? [] : serverFacts(server)),
    { label: 'form', words: `version ${schemaVersion}` },
    ...folders.map(({ holds, path, kind, bytes }) => ({
      label: 'folder',
      words: `${path} (${holds})${kind === 'folder' ? `, ${sizeWords(bytes)}` : ', not made yet'}`,
    })),
    {
      label: 'holds',
      words: [
        ...(channels === null ? [] : [plural(channels, 'channel')]),
        plural(tokens, 'token'),
        `${plural(broadcasts, 'broadcast')}${unfinishedBroadcasts === 0 ? '' : ` (${count(unfinishedBroadcasts)} not over)`}`,
        `${plural(recipientsKept, 'recipient')} kept`,
      ].join(', '),
    },
    ...(unfinishedRotations === 0
      ? []
      : [{ label: 'rotations', words: `${count(unfinishedRotations)} not ended`, tone: 'warn' as const }]),
  ];
}

function moveFact({ standing, other, at }: NonNullable<PlaceFacts['move']>): Fact {
  const when = isoTime(at)?.slice(0, 16).replace('T', ' ') ?? '-';
  switch (standing) {
    case 'here':
      return { label: 'moved', words: `here from ${visible(other)} on ${when} UTC` };
    case 'left':
      return { label: 'moved', words: `to ${visible(other)} on ${when} UTC: this one is refused`, tone: 'warn' };
    case 'arrives':
      return {
        label: 'moved',
        words: `from ${visible(other)} since ${when} UTC, and not arrived: this one is refused`,
        tone: 'warn',
      };
  }
}

/** A difference of clocks that is told; below it the way there says as much. */
const TOLD_AHEAD_MS = 1_000;

function serverFacts({ version, user, latencyMs, aheadMs, tls, excess }: ServerFacts): readonly Fact[] {
  const way = `${Math.max(1, Math.round(latencyMs))} ms there and back`;
  const clock =
    aheadMs === null || Math.abs(aheadMs) < TOLD_AHEAD_MS
      ? ''
      : `, its clock ${aheadMs < 0 ? 'behind' : 'ahead of'} this one by ${durationWord(Math.abs(Math.round(aheadMs / 1000)) * 1000)}`;
  return [
    { label: 'server', words: `PostgreSQL ${visible(version)}, as ${visible(user)}, ${way}${clock}` },
    {
      label: 'TLS',
      words: tlsWords(tls),
      ...(tls.isVerified || tls.isLocal ? {} : { tone: 'warn' as const }),
    },
    ...(excess.length === 0
      ? []
      : [{ label: 'rights', words: `more than are needed: ${excess.join(', ')}`, tone: 'warn' as const }]),
  ];
}

export function tlsWords({ mode, protocol, isVerified, isLocal }: ServerFacts['tls']): string {
  const spoken = protocol ?? 'not encrypted';
  const proof = isVerified
    ? 'the server has proven who it is'
    : isLocal
      ? 'the way never leaves this machine'
      : 'nobody checks whose server it is';
  return `sslmode=${mode}: ${spoken}; ${proof}`;
}
