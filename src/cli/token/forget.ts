import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { channelLabel, requireChannelId } from '../../usecases/channels/channel.js';
import {
  type ForgetGround,
  type ForgetTarget,
  forgetTargets,
  forgetTokens,
  requireForgettable,
  requireNotRotating,
} from '../../usecases/tokens/forget-token.js';
import { timeAtLine } from '../../usecases/tokens/token-request.js';
import { confirmOrStop, type Given, runs, type Session } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { changePlanView } from '../output/change-plan.js';
import { plural, show } from '../output/view.js';
import { openSession } from '../session.js';
import { tokenJson, tokenName } from './selection/token-view.js';

interface ForgetOptions {
  readonly force?: boolean;
}

export function addForget(noun: Command, deps: Deps): void {
  const verb = noun
    .command('forget')
    .description(
      'take rows out of the ledger and its counts: of tokens that LINE does not know, or whose issue was never proven. Ends no token',
    )
    .argument('<id...>', 'short IDs of the ledger')
    .option('--force', 'also rows of tokens that live, or of which nobody can tell; LINE is not asked');
  runs(addChangeOptions(verb), deps, forget);
}

async function forget(session: Session, { args, options }: Given<ForgetOptions>): Promise<void> {
  const atLine = await openSession(session);
  const isForced = options.force === true;
  const targets = await forgetTargets(args, atLine, { ask: !isForced });
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
