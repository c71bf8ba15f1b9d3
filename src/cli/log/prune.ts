import { parseDuration } from '../../domain/text/duration.js';
import { confirmOrStop } from '../asking/confirm.js';
import { sayNext } from '../output/next.js';
import { count, plural, show } from '../output/view.js';
import { optionOr, verb } from '../verb.js';
import { WHICH_LOG } from './log-reading.js';

const KEEP = '90d';

export const logPrune = verb({
  path: 'log prune',
  summary: 'delete the days of the log that are older than they need be',
  args: {},
  options: {
    ...WHICH_LOG,
    olderThan: optionOr(parseDuration(KEEP), '<duration>', 'delete days that ended before then', parseDuration, KEEP),
  },
  examples: [
    { line: 'log prune --dry-run', does: 'what would be deleted' },
    { line: 'log prune --older-than 30d --yes', does: 'for cron: keep a month' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/log-prune@1'],
  exits: {},
  docs: [],
  async run(session, { options: { olderThan, webhooks } }) {
    const { deps, globals } = session;
    const log = await (webhooks === true ? deps.webhookLog() : deps.requestLog());
    const files = await log.filesBefore(deps.clock.now() - olderThan);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const what = `${plural(files.length, 'day')} of the log (${count(bytes)} bytes)`;
    if (files.length > 0 && !globals.dryRun) {
      await confirmOrStop(session, `Delete ${what}?`);
      await log.remove(files);
    }
    await show(session, {
      schema: 'line-ops/log-prune@1',
      json: {
        deleted: globals.dryRun ? [] : files.map(({ name }) => name),
        wouldDelete: globals.dryRun ? files.map(({ name }) => name) : [],
        bytes,
      },
      text: () =>
        files.length === 0 ? 'Nothing is that old.' : `${globals.dryRun ? 'Would delete' : 'Deleted'} ${what}.`,
    });
    sayNext(session, 'log prune', { isOfWebhooks: webhooks === true });
  },
});
