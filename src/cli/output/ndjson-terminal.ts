import type { Clock } from '../../ports/host.js';
import type { Terminal } from '../../ports/terminal.js';
import { isoTime } from './view.js';

/**
 * The same terminal for a reader of JSON documents alone on stderr, one a line: whatever would be said there in words is
 * a document too. Nobody is asked anything.
 */
export function ndjsonTerminal(terminal: Terminal, clock: Clock): Terminal {
  const say = (level: 'note' | 'warning', message: string) =>
    terminal.document({ schema: 'line-ops/note@1', at: isoTime(clock.now()), level, message });
  const note = (text: string) => {
    if (!terminal.quiet && text !== '') say('note', text);
  };
  return {
    ...terminal,
    canAsk: false,
    canRedraw: false,
    showsAnswers: terminal.showsAnswers,
    isWatched: false,
    columns: terminal.columns,
    note,
    noteLines: note,
    warn: (text) => say('warning', text),
    redraw: () => {},
  };
}
