import { type Answer, apiError, bodyErrors } from '../http/answer.js';
import { isJsonObject, type Read } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';
import { FollowerSet } from './follower-set.js';

/** Audience and redelivery objects together. @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
const MAX_SOURCES = 10;

/** Recipients of audiences that could tell something about a few people. @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions */
const FEWEST_OF_AN_AUDIENCE = 50;
/** Audiences without such a floor, where the account made them itself. */
const WITHOUT_FLOOR: ReadonlySet<string> = new Set(['UPLOAD', 'CHAT_TAG']);

/** Whom a narrowcast is for. */
export interface NarrowcastRecipients {
  readonly chosen: FollowerSet;
  /** The audiences that it names. */
  readonly audiences: readonly NamedAudience[];
}

interface NamedAudience {
  readonly hasFloor: boolean;
  readonly size: number;
}

/** The followers that a narrowcast's `recipient` names; all friends where it is left out. */
export function narrowcastRecipients(
  state: EmulatorState,
  recipient: unknown,
  now: number,
): Read<NarrowcastRecipients> {
  const friends = allFriends(state);
  if (recipient === undefined || recipient === null) return { ok: true, value: { chosen: friends, audiences: [] } };
  if (MAX_SOURCES < countSources(recipient)) {
    return refused(bodyErrors([{ message: `Size must be between 0 and ${MAX_SOURCES}`, property: 'recipient' }]));
  }
  const audiences: NamedAudience[] = [];
  const chosen = select(state, recipient, { friends, now, property: 'recipient', audiences });
  return chosen.ok ? { ok: true, value: { chosen: chosen.value, audiences } } : { ok: false, answer: chosen.answer };
}

/** Which floor of audiences so many final recipients are below; null for none. */
export function floorPassed(audiences: readonly NamedAudience[], recipients: number): 2 | 4 | null {
  const isTooSmall = ({ hasFloor, size }: NamedAudience) => hasFloor && size < FEWEST_OF_AN_AUDIENCE;
  if (1 < audiences.length && audiences.some(isTooSmall)) return 4;
  return audiences.some(({ hasFloor }) => hasFloor) && recipients < FEWEST_OF_AN_AUDIENCE ? 2 : null;
}

interface Selection {
  readonly friends: FollowerSet;
  readonly now: number;
  /** Those that were met so far are noted here. */
  readonly audiences: NamedAudience[];
  /** Path of the object that is read, for errors. */
  readonly property: string;
}

function select(state: EmulatorState, recipient: unknown, selection: Selection): Read<FollowerSet> {
  const { friends, now, property } = selection;
  if (!isJsonObject(recipient)) return invalid(property);
  switch (recipient['type']) {
    case 'audience': {
      const id = recipient['audienceGroupId'];
      const usable = typeof id === 'number' ? state.audiences.usable(id, now) : null;
      if (usable === null) return refused(apiError(400, `Invalid audience group id: ${String(id)}`));
      const { audience, followers } = usable;
      const value = friends.filter((index) => followers.has(index));
      const hasFloor = audience.isShared || !WITHOUT_FLOOR.has(audience.type);
      selection.audiences.push({ hasFloor, size: value.size });
      return { ok: true, value };
    }
    case 'redelivery': {
      const earlier = state.narrowcasts.reachedBy(String(recipient['requestId']), now);
      if (earlier === null) return refused(apiError(400, `Invalid request id: ${String(recipient['requestId'])}`));
      return { ok: true, value: friends.filter((index) => earlier.has(index)) };
    }
    case 'operator':
      return combine(state, recipient, selection);
    default:
      return refused(
        bodyErrors([
          {
            message: 'Must be one of the following values: [audience, redelivery, operator]',
            property: `${property}.type`,
          },
        ]),
      );
  }
}

function combine(
  state: EmulatorState,
  operator: Readonly<Record<string, unknown>>,
  selection: Selection,
): Read<FollowerSet> {
  const { friends, property } = selection;
  const named = (['and', 'or', 'not'] as const).filter(
    (name) => operator[name] !== undefined && operator[name] !== null,
  );
  const [name] = named;
  if (name === undefined || 1 < named.length) return invalid(property);
  if (name === 'not') {
    const excluded = select(state, operator[name], { ...selection, property: `${property}.not` });
    return excluded.ok ? { ok: true, value: friends.filter((index) => !excluded.value.has(index)) } : excluded;
  }
  const operands = operator[name];
  if (!Array.isArray(operands) || operands.length === 0) return invalid(`${property}.${name}`);
  const sets: FollowerSet[] = [];
  for (const [position, operand] of operands.entries()) {
    const set = select(state, operand, { ...selection, property: `${property}.${name}[${position}]` });
    if (!set.ok) return set;
    sets.push(set.value);
  }
  const isIn = (index: number) =>
    name === 'and' ? sets.every((set) => set.has(index)) : sets.some((set) => set.has(index));
  return { ok: true, value: friends.filter(isIn) };
}

function allFriends({ followers }: EmulatorState): FollowerSet {
  const friends = new FollowerSet(followers.count);
  for (let index = 0; index < followers.count; index++) if (!followers.isBlocked(index)) friends.add(index);
  return friends;
}

function countSources(recipient: unknown): number {
  if (Array.isArray(recipient)) return recipient.reduce<number>((sum, entry) => sum + countSources(entry), 0);
  if (!isJsonObject(recipient)) return 0;
  if (recipient['type'] === 'audience' || recipient['type'] === 'redelivery') return 1;
  return countSources(recipient['and']) + countSources(recipient['or']) + countSources(recipient['not']);
}

function invalid(property: string): Read<FollowerSet> {
  return refused(apiError(400, `The property, ${property}, in the request body is invalid (line: -, column: -)`));
}

function refused(answer: Answer): Read<never> {
  return { ok: false, answer };
}
