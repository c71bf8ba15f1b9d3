import { parseTokenId, type TokenId } from '../../domain/line/ids.js';
import { tokenName } from '../../domain/tokens/token.js';
import { channelLabel, requireChannelId } from '../../usecases/channels/channel.js';
import {
  type ForgetGround,
  type ForgetTarget,
  forgetTargets,
  forgetTokens,
  requireForgettable,
  requireNotRotating,
} from '../../usecases/tokens/ending/forget-token.js';
import { timeAtLine } from '../../usecases/tokens/time-at-line.js';
import { confirmOrStop } from '../asking/confirm.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { completing, flag, someArguments, verb } from '../verb.js';
import { tokenJson } from './selection/token-view.js';

export const tokenForget = verb({
  path: 'token forget',
  summary:
    'take rows out of the ledger and its counts: of tokens that LINE does not know, or whose issue was never proven. Ends no token',
  args: { id: completing(someArguments('short IDs of the ledger', parseTokenId), 'token') },
  options: { force: flag('also rows of tokens that live, or of which nobody can tell; LINE is not asked') },
  examples: [
    { line: 'token forget t-0abc1def', does: 'a row whose issue was never proven' },
    { line: 'token forget t-0abc1def --force --dry-run', does: 'what would go, whatever LINE says of it' },
  ],
  changes: 'disk',
  needs: 'channel',
  schemas: ['line-ops/token-forget@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/docs/basics/channel-access-token/'],
  run: (session, { args: { id: ids }, options: { force } }) => forget(session, ids, force === true),
});

async function forget(session: Session, ids: readonly TokenId[], isForced: boolean): Promise<void> {
  const atLine = await session.atLine();
  const targets = await forgetTargets(ids, atLine, { ask: !isForced });
  requireNotRotating(
    targets,
    await (await session.deps.rotationJournal()).unfinished(requireChannelId(atLine.channel)),
  );
  if (!isForced) requireForgettable(targets);
  if (session.globals.dryRun) {
    const changes = targets.map(
      ({ record, ground }) => `token ledger: ${tokenName(record)} forgotten, ${GROUNDS[ground]}`,
    );
    return show(session, changePlanView({ requests: [], changes }));
  }
  for (const { record, ground } of targets) session.terminal.note(`  ${tokenName(record)}: ${GROUNDS[ground]}`);
  await confirmOrStop(session, question(targets, channelLabel(atLine.channel)));
  await forgetTokens(targets, atLine);
  const now = timeAtLine(atLine);
  await show(session, {
    schema: 'line-ops/token-forget@1',
    json: { forgotten: targets.map(({ record }) => ({ ...tokenJson(record, now), stored: false })) },
    text: (paint) => targets.map(({ record }) => `${paint.good('forgotten')}  ${tokenName(record)}`).join('\n'),
  });
  sayNext(session, 'token forget', {});
}

const GROUNDS: Readonly<Record<ForgetGround, string>> = {
  'never-proven': 'its issue was never proven',
  'unknown-to-line': 'LINE does not know it',
  ended: 'it has ended',
  alive: 'it is alive, and stays so',
  'cannot-tell': 'it may be alive, and stays so',
};

function question(targets: readonly ForgetTarget[], channel: string): string {
  const losesStrings = targets.some(
    ({ record, ground }) => record.stored && (ground === 'alive' || ground === 'cannot-tell'),
  );
  const cost = losesStrings ? ' The string of a live one goes with its row: nobody here can end it then.' : '';
  return `Forget ${plural(targets.length, 'row')} of the token ledger of ${channel}?${cost}`;
}
