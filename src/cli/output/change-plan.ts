import { visible } from '../../domain/text/visible.js';
import type { View } from './view.js';

/** What a command would do, where the exact request holds secrets: which endpoints it would call, what it would change here. */
export interface ChangePlan {
  readonly requests: readonly { readonly method: string; readonly path: string }[];
  readonly changes: readonly string[];
}

/** What `--dry-run` shows of it. */
export function changePlanView({ requests, changes }: ChangePlan): View {
  return {
    schema: 'line-ops/dry-run@1',
    json: { requests: requests.map(({ method, path }) => ({ method, path, headers: null, body: null })), changes },
    text: () =>
      [
        ...requests.map(({ method, path }) => `would send: ${method} ${path}`),
        ...changes.map((change) => `would change: ${visible(change)}`),
      ].join('\n'),
  };
}
