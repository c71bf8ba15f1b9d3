import { ENDPOINTS } from '../../domain/line/endpoints.js';
import { parseAudienceId } from '../../domain/line/ids.js';
import { visible } from '../../domain/text/visible.js';
import { deleteAudience, planDeletion } from '../../usecases/audiences/delete-audience.js';
import { requireConfirmable } from '../asking/confirm.js';
import { confirmSend } from '../asking/confirm-send.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import { argument, completing, option, verb } from '../verb.js';
import { audienceJson } from './views/audience-json.js';

/** What LINE asks of those who make audiences. */
const GUIDELINE = 'https://developers.line.biz/en/docs/messaging-api/development-guidelines/';

export const audienceDelete = verb({
  path: 'audience delete',
  summary: 'delete an audience at LINE for good; never while a broadcast that has not ended goes to it',
  args: { id: completing(argument('ID of the audience', parseAudienceId), 'audience') },
  options: {
    confirmChannel: option('<name>', "the channel's name, which deleting on a production channel asks for"),
  },
  examples: [
    { line: 'audience delete 5614991017776 --dry-run', does: 'what would be deleted' },
    { line: 'audience delete 5614991017776', does: 'says what it is, and asks' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/audience-delete@1', 'line-ops/dry-run@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#delete-audience-group'],
  async run(session, { args: { id }, options }) {
    const { deps, globals, terminal } = session;
    const atLine = await session.atLine();
    if (!globals.dryRun) requireConfirmable(session);
    const { data, isUnused } = await planDeletion(id, { ...deps, ...atLine });
    const { name, count: people } = data.group;
    const what = `the audience ${id} "${visible(name)}"${people === null ? '' : ` of ${plural(people, 'person', 'people')}`}`;
    if (isUnused)
      terminal.warn(
        `warning: it was uploaded from here, and no broadcast of this state has gone to it. LINE asks not to create and delete audiences without sending to them: ${GUIDELINE}`,
      );
    if (globals.dryRun) {
      const { method, path } = ENDPOINTS.deleteAudience;
      const request = { method, path: path.replace('{audienceGroupId}', String(id)) };
      return show(session, changePlanView({ requests: [request], changes: [`deleted: ${what}`] }));
    }
    await confirmSend(session, atLine.channel, `Delete ${what}? It cannot be undone.`, options.confirmChannel ?? null);
    const wasThere = await deleteAudience(id, { ...deps, ...atLine });
    await show(session, {
      schema: 'line-ops/audience-delete@1',
      json: { audience: audienceJson(data), deleted: wasThere },
      text: (paint) => (wasThere ? `${paint.good('deleted')}  ${what}` : `${what} was gone already`),
    });
    sayNext(session, 'audience delete', {});
  },
});
