import { parseAudienceId } from '../../domain/line/ids.js';
import { requireAudience } from '../../usecases/audiences/find-audience.js';
import { show } from '../output/view.js';
import { argument, completing, verb } from '../verb.js';
import { audienceDocument } from './views/audience-document.js';
import { audienceText } from './views/audience-text.js';

export const audienceShow = verb({
  path: 'audience show',
  summary: 'an audience and the uploads to it: states, people, expiry, and what was uploaded from here',
  args: { id: completing(argument('ID of the audience', parseAudienceId), 'audience') },
  options: {},
  examples: [{ line: 'audience show 5614991017776', does: 'one of the account, or one that is shared with it' }],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/audience-show@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-audience-group'],
  async run(session, { args: { id } }) {
    const data = await requireAudience(id, await session.atLine());
    const upload = await (await session.deps.audienceUploads()).ofAudience(id);
    await show(session, {
      schema: 'line-ops/audience-show@1',
      json: audienceDocument(data, upload),
      text: (paint) => audienceText(data, upload, paint),
    });
  },
});
