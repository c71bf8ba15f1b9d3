import type { NoticeEvent } from '../notifying/notice.js';
import type { Broadcast } from './broadcast.js';

/** What is to be told of a broadcast that nobody runs any more; null where nobody is to be told. */
export function noticeAfter(
  { settings: { notify }, recipients: { unknown } }: Broadcast,
  state: Broadcast['state'],
): NoticeEvent | null {
  // What waits goes on by itself.
  if (notify === null || state === 'waiting') return null;
  if (0 < unknown && state !== 'cancelled') return 'doubt';
  return state === 'paused' ? 'paused' : 'ended';
}
