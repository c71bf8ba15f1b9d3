import { list, number, object, orNull, text, time, whole, yesNo } from '../shape.js';

export const server = object('the server, as this process meets it; null for a folder', {
  version: text('version of PostgreSQL'),
  user: text('as whom we are there'),
  latencyMs: whole('milliseconds there and back, at its best'),
  aheadMs: orNull(number('its clock minus ours, in milliseconds; null where nobody can tell')),
  tls: object('how we talk to it', {
    mode: text('`sslmode` of the URL, or what holds without one'),
    protocol: orNull(text('version of TLS; null where nothing is encrypted')),
    verified: yesNo('whether the server has proven who it is'),
    local: yesNo('whether the way never leaves this machine'),
  }),
  excess: list('what this user may do that no command needs', text('one such right')),
});

export const atWork = list(
  'who works on what at this moment',
  object('one lock', {
    name: text('name of the lock or lease'),
    does: text('what is done under it, in words'),
    host: orNull(text('the machine; null where nobody can tell')),
    pid: orNull(whole('the process there')),
    since: orNull(time('since when')),
    lapsesAt: orNull(time('when it lapses unless it is renewed; null where it ends with its process')),
  }),
);
