import type { Endpoint } from '../endpoints.js';

/** Where an operation of LINE's is served. */
type Host = Endpoint['host'];

/** When LINE published what is below. */
export const LISTED_ON = '2026-07-01';

/**
 * What LINE answers with a channel access token: path, and the methods it takes there. LINE adds some now and then, so that
 * what is not here may be there all the same.
 *
 * @see https://github.com/line/line-openapi
 */
const OPERATIONS: Readonly<Record<Host, Readonly<Record<string, string>>>> = {
  api: {
    '/bot/pnp/push': 'POST',
    '/liff/v1/apps': 'GET POST',
    '/liff/v1/apps/{liffId}': 'PUT DELETE',
    '/shop/v3/mission': 'POST',
    '/v2/bot/audienceGroup/click': 'POST',
    '/v2/bot/audienceGroup/imp': 'POST',
    '/v2/bot/audienceGroup/list': 'GET',
    '/v2/bot/audienceGroup/shared/list': 'GET',
    '/v2/bot/audienceGroup/shared/{audienceGroupId}': 'GET',
    '/v2/bot/audienceGroup/upload': 'POST PUT',
    '/v2/bot/audienceGroup/{audienceGroupId}': 'GET DELETE',
    '/v2/bot/audienceGroup/{audienceGroupId}/updateDescription': 'PUT',
    '/v2/bot/channel/detach': 'POST',
    '/v2/bot/channel/webhook/endpoint': 'GET PUT',
    '/v2/bot/channel/webhook/test': 'POST',
    '/v2/bot/chat/loading/start': 'POST',
    '/v2/bot/chat/markAsRead': 'POST',
    '/v2/bot/chat/{chatId}/control/acquire': 'POST',
    '/v2/bot/chat/{chatId}/control/release': 'POST',
    '/v2/bot/coupon': 'GET POST',
    '/v2/bot/coupon/{couponId}': 'GET',
    '/v2/bot/coupon/{couponId}/close': 'PUT',
    '/v2/bot/followers/ids': 'GET',
    '/v2/bot/group/{groupId}/leave': 'POST',
    '/v2/bot/group/{groupId}/member/{userId}': 'GET',
    '/v2/bot/group/{groupId}/members/count': 'GET',
    '/v2/bot/group/{groupId}/members/ids': 'GET',
    '/v2/bot/group/{groupId}/summary': 'GET',
    '/v2/bot/info': 'GET',
    '/v2/bot/insight/demographic': 'GET',
    '/v2/bot/insight/followers': 'GET',
    '/v2/bot/insight/message/delivery': 'GET',
    '/v2/bot/insight/message/event': 'GET',
    '/v2/bot/insight/message/event/aggregation': 'GET',
    '/v2/bot/insight/richmenu/{richMenuId}/daily': 'GET',
    '/v2/bot/insight/richmenu/{richMenuId}/summary': 'GET',
    '/v2/bot/list': 'GET',
    '/v2/bot/membership/list': 'GET',
    '/v2/bot/membership/subscription/{userId}': 'GET',
    '/v2/bot/membership/{membershipId}/users/ids': 'GET',
    '/v2/bot/message/aggregation/info': 'GET',
    '/v2/bot/message/aggregation/list': 'GET',
    '/v2/bot/message/broadcast': 'POST',
    '/v2/bot/message/delivery/broadcast': 'GET',
    '/v2/bot/message/delivery/multicast': 'GET',
    '/v2/bot/message/delivery/pnp': 'GET',
    '/v2/bot/message/delivery/push': 'GET',
    '/v2/bot/message/delivery/reply': 'GET',
    '/v2/bot/message/markAsRead': 'POST',
    '/v2/bot/message/multicast': 'POST',
    '/v2/bot/message/narrowcast': 'POST',
    '/v2/bot/message/progress/narrowcast': 'GET',
    '/v2/bot/message/push': 'POST',
    '/v2/bot/message/quota': 'GET',
    '/v2/bot/message/quota/consumption': 'GET',
    '/v2/bot/message/reply': 'POST',
    '/v2/bot/message/validate/broadcast': 'POST',
    '/v2/bot/message/validate/multicast': 'POST',
    '/v2/bot/message/validate/narrowcast': 'POST',
    '/v2/bot/message/validate/push': 'POST',
    '/v2/bot/message/validate/reply': 'POST',
    '/v2/bot/profile/{userId}': 'GET',
    '/v2/bot/richmenu': 'POST',
    '/v2/bot/richmenu/alias': 'POST',
    '/v2/bot/richmenu/alias/list': 'GET',
    '/v2/bot/richmenu/alias/{richMenuAliasId}': 'GET POST DELETE',
    '/v2/bot/richmenu/batch': 'POST',
    '/v2/bot/richmenu/bulk/link': 'POST',
    '/v2/bot/richmenu/bulk/unlink': 'POST',
    '/v2/bot/richmenu/list': 'GET',
    '/v2/bot/richmenu/progress/batch': 'GET',
    '/v2/bot/richmenu/validate': 'POST',
    '/v2/bot/richmenu/validate/batch': 'POST',
    '/v2/bot/richmenu/{richMenuId}': 'GET DELETE',
    '/v2/bot/room/{roomId}/leave': 'POST',
    '/v2/bot/room/{roomId}/member/{userId}': 'GET',
    '/v2/bot/room/{roomId}/members/count': 'GET',
    '/v2/bot/room/{roomId}/members/ids': 'GET',
    '/v2/bot/user/all/richmenu': 'GET DELETE',
    '/v2/bot/user/all/richmenu/{richMenuId}': 'POST',
    '/v2/bot/user/{userId}/linkToken': 'POST',
    '/v2/bot/user/{userId}/richmenu': 'GET DELETE',
    '/v2/bot/user/{userId}/richmenu/{richMenuId}': 'POST',
  },
  'api-data': {
    '/v2/bot/audienceGroup/upload/byFile': 'POST PUT',
    '/v2/bot/message/{messageId}/content': 'GET',
    '/v2/bot/message/{messageId}/content/preview': 'GET',
    '/v2/bot/message/{messageId}/content/transcoding': 'GET',
    '/v2/bot/richmenu/{richMenuId}/content': 'GET POST',
  },
};

interface Known {
  readonly host: Host;
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Those without a parameter first: `list` is no ID. */
const KNOWN: readonly Known[] = Object.entries(OPERATIONS)
  .flatMap(([host, paths]) =>
    Object.entries(paths).map(([path, methods]) => ({
      // The keys of the table above, and nothing else.
      host: host as Host,
      path,
      pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      methods: methods.split(' '),
    })),
  )
  .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));

/** What LINE's list says of a request. */
export type Listed =
  | { readonly is: 'known'; readonly host: Host }
  /** The path is there, and takes other methods. */
  | { readonly is: 'otherMethod'; readonly host: Host; readonly methods: readonly string[] }
  | { readonly is: 'unknown' };

/** Whether LINE's list has the request, and on which host. */
export function listed(method: string, path: string): Listed {
  const there = KNOWN.filter(({ pattern }) => pattern.test(path));
  const known = there.find(({ methods }) => methods.includes(method));
  if (known !== undefined) return { is: 'known', host: known.host };
  const [other] = there;
  return other === undefined
    ? { is: 'unknown' }
    : { is: 'otherMethod', host: other.host, methods: there.flatMap(({ methods }) => methods) };
}
