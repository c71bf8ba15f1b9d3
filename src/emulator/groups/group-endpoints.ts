import { isUserId } from '../../domain/line/ids.js';
import { type Answer, invalidParameter, json, NOT_AVAILABLE, NOT_FOUND, OK } from '../http/answer.js';
import type { LineRequest, Read } from '../http/line-request.js';
import { readPage } from '../http/pages.js';
import { BOT, bearer, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { sendEvents } from '../webhook/webhook-events.js';
import { type Group, type GroupKind, isGroupId } from './group-book.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-group-member-user-ids */
const MEMBERS_PER_PAGE = 100;
const PARAMETER: Readonly<Record<GroupKind, string>> = { group: 'groupId', room: 'roomId' };

/** @see https://developers.line.biz/en/reference/messaging-api/#get-group-summary */
function summary(state: EmulatorState, request: LineRequest): Answer {
  const joined = readJoined(state, request, 'group');
  if (!joined.ok) return joined.answer;
  const { id, name, pictureUrl } = joined.value;
  return json(200, { groupId: id, groupName: name, ...(pictureUrl === null ? {} : { pictureUrl }) });
}

/** Without the account itself. @see https://developers.line.biz/en/reference/messaging-api/#get-members-group-count */
function memberCount(state: EmulatorState, request: LineRequest, kind: GroupKind): Answer {
  const joined = readJoined(state, request, kind);
  return joined.ok ? json(200, { count: joined.value.members.size }) : joined.answer;
}

/**
 * Also of those who are no friends or have blocked the account. Only for verified and premium accounts.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-group-member-user-ids
 */
function memberIds(state: EmulatorState, request: LineRequest, kind: GroupKind): Answer {
  if (!state.settings.verified) return NOT_AVAILABLE;
  const joined = readJoined(state, request, kind);
  if (!joined.ok) return joined.answer;
  const members = [...joined.value.members];
  const page = readPage(state, request, { limits: MEMBERS_PER_PAGE, total: members.length });
  if (!page.ok) return page.answer;
  const { first, end, next } = page.value;
  return json(200, { memberIds: members.slice(first, end), ...next });
}

/**
 * Also of those who are no friends or have blocked the account; without status message and language.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-group-member-profile
 */
function memberProfile(state: EmulatorState, request: LineRequest, kind: GroupKind): Answer {
  const userId = request.params['userId'] ?? '';
  const joined = readJoined(state, request, kind);
  if (!joined.ok && joined.answer !== NOT_FOUND) return joined.answer;
  if (!isUserId(userId)) return invalidParameter('userId');
  if (!joined.ok || !joined.value.members.has(userId)) return NOT_FOUND;
  const { displayName, pictureUrl } = state.people.profileOf(userId);
  return json(200, { displayName, userId, ...(pictureUrl === null ? {} : { pictureUrl }) });
}

/**
 * Leaves; LINE then tells the bot that it has left. A room that the account is not in is left without an error.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#leave-group
 * @see https://developers.line.biz/en/reference/messaging-api/#leave-event
 */
function leave(state: EmulatorState, request: LineRequest, kind: GroupKind): Answer {
  const found = readGroup(state, request, kind);
  if (!found.ok) return found.answer;
  const group = found.value;
  if (!group.hasBot) return kind === 'room' ? OK : NOT_FOUND;
  group.hasBot = false;
  const { endpoint, active } = state.webhook;
  if (endpoint === null || !active) return OK;
  const event = { type: 'leave', source: { type: kind, [PARAMETER[kind]]: group.id } };
  return { ...OK, onSent: () => void sendEvents(state, endpoint, [event]) };
}

/** The chat that the path names, whether or not the account is in it. */
function readGroup({ groups }: EmulatorState, { params }: LineRequest, kind: GroupKind): Read<Group> {
  const id = params[PARAMETER[kind]];
  if (!isGroupId(kind, id)) return { ok: false, answer: invalidParameter(PARAMETER[kind]) };
  const group = groups.find(id);
  return group === null ? { ok: false, answer: NOT_FOUND } : { ok: true, value: group };
}

/** The chat that the path names, if the account is in it. */
function readJoined(state: EmulatorState, request: LineRequest, kind: GroupKind): Read<Group> {
  const found = readGroup(state, request, kind);
  return found.ok && !found.value.hasBot ? { ok: false, answer: NOT_FOUND } : found;
}

function routesOf(kind: GroupKind): readonly Route[] {
  const path = `${BOT}/${kind}/{${PARAMETER[kind]}}`;
  return [
    bearer(`${kind}-member-count`, 'GET', `${path}/members/count`, (state, request) =>
      memberCount(state, request, kind),
    ),
    bearer(`${kind}-member-ids`, 'GET', `${path}/members/ids`, (state, request) => memberIds(state, request, kind)),
    bearer(`${kind}-member`, 'GET', `${path}/member/{userId}`, (state, request) => memberProfile(state, request, kind)),
    bearer(`${kind}-leave`, 'POST', `${path}/leave`, (state, request) => leave(state, request, kind)),
  ];
}

/** Group chats and multi-person chats. */
export const GROUP_ROUTES: readonly Route[] = [
  bearer('group-summary', 'GET', `${BOT}/group/{groupId}/summary`, summary),
  ...routesOf('group'),
  ...routesOf('room'),
];
