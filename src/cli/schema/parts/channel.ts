import { matching, orNull, type Shape, type Shapes, text, yesNo } from '../shape.js';

export const channelId: Shape = matching('channel ID of the Messaging API channel', /^[0-9]+$/);
export const userId: Shape = matching('user ID of a person', /^U[0-9a-f]{32}$/);
export const requestId: Shape = orNull(
  text("LINE's `x-line-request-id`; null where LINE answered without, or not at all"),
);

/** A configured channel as most documents have it. */
export const CHANNEL_KEYS: Shapes = {
  name: text('the name that it has here'),
  channelId,
  botUserId: orNull(text("user ID of the channel's bot; null until LINE was asked")),
  botName: orNull(text('display name of the bot; null until LINE was asked')),
  signingKeyId: orNull(text('key ID that the console gave for the assertion signing key')),
  production: yesNo('whether each send to it asks for its name'),
  timeZone: orNull(text('time zone of its quiet hours, such as `Asia/Tokyo`; null for that default')),
  current: yesNo('whether it is the one that `channel use` chose'),
};
