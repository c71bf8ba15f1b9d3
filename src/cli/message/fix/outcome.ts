import type { LineOpsError } from '../../../domain/failure/failure.js';
import type { FixedFile } from '../../../usecases/messages/fix-files.js';

/** What became of one file: mended, written or not, or the reason why it could not be. */
export interface FileOutcome {
  readonly path: string;
  readonly fixed: FixedFile | null;
  readonly written: boolean;
  readonly problem: LineOpsError | null;
}
