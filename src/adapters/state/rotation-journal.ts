import { parseChannelId, parseTokenId } from '../../domain/line/ids.js';
import { isJsonObject, jsonObjectIn } from '../../domain/text/json-object.js';
import { type DeliveryTarget, parseDeliveryTarget, targetText } from '../../domain/tokens/delivery-target.js';
import {
  DEFAULT_COMMAND_TIMEOUT_MS,
  ROTATION_STATES,
  type Rotation,
  type RotationPlan,
  type RotationState,
} from '../../domain/tokens/rotation.js';
import type { RotationJournal } from '../../ports/tokens/rotation.js';
import { damaged } from './sql/damage.js';
import type { StateEngine } from './sql/engine.js';
import { oneOf, readRow } from './sql/rows.js';
import { rows, run } from './sql/steps.js';

export function createRotationJournal(engine: StateEngine): RotationJournal {
  return {
    unfinished: (channelId) =>
      engine.read(function* () {
        const unfinished = yield* rows(
          'SELECT * FROM rotation WHERE channel_id = ? AND finished_at IS NULL ORDER BY started_at, id',
          channelId,
        );
        return unfinished.map(rotationOf);
      }),
    put: (rotation) =>
      engine.write(function* () {
        yield* run(
          PUT,
          rotation.id,
          rotation.channelId,
          rotation.oldId,
          rotation.newId,
          planText(rotation.plan),
          rotation.state,
          rotation.begun,
          rotation.delivered,
          rotation.graceEndsAt,
          rotation.startedAt,
          rotation.finishedAt,
          rotation.reason,
          rotation.host,
        );
      }),
  };
}

const PUT = `INSERT INTO rotation (id, channel_id, old_token_id, new_token_id, plan, state, begun, delivered, grace_ends_at, started_at, finished_at, reason, host)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET channel_id = excluded.channel_id, old_token_id = excluded.old_token_id,
    new_token_id = excluded.new_token_id, plan = excluded.plan, state = excluded.state, begun = excluded.begun,
    delivered = excluded.delivered, grace_ends_at = excluded.grace_ends_at, started_at = excluded.started_at,
    finished_at = excluded.finished_at, reason = excluded.reason, host = excluded.host`;

function rotationOf(value: unknown): Rotation {
  const row = readRow(value);
  return {
    id: row.text('id'),
    channelId: row.parsed('channel_id', parseChannelId),
    oldId: row.parsedOrNull('old_token_id', parseTokenId),
    newId: row.parsed('new_token_id', parseTokenId),
    plan: planFrom(row.text('plan')),
    state: oneOf<RotationState>(ROTATION_STATES, row.text('state')),
    begun: row.number('begun'),
    delivered: row.number('delivered'),
    graceEndsAt: row.numberOrNull('grace_ends_at'),
    startedAt: row.number('started_at'),
    finishedAt: row.numberOrNull('finished_at'),
    reason: row.textOrNull('reason'),
    host: row.textOrNull('host'),
  };
}

function planText({ targets, ...plan }: RotationPlan): string {
  const { type, lifetimeSeconds, label, verifyCommand, graceMs, commandTimeoutMs, keepOld } = plan;
  const places = targets.map((target) => ({
    to: targetText(target),
    folder: target.type === 'exec' ? target.folder : null,
  }));
  return JSON.stringify({
    type,
    lifetimeSeconds,
    label,
    targets: places,
    verifyCommand,
    graceMs,
    commandTimeoutMs,
    keepOld,
  });
}

function planFrom(text: string): RotationPlan {
  const { type, lifetimeSeconds, label, targets, verifyCommand, graceMs, commandTimeoutMs, keepOld } = objectFrom(text);
  if (typeof lifetimeSeconds !== 'number' || typeof graceMs !== 'number' || !Array.isArray(targets))
    throw damaged('plan');
  return {
    type: oneOf(['v2.1', 'short-lived'] as const, String(type)),
    lifetimeSeconds,
    label: textOrNull(label),
    targets: targets.map(targetFrom),
    verifyCommand: textOrNull(verifyCommand),
    graceMs,
    // Rotations of earlier versions had no bound.
    commandTimeoutMs: typeof commandTimeoutMs === 'number' ? commandTimeoutMs : DEFAULT_COMMAND_TIMEOUT_MS,
    keepOld: keepOld === true,
  };
}

function targetFrom(value: unknown): DeliveryTarget {
  if (!isJsonObject(value) || typeof value['to'] !== 'string') throw damaged('plan');
  const target = parseDeliveryTarget(value['to']);
  return target.type === 'exec' ? { ...target, folder: textOrNull(value['folder']) } : target;
}

function objectFrom(text: string): Readonly<Record<string, unknown>> {
  const plan = jsonObjectIn(text);
  if (plan === null) throw damaged('plan');
  return plan;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
