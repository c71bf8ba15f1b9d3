import type { ChannelAccessToken } from '../../../domain/secret.js';
import { isTokenOnStdout, targetText } from '../../../domain/tokens/delivery-target.js';
import { type Rotation, tokenToName } from '../../../domain/tokens/rotation.js';
import type { RotationVoice } from '../../../usecases/tokens/rotation/context.js';
import type { Context } from '../../context.js';
import { show } from '../../output.js';
import type { Session } from '../../session.js';
import { rotatedView, showBesideToken } from './rotate-view.js';

/**
 * What a rotation has to say, on the terminal; and whether its result was shown. Where stdout is for a token alone,
 * nothing else goes there.
 */
export async function openVoice(
  context: Context,
  session: Session,
  { isTokenAlone }: { readonly isTokenAlone: boolean },
): Promise<RotationVoice & { hasReported(): boolean }> {
  const { terminal, globals, deps } = context;
  const paint = await terminal.painter('stderr');
  let reported = false;
  let handsOut = isTokenAlone;
  let isHandedOut = false;
  let said = '';
  const handOut = (token: ChannelAccessToken): void => {
    if (globals.json) return;
    terminal.answer(`${token.reveal()}\n`, token.reveal());
    isHandedOut = true;
  };
  return {
    say: (line) => terminal.note(`  | ${line}`),
    mask: (token) => {
      const value = token.reveal();
      const line = `::add-mask::${value.replaceAll('%', '%25')}`;
      // Workflow commands are read on both streams; stdout has no room for them where it is an answer.
      terminal.workflowCommand(line, globals.json || handsOut ? 'stderr' : 'stdout', value);
    },
    reached: (rotation) => {
      handsOut = isTokenAlone || isTokenOnStdout(rotation.plan.targets);
      const words = wordsFor(rotation, paint.time);
      // With --json a failure is to be the one line on stderr.
      if (!globals.json && words !== null && words !== said) terminal.note(words);
      said = words ?? said;
    },
    handOut,
    report: async (outcome) => {
      reported = true;
      const view = rotatedView(outcome, session.channel, deps.clock.now());
      const isBareToken = isTokenOnStdout(outcome.rotation.plan.targets);
      if (globals.json) return show(context, view, isBareToken ? outcome.token.reveal() : undefined);
      // A rotation that is resumed may have shown it to nobody who is still there.
      if (isBareToken && !isHandedOut) handOut(outcome.token);
      await showBesideToken(context, view, isTokenAlone || isBareToken);
    },
    hasReported: () => reported,
  };
}

/** A line for people about each step that is done. */
function wordsFor(rotation: Rotation, time: (epochMs: number) => string): string | null {
  const { plan, newId, oldId, graceEndsAt } = rotation;
  const outside = plan.targets.filter(({ type }) => type !== 'stdout');
  switch (rotation.state) {
    case 'issued':
      return `issued     ${newId}, ${plan.type}`;
    case 'verified':
      return rotation.delivered === 0 ? 'verified   LINE knows it' : null;
    case 'delivered':
      return outside.length === 0 ? null : `delivered  ${outside.map(targetText).join(', ')}`;
    case 'checked':
      return plan.verifyCommand === null ? null : 'checked    your check passed';
    case 'in-grace':
      return plan.graceMs === 0 || plan.keepOld || oldId === null || graceEndsAt === null
        ? null
        : `in grace   both tokens live until ${time(graceEndsAt)}; Ctrl-C is safe, "token rotate ${tokenToName(rotation)} --resume" goes on`;
    case 'old-revoked':
      return `revoked    ${oldId}; LINE no longer knows it`;
    case 'rolling-back':
      return 'going back the targets get what they had';
    case 'rolled-back':
      return 'rolled back';
    case 'planned':
    case 'revoking-old':
    case 'proven':
    case 'finished':
    case 'ending-new':
      return null;
  }
}
