import { LineOpsError } from '../../domain/failure/failure.js';
import { textOf } from '../failures/text-of.js';
import type { Session } from '../session.js';

/** Says what LINE has just proven. */
export async function prove({ terminal }: Session, what: string): Promise<void> {
  const paint = await terminal.painter('stderr');
  terminal.note(`${paint.good('proven')}  ${what}`);
}

/** Whether LINE refused what was typed, so that it can be typed again; says what is wrong. */
export async function isToBeTriedAgain({ terminal }: Session, error: unknown): Promise<boolean> {
  if (!(error instanceof LineOpsError) || !TYPED_WRONG.has(error.kind) || error.code === 'CLOCK_SKEW') return false;
  const { message, hint } = await textOf(error);
  terminal.warn(`error: ${message}`);
  if (hint) terminal.warn(`hint: ${hint}`);
  return true;
}

const TYPED_WRONG: ReadonlySet<LineOpsError['kind']> = new Set(['auth', 'refused', 'usage']);
