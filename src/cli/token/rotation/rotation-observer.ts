import { LineOpsError } from '../../../domain/failure/failure.js';
import { isTokenOnStdout, targetText } from '../../../domain/tokens/delivery-target.js';
import { type Rotation, tokenToName } from '../../../domain/tokens/rotation.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import type { RotationObserver } from '../../../usecases/tokens/rotation/rotation-observer.js';
import { interruptible } from '../../asking/interruptible.js';
import { textOf } from '../../failures/text-of.js';
import { show } from '../../output/view.js';
import type { Session } from '../../session.js';
import { newTokenJson, nothingDone, ROTATE_SCHEMA, rotatedView, showBesideToken } from './rotation-view.js';

/** Whether its result was shown, and whether stdout has the token. */
export interface Shown {
  hasReported(): boolean;
}

/**
 * Runs a rotation that people hear of on the terminal. The first Ctrl-C lets the step in hand finish, and then puts
 * everything back, or leaves a grace to be resumed. Where stdout is for a token alone, nothing else goes there.
 */
export async function withObserver<Result>(
  session: Session,
  atLine: ChannelAtLine,
  { isTokenAlone }: { readonly isTokenAlone: boolean },
  work: (observer: RotationObserver & Shown, stop: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const observer = await openObserver(session, atLine, isTokenAlone);
  const { signal, release } = interruptible(session);
  try {
    return await work(observer, signal);
  } catch (error) {
    if (error instanceof LineOpsError) await observer.failed(error);
    throw error;
  } finally {
    release();
  }
}

async function openObserver(
  session: Session,
  atLine: ChannelAtLine,
  isTokenAlone: boolean,
): Promise<RotationObserver & Shown & { failed(problem: LineOpsError): Promise<void> }> {
  const { terminal, globals, deps } = session;
  const paint = await terminal.painter('stderr');
  let reported = false;
  let handsOut = isTokenAlone;
  let handedOut: Rotation | null = null;
  let said = '';
  /** The document was begun when the token was handed out: what is true since follows it. */
  const endDocument = (json: Readonly<Record<string, unknown>>): void => {
    const { new: _begun, ...rest } = json;
    terminal.answer(`,${JSON.stringify(rest).slice(1)}\n`);
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
    handOut: async (rotation, record, token) => {
      if (handedOut !== null) return;
      const value = token.reveal();
      const document = { schema: ROTATE_SCHEMA, new: newTokenJson(record, token, deps.clock.now()) };
      await terminal.handOver(globals.json ? JSON.stringify(document).slice(0, -1) : `${value}\n`, value);
      handedOut = rotation;
    },
    report: async (outcome) => {
      reported = true;
      const view = rotatedView(outcome, atLine.channel, deps.clock.now());
      const isBareToken = isTokenOnStdout(outcome.rotation.plan.targets);
      if (globals.json) return handedOut === null ? show(session, view) : endDocument(view.json);
      await showBesideToken(session, view, isTokenAlone || isBareToken);
    },
    reasonOf: async (problem) => (await textOf(problem)).message,
    hasReported: () => reported,
    failed: async (problem) => {
      if (!globals.json || handedOut === null || reported) return;
      const old = handedOut.oldId === null ? null : await (await deps.tokenLedger()).find(handedOut.oldId);
      endDocument(nothingDone(old, (await textOf(problem)).message, deps.clock.now()).json);
    },
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
