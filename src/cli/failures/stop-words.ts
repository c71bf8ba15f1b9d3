import { stageNumber } from '../../domain/broadcast/broadcast.js';
import { type CulpritsNotFound, KEY_IN_USE, type StopReason } from '../../domain/broadcast/sending/stop-reason.js';
import { formatDuration } from '../../domain/text/duration.js';
import { grouped, plural } from '../../domain/text/grouped.js';
import { reasonWords, type Tell } from './text.js';

/** One sentence for the ledger and for people. */
export function stopWords(reason: StopReason, tell: Tell): string {
  switch (reason.type) {
    case 'interrupted':
      return 'stopped by a signal';
    case 'quotaUsedUp':
      return `this month's quota does not cover the next batch (${plural(reason.left, 'message')} left)`;
    case 'quotaReserved':
      return `LINE speaks of the monthly limit, and ${plural(reason.left, 'message of it is left, but', 'messages of it are left, but')} reserved by another delivery in progress`;
    case 'rateLimited':
      return `LINE kept answering 429 (${reason.problem}) although the pace was lowered${reason.quotaUnread === null ? '' : `; what is left of the quota could not be read, so that it may be the month's limit too: ${tell(reason.quotaUnread).message}`}`;
    case 'asked':
      return reason.to === 'pause' ? 'paused from another terminal' : 'cancelled from another terminal';
    case 'gateClosed':
      return `the gate before the next stage is closed: ${reason.why}`;
    case 'noticeForbidden':
      return 'its notices are told by a command, and the worker runs none without --allow-commands';
    case 'late':
      return `it could not begin, or go on with its next stage, at its time, and is ${formatDuration(reason.lateMs)} late: more than --not-after allows`;
    case 'notDue':
      return 'it is not due';
    case 'budgetSpent':
      return `LINE refused ${plural(reason.refused, 'recipient')} of stage ${stageNumber(reason.stage)}, more than --max-refused allows`;
    case 'stageFailed':
      return reason.reachedNobody
        ? `LINE did not deliver stage ${stageNumber(reason.stage)}: ${reason.why}`
        : `who got stage ${stageNumber(reason.stage)} is not known: ${reason.why}`;
    case 'stageBlocked':
      return `stage ${stageNumber(reason.stage)} was not begun: ${reason.why}`;
    case 'audienceGrew':
      return reason.count !== null && reason.planned < reason.count
        ? `the audience ${reason.id} has ${plural(reason.count, 'person', 'people')} now, and the broadcast was planned for ${grouped(reason.planned)}`
        : `people are being added to the audience ${reason.id} that the broadcast was not planned for`;
    case 'noAnswer':
      return `no clear answer from LINE after all attempts: ${reasonWords(reason.why, tell)}`;
    case 'notLine':
      return `something between here and LINE removes LINE's headers or answers for it: ${reason.why}`;
    case 'refused': {
      const fault =
        reason.messages === null ? '' : `; its validate endpoint finds fault with the messages: ${reason.messages}`;
      return `LINE refused a batch with ${reason.status}: ${reason.problem}${fault}`;
    }
    case 'culpritsNotFound': {
      const refusal = reason.problem === null ? '' : ` (${reason.problem})`;
      return `LINE refuses somebody without saying whom${refusal}; ${notFound(reason.why, tell)}`;
    }
    case 'keyInUse':
      return KEY_IN_USE;
    case 'failed':
      return tell(reason.error).message;
  }
}

function notFound(why: CulpritsNotFound, tell: Tell): string {
  switch (why.type) {
    case 'requestsUsedUp':
      return `the ${why.requests} requests that one run spends on it are used up`;
    case 'nobodyGotIt':
      return 'nobody has got these messages yet, so that they may be at fault all the same';
    case 'notAsked':
      return `LINE could not be asked whether the messages are at fault (${tell(why.problem).message})`;
  }
}
