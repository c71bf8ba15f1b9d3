import { followerId } from '../../../src/emulator/bot/followers.js';
import { messages } from '../../emulator/sdk-calls.js';
import type { Refusal, Row, World } from '../table/area.js';
import { area } from '../table/record-area.js';

const MEMBER = followerId(0);
const NOWHERE = { group: `C${'0'.repeat(32)}`, room: `R${'0'.repeat(32)}` };
const NOT_AVAILABLE = 'Access to this API is not available for your account';
/** More than a page holds; most are no friends. */
const MEMBERS = 101;

type Kind = keyof typeof NOWHERE;
type Prepared = World & { readonly groupId: string; readonly roomId: string };

/** Refused for a chat that is not there, and for an ID of another form. */
function refusals(kind: Kind, more: Readonly<Record<string, string>> = {}): readonly Refusal<Prepared>[] {
  const invalid = `The value for the '${kind}Id' parameter is invalid`;
  return [
    [404, 'Not found', { path: { ...more, [`${kind}Id`]: NOWHERE[kind] } }],
    [400, invalid, { path: { ...more, [`${kind}Id`]: MEMBER } }],
  ];
}

function rowsOf(kind: Kind): Readonly<Record<string, Row<Prepared>>> {
  const path = `/v2/bot/${kind}/{${kind}Id}`;
  const here = ({ groupId, roomId }: Prepared) => (kind === 'group' ? { groupId } : { roomId });
  return {
    [`GET ${path}/members/count`]: {
      request: (world) => ({ path: here(world) }),
      answer: { count: MEMBERS },
      refusals: refusals(kind),
    },
    [`GET ${path}/members/ids`]: {
      request: (world) => ({ path: here(world) }),
      also: [
        async (world) => {
          const { next } = await (kind === 'group'
            ? world.line.getGroupMembersIds(world.groupId)
            : world.line.getRoomMembersIds(world.roomId));
          return { path: here(world), query: { start: next ?? '' } };
        },
      ],
      refusals: [
        ...refusals(kind),
        [400, 'Invalid start param', (world) => ({ path: here(world), query: { start: 'x' } })],
      ],
    },
    [`GET ${path}/member/{userId}`]: {
      request: (world) => ({ path: { ...here(world), userId: MEMBER } }),
      also: [1, 2, 3, 4].map((index) => (world) => ({ path: { ...here(world), userId: followerId(index) } })),
      refusals: [
        ...refusals(kind, { userId: MEMBER }),
        [404, 'Not found', (world) => ({ path: { ...here(world), userId: followerId(MEMBERS) } })],
        [
          400,
          "The value for the 'userId' parameter is invalid",
          (world) => ({ path: { ...here(world), userId: 'nobody' } }),
        ],
      ],
    },
    [`POST ${path}/leave`]: {
      request: (world) => ({ path: here(world) }),
      answer: {},
      also: kind === 'room' ? [(world) => ({ path: here(world) })] : [],
      refusals: refusals(kind),
    },
  };
}

export const GROUPS = area({
  name: 'groups and rooms',
  prepare: async ({ emulator, line }) => {
    const members = Array.from({ length: MEMBERS }, (_, index) => followerId(index));
    const make = async (create: object): Promise<string> => {
      const body = JSON.stringify({ create: { members, ...create } });
      const answer = await fetch(`${emulator.url}/_emulator/groups`, { method: 'POST', body });
      return String(Object(await answer.json()).id);
    };
    const groupId = await make({ name: 'crew', pictureUrl: 'https://example.com/crew' });
    const roomId = await make({ kind: 'room' });
    for (const to of [groupId, roomId]) await line.pushMessage({ to, messages });
    return { groupId, roomId };
  },
  rows: {
    'GET /v2/bot/group/{groupId}/summary': {
      request: ({ groupId }) => ({ path: { groupId } }),
      refusals: refusals('group'),
    },
    ...rowsOf('group'),
    ...rowsOf('room'),
  },
  otherWorlds: [
    {
      account: { verified: false },
      refusals: {
        'GET /v2/bot/group/{groupId}/members/ids': [403, NOT_AVAILABLE, { path: { groupId: NOWHERE.group } }],
        'GET /v2/bot/room/{roomId}/members/ids': [403, NOT_AVAILABLE, { path: { roomId: NOWHERE.room } }],
      },
    },
  ],
});
