import type { MalformedEntry } from '../../../ports/broadcast/recipients.js';
import { csvCell } from '../../output/csv.js';
import { plural } from '../../output/view.js';
import type { Session } from '../../session.js';

/** Keeps the lines of a list that are no user IDs. */
export interface Rejects {
  keep(entry: MalformedEntry): void;
  /** The list was read to its end. */
  end(): void;
  /** What was kept is kept, however the command ended; may be called twice, and after `end`. */
  close(): void;
}

const HEADER = 'line,text,kind\n';

/**
 * A CSV of them at `path`; the file is made with the first one, so that a list that could not be read leaves none.
 *
 * @throws {LineOpsError} `usage` when the file exists already.
 */
export async function openRejects(path: string | undefined, { deps, terminal, globals }: Session): Promise<Rejects> {
  if (path === undefined) return { keep: () => {}, end: () => {}, close: () => {} };
  const files = await deps.outputFiles();
  files.requireNew(path);
  const open = () => {
    const opened = files.openNew(path);
    opened.write(HEADER);
    return opened;
  };
  let file: ReturnType<typeof open> | null = null;
  let kept = 0;
  return {
    keep({ line, text, kind }) {
      kept += 1;
      if (globals.dryRun) return;
      file ??= open();
      file.write(`${line},${csvCell(text)},${kind}\n`);
    },
    end() {
      if (globals.dryRun) terminal.note(`would write ${path}: ${plural(kept, 'rejected line')}`);
      else file ??= open();
    },
    close() {
      if (file === null) return;
      file.close();
      file = null;
      terminal.note(`wrote ${path}: ${plural(kept, 'rejected line')}`);
    },
  };
}
