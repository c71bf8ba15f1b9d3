import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { NO_FORECAST } from '../../../domain/broadcast/planning/forecast.js';
import type { RunProgress } from '../../../usecases/broadcast/sending/stages/stage-runner.js';
import type { Session } from '../../session.js';
import { progressBar, progressJson, progressLine } from './progress.js';

/** Shows a run while it goes on; how, depends on who reads. */
export interface LiveView {
  /** Looks where it is time to show something, or at once when it is news. */
  update(progress: () => RunProgress, isNews: boolean): void;
  /** Makes room for other words. */
  clear(): void;
  /** Shows how it ended, where lines stay. */
  end(broadcast: Broadcast): void;
}

const REDRAW_EVERY_MS = 100;
const NDJSON_EVERY_MS = 1_000;
const LINE_EVERY_MS = 10_000;

/** Redrawn in place on a terminal, one JSON document a line with `--progress json`, else a plain line now and then. `inLines`: others write beside it. */
export async function createLiveView(
  { terminal, globals, deps }: Session,
  { inLines = false }: { readonly inLines?: boolean } = {},
): Promise<LiveView> {
  const { clock } = deps;
  const paint = await terminal.painter('stderr');
  const isJson = globals.stderr === 'ndjson';
  const isRedrawn = terminal.canRedraw && !inLines;
  const everyMs = isJson ? NDJSON_EVERY_MS : isRedrawn ? REDRAW_EVERY_MS : LINE_EVERY_MS;
  const isSilent = !isJson && (globals.quiet || globals.json);
  let shownAt = Number.NEGATIVE_INFINITY;
  let last: (() => RunProgress) | null = null;

  const show = (progress: RunProgress) => {
    const now = clock.now();
    shownAt = now;
    if (isJson) terminal.document(progressJson(progress, now));
    else if (isRedrawn) terminal.redraw((columns) => progressBar(progress, { paint, columns, now }));
    else terminal.note(progressLine(progress, paint));
  };
  return {
    update(progress, isNews) {
      if (isSilent) return;
      last = progress;
      if (isNews || everyMs <= clock.now() - shownAt) show(progress());
    },
    clear: () => terminal.redraw(''),
    end(broadcast) {
      terminal.redraw('');
      if (!isJson || last === null) return;
      const { stage, quotaLeft } = last();
      const ended = { broadcast, ...NO_FORECAST, stage, quotaLeft, isDelivering: false, troubled: 0, away: null };
      terminal.document(progressJson(ended, clock.now()));
    },
  };
}
