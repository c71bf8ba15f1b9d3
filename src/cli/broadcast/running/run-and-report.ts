import { namesRecipients } from '../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { StopSignal } from '../../../ports/host.js';
import { holdBeginning } from '../../../usecases/broadcast/planning/sent-before.js';
import type { BeforeSending } from '../../../usecases/broadcast/sending/before-sending.js';
import type { RunReport } from '../../../usecases/broadcast/sending/finish-run.js';
import { askGate } from '../../../usecases/broadcast/sending/gate.js';
import { type Release, runBroadcast } from '../../../usecases/broadcast/sending/run-broadcast.js';
import type { PassGate } from '../../../usecases/broadcast/sending/stages/stage-runner.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import { parseCommandTimeout } from '../../asking/command-timeout.js';
import { describeStop } from '../../failures/text-of.js';
import { plural } from '../../output/view.js';
import type { Session } from '../../session.js';
import { choiceOr, grouped, type OptionValues, option } from '../../verb.js';
import type { KEEP_TRYING_OPTIONS } from '../planning/plan-options.js';
import { showStateOf } from '../views/broadcast-views.js';
import { sayHistory } from './history.js';
import { createLiveView } from './live-view.js';
import { beginTellingDue, tellEnd, tellNotBegun } from './notices.js';
import { notRun, problemWith } from './run-problem.js';

/** How a run asks and tells. */
export const RUN_OPTIONS = {
  ...grouped('Stages and pace', {
    /** Milliseconds. */
    commandTimeout: option(
      '<duration>',
      'how long the command of a gate may take; over it, it says no (default: as long as it takes)',
      parseCommandTimeout,
    ),
  }),
  ...grouped('Output', {
    // The global options read it: it says what stderr holds.
    progress: choiceOr('auto', '<form>', 'how progress is told on stderr', ['auto', 'json']),
  }),
};

type RunOptions = OptionValues<typeof RUN_OPTIONS & typeof KEEP_TRYING_OPTIONS>;

/** What was looked at, and decided, before the run. */
interface Beforehand {
  readonly comparedAt: number;
  /** Who has it run, and what agreed. */
  readonly release: Release;
  /** It may go to those who got the same message not long ago. */
  readonly isAgain: boolean;
  readonly checked?: BeforeSending;
  /** It goes on where this machine cannot know what was sent before. */
  readonly withoutJournal?: boolean;
  /** The operator knows how the ledger compares with what this machine has sent. */
  readonly isHistoryTold?: boolean;
}

/**
 * Runs the broadcast, last compared with earlier ones at `comparedAt`, with a live view, shows the report, and then fails
 * if there is something left to do. `checked` is what LINE said a moment ago.
 */
export async function runAndReport(
  id: BroadcastId,
  session: Session,
  atLine: ChannelAtLine,
  { keepTrying, commandTimeout }: RunOptions,
  { comparedAt, release: released, isAgain, checked, withoutJournal = false, isHistoryTold = false }: Beforehand,
): Promise<void> {
  const { deps, terminal } = session;
  const stop = new AbortController();
  let signalled: StopSignal | null = null;
  const interrupt = (signal: StopSignal) => {
    signalled = signal;
    stop.abort();
  };
  const release = deps.interruption.onFirst((signal) => {
    terminal.note('stopping: no new batch is begun, the ones on their way finish; once more stops at once');
    interrupt(signal);
  });
  const live = await createLiveView(session);
  const outputTo = session.globals.stderr === 'ndjson' ? (line: string) => terminal.note(line) : 'stderr';
  const runDeps = { ...deps, api: atLine.api, tokens: atLine.tokens, describeStop };
  const passGate: PassGate = (gate, stage, halted) => {
    live.clear();
    const confirm = async (question: string) => {
      if (session.globals.yes || !terminal.canAsk) return session.globals.yes;
      return terminal.confirm(question, halted).catch((error: unknown) => {
        if (halted.aborted || !(error instanceof LineOpsError && error.kind === 'cancelled')) throw error;
        // Ctrl-C at the question reaches the question alone.
        interrupt('SIGINT');
        return false;
      });
    };
    return askGate(
      gate,
      { id, stage },
      confirm,
      { halted, commandTimeoutMs: commandTimeout ?? null, outputTo },
      runDeps,
    );
  };
  const begunAt = deps.clock.now();
  // Beside the run: no batch waits for anybody who is told.
  const left = await beginTellingDue(id, session);
  try {
    const report = await runBroadcast(id, runDeps, {
      stop: stop.signal,
      onProgress: (progress, isNews) => live.update(progress, isNews),
      passGate,
      withoutJournal,
      release: released,
      keepTryingMs: keepTrying,
      ...(checked === undefined ? {} : { checked }),
      onHistory: (findings) => {
        if (!isHistoryTold) sayHistory(session, findings);
      },
      holdBeginning: (broadcast) => holdBeginning(broadcast, { isAgain, comparedAt }, runDeps),
    }).catch(async (error: unknown) => {
      const problem = await notRun(id, error, deps);
      await left.told;
      await tellNotBegun(id, problem, session);
      throw problem;
    });
    live.end(report.broadcast);
    await showStateOf(session, report.broadcast);
    sayRefused(session, report);
    const problem = await problemWith(report, signalled, atLine.api.lineTime() ?? deps.clock.now());
    await left.told;
    await tellEnd(report.broadcast, { begunAt, error: problem }, session);
    if (problem !== null) throw problem;
  } finally {
    live.clear();
    release();
  }
}

function sayRefused({ terminal }: Session, { broadcast }: RunReport): void {
  const { settings, recipients, state } = broadcast;
  if (state !== 'completed' || recipients.refused === 0) return;
  const which = namesRecipients(settings.via) ? `: line-ops broadcast export ${settings.id} --refused` : '';
  terminal.warn(`warning: LINE refused ${plural(recipients.refused, 'recipient')}${which}`);
}
