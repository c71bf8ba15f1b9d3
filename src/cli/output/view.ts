import { grouped } from '../../domain/text/grouped.js';
import type { Painter, Terminal } from '../../ports/terminal.js';
import type { Globals } from '../program/globals.js';

export { plural } from '../../domain/text/grouped.js';

/** One result in its two forms: JSON keys for programs, text for people. */
export interface View {
  /** `line-ops/<what>@<version>`: what changes its keys or types is a new version. */
  readonly schema: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** Without a line break at the end. An empty text prints nothing. */
  readonly text: (paint: Painter) => string;
  /** The text is there to be copied: no line of it is folded. */
  readonly isVerbatim?: boolean;
}

/** Where a result goes, and in which form. */
interface Output {
  readonly terminal: Terminal;
  readonly globals: Pick<Globals, 'json'>;
}

/** Writes the answer to stdout: the only choice between JSON and text. `handedOut` is the one secret it may hold. */
export async function show(session: Output, view: View, handedOut?: string): Promise<void> {
  const text = await render(session, view);
  if (text !== '') session.terminal.answer(text, handedOut);
}

/**
 * As `show`, for a value that counts as handed out only when stdout took it.
 *
 * @throws {LineOpsError} `failure` STDOUT_NOT_TAKEN: the caller says where the value still is.
 */
export async function handOverView(session: Output, view: View, handedOut?: string): Promise<void> {
  await session.terminal.handOver(await render(session, view), handedOut);
}

async function render({ terminal, globals }: Output, view: View): Promise<string> {
  if (globals.json) return `${JSON.stringify({ schema: view.schema, ...view.json })}\n`;
  const paint = await terminal.painter('stdout');
  const text = view.isVerbatim === true ? view.text(paint) : paint.folded(view.text(paint));
  return text === '' ? '' : `${text}\n`;
}

/** The last moment that the calendar of the runtime has, to both sides of 1970. @see https://tc39.es/ecma262/#sec-time-values-and-time-range */
const END_OF_TIME_MS = 8.64e15;

/** ISO 8601 in UTC, for JSON; null stays null, as does what is no time at all. */
export function isoTime(epochMs: number | null): string | null {
  return epochMs !== null && Math.abs(epochMs) <= END_OF_TIME_MS ? new Date(epochMs).toISOString() : null;
}

/** Digits in groups, for people. */
export function count(value: number): string {
  return grouped(value);
}
