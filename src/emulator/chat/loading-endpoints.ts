import { isUserId } from '../../domain/line/ids.js';
import { type Answer, bodyErrors, type ErrorDetail, invalidProperty, json } from '../http/answer.js';
import { type LineRequest, readJsonBody } from '../http/line-request.js';
import { type Addressed, BOT, bearer, control, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator-request-body */
const SECONDS = { usual: 20, least: 5, most: 60, step: 5 };

/** Who does not see it is not told apart. @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator */
function startLoading({ loading }: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const { chatId } = read.value;
  const seconds = read.value['loadingSeconds'] ?? SECONDS.usual;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) return invalidProperty('loadingSeconds');
  const problems = [...chatProblems(chatId), ...secondsProblems(seconds)];
  if (0 < problems.length) return bodyErrors(problems);
  loading.start(String(chatId), seconds, request.at);
  return json(202, {});
}

function chatProblems(chatId: unknown): readonly ErrorDetail[] {
  const property = 'chatId';
  if (chatId === undefined || chatId === null || chatId === '') return [{ message: 'May not be empty', property }];
  if (typeof chatId === 'string' && isUserId(chatId)) return [];
  return [
    {
      message: 'Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.',
      property,
    },
  ];
}

function secondsProblems(seconds: number): readonly ErrorDetail[] {
  const { least, most, step } = SECONDS;
  const property = 'loadingSeconds';
  return [
    ...(seconds < least || most < seconds ? [{ message: `Must be between ${least} and ${most}`, property }] : []),
    ...(seconds % step === 0 ? [] : [{ message: 'must be a multiple of five', property }]),
  ];
}

/** Who sees an animation now, and until when. */
function showLoading({ state }: Addressed): Answer {
  const animations = state.loading.visible(state.clock.now()).map(({ userId, loadingSeconds, startedAt, endsAt }) => ({
    userId,
    loadingSeconds,
    startedAt: new Date(startedAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  }));
  return json(200, { animations });
}

/** The animation that tells a user that an answer is on its way. */
export const LOADING_ROUTES: readonly Route[] = [
  bearer('loading-start', 'POST', `${BOT}/chat/loading/start`, startLoading),
  control('GET', 'loading', showLoading),
];
