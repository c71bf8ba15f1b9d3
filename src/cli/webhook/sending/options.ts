import { failure } from '../../../domain/failure/failure.js';
import { formatDuration, parseDuration } from '../../../domain/text/duration.js';
import { parseCondition } from '../../../domain/webhook/load/condition.js';
import {
  LONGEST_LOAD_MS,
  type LoadPlan,
  MOST_REQUESTS,
  parseRequestRate,
  planLoad,
  USUAL_RATE,
} from '../../../domain/webhook/load/load-plan.js';
import { parseEventNames } from '../../../domain/webhook/sending/event-wish.js';
import { parseOverride } from '../../../domain/webhook/sending/override.js';
import type { BodyWish } from '../../../usecases/webhook/send/bodies.js';
import { wholeNumber } from '../../input.js';
import { count } from '../../output/view.js';
import {
  choice,
  choiceOr,
  completing,
  flag,
  grouped,
  type OptionValues,
  option,
  optionOr,
  repeatableOption,
} from '../../verb.js';

const MOST_USERS = 10_000;
const MOST_COUNT = 100_000_000;
const MOST_CONNECTIONS = 10_000;
/** Most systems let a process hold a thousand open sockets. */
const USUAL_CONNECTIONS = 500;
/** Beyond LINE's two seconds, to learn how much too late an answer is. */
const USUAL_TIMEOUT_MS = 10_000;

/** What is sent. */
const EVENT_OPTIONS = grouped('What is sent', {
  event: completing(
    repeatableOption(
      '<type>',
      'message, message:image, follow, … all, unknown; several with commas, or repeated (default: message)',
      parseEventNames,
    ),
    'event',
  ),
  listEvents: flag('list every event there is, and send nothing'),
  file: option('<file>', 'an event, an array of events, or a whole body; - for stdin', (text) => text, {
    conflicts: ['event', 'users', 'source'],
  }),
  override: repeatableOption('<path=value>', "change a property, as 'events[0].message.text=hello'", parseOverride),
  users: optionOr(
    1,
    '<number>',
    'sample users that the events are of',
    wholeNumber('--users', { min: 1, max: MOST_USERS }),
  ),
  source: choice('<chat>', 'where the events come from, where they can', ['user', 'group', 'room']),
  mode: choice('<mode>', 'standby: another module answers (default: active)', ['active', 'standby']),
  redelivery: flag('marked as a redelivery'),
  each: flag('each event in a request of its own'),
  signature: choiceOr('valid', '<kind>', 'how the requests are signed', ['valid', 'wrong', 'missing']),
});

/** How often, and what is expected. */
const LOAD_OPTIONS = {
  ...grouped('Load', {
    count: option('<number>', 'requests', wholeNumber('--count', { min: 1, max: MOST_COUNT })),
    rate: option('<rate>', `requests a second (default with the others: ${USUAL_RATE}), or 600/m`, parseRequestRate),
    duration: option('<duration>', 'how long, as 30s or 2m', parseDuration),
    noBounds: flag(`go beyond ${count(MOST_REQUESTS)} requests and ${formatDuration(LONGEST_LOAD_MS)}`),
    connections: optionOr(
      USUAL_CONNECTIONS,
      '<number>',
      'at the same time at most',
      wholeNumber('--connections', { min: 1, max: MOST_CONNECTIONS }),
    ),
    timeout: optionOr(USUAL_TIMEOUT_MS, '<duration>', 'how long an answer is waited for', parseTimeout, '10s'),
  }),
  ...grouped('Verdict and output', {
    failIf: repeatableOption(
      '<condition>',
      "what alone is a failure: 'p99>2s', 'errors>0.1%'; repeated",
      parseCondition,
    ),
    progress: choiceOr('auto', '<form>', 'how progress is told on stderr', ['auto', 'json']),
  }),
};

export const SEND_OPTIONS = { ...EVENT_OPTIONS, ...LOAD_OPTIONS };

export type SendOptions = OptionValues<typeof SEND_OPTIONS>;

function parseTimeout(text: string): number {
  const ms = parseDuration(text);
  if (0 < ms) return ms;
  throw failure('INVALID_DURATION', { which: 'form', text, longestDays: null });
}

export function bodyWishOf(options: SendOptions): BodyWish {
  const { event, file, users, mode, redelivery, source, override, each } = options;
  return {
    file: file ?? null,
    events: {
      rows: (event ?? [parseEventNames('message')]).flat(),
      users,
      mode: mode ?? 'active',
      isRedelivery: redelivery === true,
      chat: source ?? null,
    },
    mode: mode ?? null,
    overrides: override ?? [],
    isEach: each === true,
  };
}

/** What is sent, and whether that is a load. */
export interface Asked {
  readonly plan: LoadPlan;
  readonly isLoad: boolean;
}

/** More than so many requests are a load, whatever they were asked for with. */
const MOST_ONE_BY_ONE = 100;

/** @param bodies how many different ones there are: unless a load is asked for, each is sent once. */
export function askedFor(options: SendOptions, bodies: number): Asked {
  const { count, rate, duration, each, noBounds } = options;
  const isOnceEach = duration === undefined && (rate === undefined || each === true);
  const plan = planLoad({
    requests: count ?? (isOnceEach ? bodies : null),
    ratePerSecond: rate ?? null,
    durationMs: duration ?? null,
    isBounded: noBounds !== true,
  });
  const isAskedFor = !isOnceEach || (count !== undefined && 1 < count);
  return { plan, isLoad: isAskedFor || MOST_ONE_BY_ONE < plan.requests };
}
