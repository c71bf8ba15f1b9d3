import type { Endpoint } from '../../domain/line/endpoints.js';
import type { View } from './view.js';

/** A request that a dry run did not send. */
export interface PlannedRequest {
  /** Below LINE's API host, or the one of `LINE_OPS_API_URL`. */
  readonly endpoint: Pick<Endpoint, 'method' | 'path'>;
  /** Without the token. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text of the body; null where there is none, or it is no text. */
  readonly body: string | null;
}

const JSON_BODY = { 'Content-Type': 'application/json' };

/** What `--dry-run` shows in place of sending. */
export function dryRunView(requests: readonly PlannedRequest[]): View {
  return {
    schema: 'line-ops/dry-run@1',
    json: {
      requests: requests.map(({ endpoint: { method, path }, headers, body }) => ({ method, path, headers, body })),
      changes: [],
    },
    isVerbatim: true,
    text: (paint) =>
      requests
        .map(({ endpoint: { method, path }, headers, body }) =>
          [
            `${paint.bold(`${method} ${path}`)}`,
            ...Object.entries({ ...(body === null ? {} : JSON_BODY), ...headers }).map(([name, value]) =>
              paint.dim(`${name}: ${value}`),
            ),
            ...(body === null ? [] : ['', body]),
          ].join('\n'),
        )
        .join('\n\n'),
  };
}
