import type { LocatedFinding } from '../../../domain/messages/json-source.js';
import { shown } from '../../../domain/text/shown.js';
import { visible } from '../../../domain/text/visible.js';
import type { Terminal } from '../../../ports/terminal.js';
import { plural } from '../../output/view.js';
import type { FileOutcome } from './outcome.js';

interface Saying {
  readonly isWriting: boolean;
  /** Whether more would be made if somebody agreed. */
  readonly isLeftToAsk: boolean;
}

/** What was changed, what could be, and what is left, for people. */
export function sayFile(
  terminal: Terminal,
  { path, fixed, written }: FileOutcome,
  { isWriting, isLeftToAsk }: Saying,
): void {
  if (fixed === null || fixed.broken !== null) return;
  const name = path === '-' ? 'stdin' : visible(path);
  const { made, offered, suggestions, left } = fixed;
  const say = (lines: readonly string[]) => {
    for (const line of lines) terminal.note(line);
  };
  say([`${name}: ${headOf(made.length, { path, written, isWriting })}`]);
  say(made.map(({ finding, says }) => placed(finding, says)));
  if (offered.length > 0) {
    say([
      `${name}: ${plural(offered.length, 'change')} left to you${isLeftToAsk ? '; asked with --write, made with --yes (https: with --https)' : ''}`,
    ]);
    say(offered.map(({ finding, says }) => placed(finding, says)));
  }
  if (suggestions.length > 0) {
    say([`${name}: ${plural(suggestions.length, 'suggestion')}, never written`]);
    say(
      suggestions.map(({ finding, says, text }) => placed(finding, text === null ? says : `${says}: "${endOf(text)}"`)),
    );
  }
  if (left.length > 0) say([`${name}: ${plural(left.length, 'finding')} left; see: line-ops message validate ${name}`]);
}

function headOf(
  changes: number,
  { path, written, isWriting }: { path: string; written: boolean; isWriting: boolean },
): string {
  if (changes === 0) return 'nothing to change';
  if (written) return path === '-' ? `${plural(changes, 'change')} made` : `${plural(changes, 'change')} written`;
  return `${plural(changes, 'change')}${isWriting ? '' : `; make ${changes === 1 ? 'it' : 'them'} with --write`}`;
}

function placed({ line, column, rule }: LocatedFinding, says: string): string {
  return `  ${`${line}:${column}`.padEnd(7)}  ${visible(says)}  ${rule}`;
}

/** Where a text was cut is at its end. */
function endOf(text: string): string {
  const SHOWN = 40;
  return text.length <= SHOWN ? shown(text) : `…${shown(text.slice(-SHOWN))}`;
}
