import { receive } from '../content/receive.js';
import type { JsonObject } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';

/**
 * Lets a complete webhook event happen in the channel's world, before the bot is told of it: who follows has followed,
 * a message that was unsent is gone. Events that change nothing pass.
 */
export function happen(state: EmulatorState, event: JsonObject): void {
  receive(state, event);
}
