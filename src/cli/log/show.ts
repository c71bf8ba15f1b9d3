import { failure } from '../../domain/failure/failure.js';
import type { LoggedRequest } from '../../ports/request-log.js';
import { show } from '../output/view.js';
import { argument, verb } from '../verb.js';
import { eachGroup } from './log-reading.js';
import { detailRows, requestJson } from './log-rows.js';

export const logShow = verb({
  path: 'log show',
  summary: 'show everything that was written down of a request',
  args: { requestId: argument("LINE's x-line-request-id") },
  options: {},
  examples: [{ line: 'log show 123e4567-e89b-12d3-a456-426655440000', does: 'the request that LINE gave this ID' }],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/log-show@1'],
  async run(session, { args: { requestId } }) {
    const found: LoggedRequest[] = [];
    await eachGroup(session, { requestId }, (requests) => found.push(...requests));
    if (found.length === 0) {
      throw failure('REQUEST_NOT_LOGGED', { requestId });
    }
    await show(session, {
      schema: 'line-ops/log-show@1',
      json: { requests: found.map(requestJson) },
      text: (paint) => found.map((request) => paint.table([], detailRows(request, paint))).join('\n\n'),
    });
  },
});
