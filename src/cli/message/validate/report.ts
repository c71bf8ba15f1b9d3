import type { FileFinding, ValidationSummary } from '../../../usecases/messages/validate-messages.js';

/** Writes findings as they come, and the rest at the end; empty texts are not written. */
export interface Report {
  findings(found: readonly FileFinding[]): string;
  end(summary: ValidationSummary): string;
}
