import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { targetText } from '../../../domain/tokens/delivery-target.js';
import type { Rotation } from '../../../domain/tokens/rotation.js';
import { TOKEN_LIMITS, type TokenRecord, tokenName, tokenStatus } from '../../../domain/tokens/token.js';
import { ISSUE_ENDPOINTS, revokeEndpoint } from '../../../domain/tokens/token-endpoints.js';
import type { Painter } from '../../../ports/terminal.js';
import { type Channel, channelLabel } from '../../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import type { RotationOutcome } from '../../../usecases/tokens/rotation/rotation-observer.js';
import type { PreparedRotation } from '../../../usecases/tokens/rotation/start-rotation.js';
import type { RolledBack } from '../../../usecases/tokens/rotation/steps/roll-back.js';
import { changePlanView } from '../../output/change-plan.js';
import { show, type View } from '../../output/view.js';
import type { Session } from '../../session.js';
import { age, endOf, timeLeft, tokenJson } from '../selection/token-view.js';

export const ROTATE_SCHEMA = 'line-ops/token-rotate@1';

/** A rotation that went through. The token string is in its JSON only where stdout is a target. */
export function rotatedView(
  { rotation, old, new: issued, token, revokedOld }: RotationOutcome,
  channel: Channel,
  now: number,
): View {
  const { targets } = rotation.plan;
  const isHandedOut = targets.some(({ type }) => type === 'stdout');
  return {
    schema: ROTATE_SCHEMA,
    json: {
      new: newTokenJson(issued, isHandedOut ? token : null, now),
      rotated: true,
      old: old === null ? null : tokenJson(old, now),
      delivered: targets.map(targetText),
      revokedOld,
      reason: null,
    },
    text: (paint) =>
      [
        `${paint.good('rotated')}  ${old === null ? 'the first one' : tokenName(old)} → ${tokenName(issued)} of ${channelLabel(channel)}: ${endOf(issued, paint)}.`,
        ...(old === null || revokedOld ? [] : [`The old token is alive: ${endOf(old, paint)}.`]),
      ].join('\n'),
  };
}

/** The new token comes first in its document: stdout has it before the rest is true. `token` where stdout is a place. */
export function newTokenJson(record: TokenRecord, token: ChannelAccessToken | null, now: number) {
  return { ...tokenJson(record, now), accessToken: token?.reveal() ?? null };
}

/** Nothing was to be done, and that is fine. */
export function nothingDone(old: TokenRecord | null, reason: string, now: number): View {
  return {
    schema: ROTATE_SCHEMA,
    json: {
      new: null,
      rotated: false,
      old: old === null ? null : tokenJson(old, now),
      delivered: [],
      revokedOld: old !== null && tokenStatus(old, now) === 'revoked',
      reason,
    },
    text: () => `Nothing to do: ${reason}.`,
  };
}

/** A rotation that the operator had taken back. */
export async function rolledBackView({ oldId }: Rotation, came: RolledBack, { deps }: ChannelAtLine): Promise<View> {
  const old = oldId === null ? null : await (await deps.tokenLedger()).find(oldId);
  const altered = came.altered.map(({ sentence }) => sentence);
  const dead = came.oldIsAlive ? [] : [`LINE no longer knows the old token ${oldId ?? ''}`];
  const reason = ['rolled back', ...altered, ...dead].join('; ');
  const asBefore = old === null ? 'everything is as it was' : `${tokenName(old)} is in use as before`;
  const now = [...altered, ...dead];
  return {
    ...nothingDone(old, reason, deps.clock.now()),
    text: (paint) =>
      now.length === 0
        ? `${paint.good('rolled back')}  ${asBefore}.`
        : `${paint.warn('rolled back')}  the new token was revoked; somebody else has changed what it goes back to: ${now.join('; ')}.`,
  };
}

/**
 * Shows a result. Where stdout is for the token alone, as in `TOKEN=$(line-ops token rotate …)`, people read it on
 * stderr; JSON stays on stdout, where its keys say what it is.
 */
export async function showBesideToken(session: Session, view: View, isTokenAlone: boolean): Promise<void> {
  if (session.globals.json || !isTokenAlone) return show(session, view);
  session.terminal.noteLines(view.text(await session.terminal.painter('stderr')));
}

export function dryRunOf({ old, plan }: PreparedRotation): View {
  const revokes = old !== null && !plan.keepOld;
  return changePlanView({
    requests: [ISSUE_ENDPOINTS[plan.type], ...(revokes ? [revokeEndpoint(old.type)] : [])],
    changes: [
      `token ledger: one more ${plan.type} token${revokes ? `; ${tokenName(old)} revoked` : ''}`,
      `secret store: the new token string${revokes ? '; the old one forgotten' : ''}`,
      ...plan.targets.map((target) => `delivery: ${targetText(target)}`),
    ],
  });
}

/** Of the plan, below what it is of. */
const PLAN_INDENT = '  ';

/** The plan that is agreed on, for people. */
export function planLines(
  { old, plan, inventory }: PreparedRotation,
  channel: Channel,
  now: number,
  paint: Painter,
): readonly string[] {
  const rows: readonly (readonly [name: string, value: string])[] = [
    [
      'old',
      old === null ? 'none so far' : `${tokenName(old)}, ${old.type}, age ${age(old, now)}, left ${timeLeft(old, now)}`,
    ],
    [
      'new',
      `${plan.type}, lives ${formatDuration(plan.lifetimeSeconds * 1000)}${plan.label === null ? '' : `, label ${plan.label}`}`,
    ],
    ['room', `${inventory.active[plan.type]} of ${TOKEN_LIMITS[plan.type]} ${plan.type} tokens are alive`],
    ...plan.targets.map((target, index) => [index === 0 ? 'goes to' : '', targetText(target)] as const),
    ...(plan.verifyCommand === null ? [] : [['check', plan.verifyCommand] as const]),
    ['then', ending(old, plan.keepOld, plan.graceMs)],
  ];
  return [
    `Rotation of ${channelLabel(channel)}:`,
    ...paint
      .table([], rows, { width: paint.columns - PLAN_INDENT.length })
      .split('\n')
      .map((row) => `${PLAN_INDENT}${row}`),
  ];
}

function ending(old: TokenRecord | null, keepOld: boolean, graceMs: number): string {
  if (old === null) return 'nothing is revoked';
  if (keepOld) return 'the old token stays alive';
  return graceMs === 0
    ? 'the old token is revoked at once'
    : `the old token is revoked after ${formatDuration(graceMs)}`;
}
