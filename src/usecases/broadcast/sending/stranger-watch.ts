import type { StopReason } from '../../../domain/broadcast/sending/stop-reason.js';
import type { SendReply } from '../../../ports/line-api.js';

/** Answers in a row, over all batches of a run, that are not LINE's: more would only put more people in doubt. */
const MAX_STRANGERS_IN_A_ROW = 5;

/** Notices when something between here and LINE answers in LINE's place, or takes LINE's headers away. */
export class StrangerWatch {
  #inARow = 0;

  /** Why the run must stop; null as long as LINE may be there all the same. Silence says nothing either way. */
  note(reply: SendReply): StopReason | null {
    switch (reply.type) {
      case 'notTaken':
        return null;
      case 'doubt': {
        if (reply.stranger === null) {
          if (reply.requestId !== null) this.#inARow = 0;
          return null;
        }
        this.#inARow += 1;
        return this.#inARow < MAX_STRANGERS_IN_A_ROW
          ? null
          : { type: 'notLine', stranger: reply.stranger, why: reply.why };
      }
      default:
        this.#inARow = 0;
        return null;
    }
  }
}
