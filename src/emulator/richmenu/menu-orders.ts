import { isUserId } from '../../domain/line/ids.js';
import { readControlBody } from '../control/control-body.js';
import { type Answer, apiError, json } from '../http/answer.js';
import { isJsonObject, type JsonObject, type LineRequest } from '../http/line-request.js';
import { type Addressed, control, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { sendEvents } from '../webhook/webhook-events.js';
import { menuOf, switchMenu } from './switching.js';

/**
 * `{"failNextBatch":true}`: the next batch is accepted, and fails for some users. `{"managerDefault":true}`: LINE Official
 * Account Manager sets a default menu. `{"tap":{"userId":"U…","area":0}}`: somebody taps the menu that they see.
 */
function orderMenus({ state }: Addressed, request: LineRequest): Answer | Promise<Answer> {
  const { failNextBatch, managerDefault, tap } = readControlBody(request) ?? {};
  if (typeof failNextBatch === 'boolean') {
    state.menus.batches.failNext(failNextBatch);
    return json(200, { failNextBatch });
  }
  if (typeof managerDefault === 'boolean') {
    state.menus.hasManagerDefault = managerDefault;
    return json(200, { managerDefault });
  }
  const { userId, area } = isJsonObject(tap) ? tap : {};
  if (typeof userId === 'string' && isUserId(userId) && typeof area === 'number') return tapArea(state, userId, area);
  return apiError(400, 'Give {"failNextBatch":true}, {"managerDefault":true} or {"tap":{"userId":"U…","area":0}}');
}

/** What the tap does happens, and the bot is told where LINE would tell it. */
async function tapArea(state: EmulatorState, userId: string, area: number): Promise<Answer> {
  const richMenuId = menuOf(state, userId)?.richMenuId ?? null;
  const action = richMenuId === null ? undefined : state.menus.find(richMenuId)?.object.areas[area]?.action;
  if (action === undefined) return apiError(404, 'The user sees no rich menu with such an area');
  const said = eventOf(state, userId, action);
  const { endpoint, active } = state.webhook;
  const event = said === null ? null : { ...said, source: { type: 'user', userId } };
  const isTold = event !== null && endpoint !== null && active;
  const { attempts } = isTold ? await sendEvents(state, endpoint, [event], { redeliveries: 1 }) : { attempts: [] };
  return json(200, { action, event, delivered: attempts.at(-1)?.reason === 'OK', attempts });
}

/** Null for an action that the bot does not hear of. */
function eventOf(state: EmulatorState, userId: string, action: JsonObject): JsonObject | null {
  const { type, data, text, mode, initial } = action;
  switch (type) {
    case 'postback':
      return { type: 'postback', postback: { data } };
    case 'datetimepicker':
      return {
        type: 'postback',
        postback: { data, params: { [String(mode)]: initial ?? FIRST_PICKED[String(mode)] } },
      };
    case 'richmenuswitch':
      return {
        type: 'postback',
        postback: { data, params: switchMenu(state, userId, String(action['richMenuAliasId'])) },
      };
    case 'message':
      return { type: 'message', message: { type: 'text', text } };
    default:
      return null;
  }
}

/** What is picked where the action proposes nothing. */
const FIRST_PICKED: Readonly<Record<string, string>> = {
  date: '2026-12-24',
  time: '19:30',
  datetime: '2026-12-24T19:30',
};

/** What a person, or LINE Official Account Manager, does with rich menus. */
export const MENU_ORDER_ROUTES: readonly Route[] = [control('POST', 'menus', orderMenus)];
