import type { Context } from './context.js';
import { show } from './output.js';

/** What a command would have done: the requests that change something at LINE, and the changes on this machine. */
export interface DryRun {
  readonly requests: readonly { readonly method: string; readonly path: string }[];
  readonly changes: readonly string[];
}

/** Shows what would have been done, in place of the command's answer. */
export async function showDryRun(context: Context, { requests, changes }: DryRun): Promise<void> {
  await show(context, {
    schema: 'line-ops/dry-run@1',
    json: { requests, changes },
    text: (paint) =>
      [
        paint.bold('Dry run: nothing was changed.'),
        ...requests.map(({ method, path }) => `would send    ${method} ${path}`),
        ...changes.map((change) => `would change  ${change}`),
      ].join('\n'),
  });
}
