import { expect } from 'vitest';
import { tellFailure } from '../../src/cli/failures/catalogue.js';
import { type FailureContext, failure, LineOpsError } from '../../src/domain/failure/failure.js';

// Failures as the adapters make them, for tests in which something goes wrong.

const DOING = 'do it';

export const lineFailed = (context?: FailureContext) => failure('LINE_FAILED', { doing: DOING, status: 500 }, context);

export const unreachable = (why = 'no answer in time', context?: FailureContext) =>
  failure('LINE_NOT_REACHABLE', { which: 'ofLine', doing: DOING, why }, context);

export const rateLimited = (context?: FailureContext) =>
  failure('RATE_LIMITED', { which: 'ofLine', doing: DOING, status: 429, answer: 'too many requests' }, context);

export const lineRefused = (status = 400, context?: FailureContext) =>
  failure('LINE_REFUSED', { which: 'request', doing: DOING, status, answer: 'no' }, context);

export const credentialsRefused = (status = 400, context?: FailureContext) =>
  failure('CREDENTIALS_REFUSED', { doing: DOING, status, answer: 'no', carried: 'the assertion' }, context);

export const tokenRefused = (context?: FailureContext) =>
  failure('TOKEN_REFUSED', { which: 'ofLine', doing: DOING, status: 401, answer: 'no' }, context);

export const notFromLine = () => failure('ANSWER_NOT_FROM_LINE', { doing: DOING, status: 400 });

export const diskFull = () => failure('DISK_FULL', { which: 'state', act: { verb: 'write', path: 'state.db' } });

/** A failure as it is shown. */
export function told(error: unknown) {
  if (!(error instanceof LineOpsError)) throw error;
  const { kind, code, requestId } = error;
  const { message, hint = null, details } = tellFailure(error);
  return { kind, code, message, hint, requestId, details: details ? { ...error.details, ...details } : error.details };
}

/** Matches a failure by what is shown of it, in `toThrow` and `toEqual`. */
export function toldAs(shown: Partial<Record<keyof ReturnType<typeof told>, unknown>>) {
  const { details, ...rest } = shown;
  const matcher = expect.objectContaining({
    ...rest,
    ...(details === undefined ? {} : { details: expect.objectContaining(Object(details)) }),
  });
  return {
    asymmetricMatch: (error: unknown) => error instanceof LineOpsError && matcher.asymmetricMatch(told(error)),
  };
}
