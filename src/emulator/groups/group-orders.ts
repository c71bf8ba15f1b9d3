import { areUserIds, isTextOrNull, readControlBody } from '../control/control-body.js';
import { type Answer, apiError, json } from '../http/answer.js';
import { isJsonObject, type LineRequest } from '../http/line-request.js';
import { type Addressed, control, type Route } from '../http/route.js';
import type { Group } from './group-book.js';

const WANTED = 'Give {"create":{"members":["U…"],"name":"…","kind":"group"}}; a "room" has no name';

/** Every group and room, or with `?id=` one. */
function showGroups({ state }: Addressed, { query }: LineRequest): Answer {
  const id = query.get('id');
  if (id === null) return json(200, { groups: state.groups.all().map(shown) });
  const group = state.groups.find(id);
  return group === null ? apiError(404, `There is no group or room ${id}`) : json(200, shown(group));
}

/** Makes a group or room as people do who invite the account: it is in it at once. The bot is not told. */
function orderGroup({ state }: Addressed, request: LineRequest): Answer {
  const create = readControlBody(request)?.['create'];
  if (!isJsonObject(create)) return apiError(400, WANTED);
  const { kind = 'group', members = [], name = null, pictureUrl = null } = create;
  if ((kind !== 'group' && kind !== 'room') || !isTextOrNull(name) || !isTextOrNull(pictureUrl) || !areUserIds(members))
    return apiError(400, WANTED);
  return json(200, shown(state.groups.create(kind, members, { name, pictureUrl })));
}

function shown(group: Group): object {
  return { ...group, members: [...group.members] };
}

/** What people do with groups. */
export const GROUP_ORDER_ROUTES: readonly Route[] = [
  control('GET', 'groups', showGroups),
  control('POST', 'groups', orderGroup),
];
