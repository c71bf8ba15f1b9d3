import { list, object, orNull, type Shape, type Shapes, text, time, whole, word, yesNo } from '../shape.js';
import { requestId } from './channel.js';

/** An audience as every document has it; words in capitals are LINE's, which adds to them. */
export const AUDIENCE_KEYS: Shapes = {
  id: whole("LINE's audience group ID"),
  name: text('its name at LINE'),
  type: text("how it was made, in LINE's word: `UPLOAD`, `CLICK`, `IMP`, …"),
  status: text("where it stands, in LINE's word: `IN_PROGRESS`, `READY`, `FAILED`, `EXPIRED`, …"),
  failedType: orNull(text("why it failed, in LINE's word; null where it did not")),
  count: orNull(whole('people in it, with those who have blocked the account; null where LINE gives no number')),
  permission: orNull(text('`READ_WRITE`, or `READ` for one that can be sent to and not changed')),
  createRoute: orNull(text('where it was made: `OA_MANAGER`, `MESSAGING_API`, …')),
  isIfaAudience: yesNo('whether it holds advertising IDs in place of user IDs'),
  shared: yesNo('whether another account shares it with this one'),
  createdAt: orNull(time('when it was made')),
  expiresAt: orNull(time('when LINE deletes it; null for one that does not expire')),
};

export const AUDIENCE_WITH_UPLOADS: Shapes = {
  ...AUDIENCE_KEYS,
  jobs: list(
    'uploads to it that LINE lists',
    object('one upload', {
      id: orNull(whole("LINE's job ID")),
      description: orNull(text('what the upload was called')),
      status: text("where it stands, in LINE's word: `QUEUED`, `WORKING`, `FINISHED`, `FAILED`"),
      failedType: orNull(text("why it failed, in LINE's word")),
      count: orNull(whole('people that it added')),
      createdAt: orNull(time('when it was sent')),
    }),
  ),
  upload: orNull(
    object('what was uploaded from here; null where nothing was', {
      id: text('ID of the upload in this state'),
      people: whole('people of the list'),
      createdAt: time('when it began'),
      parts: list(
        'the requests that it was cut into',
        object('one request', {
          index: whole('its number, from 1'),
          people: whole('people in it'),
          state: word('what became of it', ['pending', 'in-doubt', 'accepted']),
          attemptedAt: orNull(time('when it was sent last')),
          requestId,
        }),
      ),
    }),
  ),
};

export function audience(description: string): Shape {
  return object(description, AUDIENCE_KEYS);
}
