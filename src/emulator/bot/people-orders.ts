import { isUserId, type UserId } from '../../domain/line/ids.js';
import { areUserIds, readControlBody } from '../control/control-body.js';
import { type Answer, apiError, json } from '../http/answer.js';
import type { JsonObject, LineRequest } from '../http/line-request.js';
import { type Addressed, control, type Route } from '../http/route.js';
import { menuOf } from '../richmenu/switching.js';
import type { EmulatorState } from '../state/state.js';
import { befriend, block } from '../world/friendship.js';
import { readProfile } from './profile.js';
import { readUserWords, WORDS_PER_ID } from './user-words.js';

const WANTED = 'Give "foreign", "follow", "block" or "unblock" with a list of well-formed user IDs, or "profiles"';

type Deed = (state: EmulatorState, userId: UserId, now: number) => void;

/** What each list of user IDs does, in this order. */
const DEEDS: Readonly<Record<string, Deed>> = {
  foreign: ({ foreign }, userId) => {
    const words = new Uint32Array(WORDS_PER_ID);
    if (readUserWords(userId, words) && foreign.count(words) === 0) foreign.add(words);
  },
  follow: befriend,
  unblock: (state, userId, now) => {
    if (state.people.relationOf(userId) === 'blocked') befriend(state, userId, now);
  },
  block,
};

/**
 * Does what people do with their phones, each a list of user IDs: `{"follow":[…]}`, `"block"`, `"unblock"`; `"profiles"` says how
 * they show themselves, and `"foreign"` that they are of another provider. The bot is not told: events do both.
 */
function orderPeople({ state }: Addressed, request: LineRequest): Answer {
  const body = readControlBody(request) ?? {};
  const [deeds, profiles] = [readDeeds(body), readProfiles(body)];
  if (deeds === null || profiles === null || deeds.length + profiles.length === 0) return apiError(400, WANTED);
  for (const { deed, userIds } of deeds) for (const userId of userIds) deed(state, userId, request.at);
  for (const { userId, profile } of profiles) state.people.setProfile(userId, profile);
  return json(200, { foreign: state.foreign.size });
}

/** One person, `?userId=`. */
function showPerson({ state }: Addressed, { query }: LineRequest): Answer {
  const userId = query.get('userId') ?? '';
  if (!isUserId(userId)) return apiError(400, 'Give ?userId=U… with a well-formed user ID');
  const wroteAt = state.people.wroteAt(userId);
  return json(200, {
    userId,
    relation: state.people.relationOf(userId),
    wroteAt: wroteAt === null ? null : new Date(wroteAt).toISOString(),
    profile: state.people.profileOf(userId),
    groups: state.groups.ofUser(userId).map(({ id }) => id),
    richMenu: menuOf(state, userId),
  });
}

/** The lists that are given; null where one is none of user IDs. */
function readDeeds(body: JsonObject): readonly { readonly deed: Deed; readonly userIds: readonly UserId[] }[] | null {
  const given = Object.entries(DEEDS).filter(([name]) => body[name] !== undefined);
  const read = given.flatMap(([name, deed]) => {
    const userIds = body[name];
    return areUserIds(userIds) ? { deed, userIds } : [];
  });
  return read.length === given.length ? read : null;
}

function readProfiles(body: JsonObject): readonly NonNullable<ReturnType<typeof readProfile>>[] | null {
  const { profiles = [] } = body;
  if (!Array.isArray(profiles)) return null;
  const read = profiles.map(readProfile);
  const valid = read.filter((profile) => profile !== null);
  return valid.length === read.length ? valid : null;
}

/** What people do, and how one of them stands. */
export const PEOPLE_ROUTES: readonly Route[] = [
  control('GET', 'users', showPerson),
  control('POST', 'users', orderPeople),
];
