import type { JsonObject } from '../messages/engine/shapes.js';
import { pointerToken } from '../source/pointer.js';
import { isJsonObject } from '../text/json-object.js';

/** An action in a message, wherever it lies. */
export interface Tap {
  readonly pointer: string;
  readonly action: JsonObject;
}

/** Every action below a value, `pointer` being its own. */
export function* tapsIn(value: unknown, pointer: string): Generator<Tap> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* tapsIn(item, `${pointer}/${index}`);
  } else if (isJsonObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      const at = `${pointer}/${pointerToken(name)}`;
      yield* ownTaps(name, child, at);
      yield* tapsIn(child, at);
    }
  }
}

/** An action object is one by the property that it lies in. */
function* ownTaps(name: string, value: unknown, pointer: string): Generator<Tap> {
  if ((name === 'action' || name === 'defaultAction') && isJsonObject(value)) yield { pointer, action: value };
  if (name !== 'actions' || !Array.isArray(value)) return;
  for (const [index, action] of value.entries())
    if (isJsonObject(action)) yield { pointer: `${pointer}/${index}`, action };
}
