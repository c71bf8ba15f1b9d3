import type { Deps } from '../ports/deps.js';
import type { Ground } from './ground.js';

/** LINE over HTTP, with every call in the request log. */
export function lineApiOf(
  { env, clock, folders, redactor, atEnd }: Ground,
  configuration: Deps['configuration'],
): Deps['lineApi'] {
  return async ({ terminal: observer, channel, tell }) => {
    const [{ createLineApi }, { createRequestLog }] = await Promise.all([
      import('../adapters/line/line-api.js'),
      import('../adapters/request-log/request-log.js'),
    ]);
    const withBodies = await (await configuration()).logsBodies();
    const log = createRequestLog(folders.logs, redactor, { channel, withBodies }, tell);
    const api = await createLineApi({
      env,
      clock,
      redactor,
      tell,
      observe: (call) => {
        log(call);
        if (observer.verbose)
          observer.note(
            `${call.endpoint.method} ${call.endpoint.path} ${call.status ?? `no answer (${call.failure})`} ${call.ms} ms${call.requestId === null ? '' : ` ${call.requestId}`}`,
          );
      },
    });
    atEnd(() => api.close());
    return api;
  };
}
