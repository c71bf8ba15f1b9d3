import type { Document } from './document.js';
import { AUDIENCES } from './documents/audiences.js';
import { BROADCAST_PLANS } from './documents/broadcast-plans.js';
import { BROADCASTS } from './documents/broadcasts.js';
import { CHANNELS } from './documents/channels.js';
import { GENERAL } from './documents/general.js';
import { LOGS } from './documents/logs.js';
import { MESSAGES } from './documents/messages.js';
import { PEOPLE } from './documents/people.js';
import { STATE } from './documents/state.js';
import { TOKENS } from './documents/tokens.js';
import { EMULATOR_RECORDS, EMULATORS, PAPERS } from './documents/tools.js';
import { WEBHOOKS } from './documents/webhooks.js';

/** Every document that the program prints, by what it is about. */
export const DOCUMENTS: readonly Document[] = [
  ...GENERAL,
  ...CHANNELS,
  ...TOKENS,
  ...MESSAGES,
  ...BROADCAST_PLANS,
  ...BROADCASTS,
  ...AUDIENCES,
  ...PEOPLE,
  ...WEBHOOKS,
  ...LOGS,
  ...STATE,
  ...EMULATORS,
  ...EMULATOR_RECORDS,
  ...PAPERS,
];
