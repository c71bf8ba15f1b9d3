import { failure } from '../../domain/failure/failure.js';
import type { TerminalSettings } from '../../ports/deps.js';
import type { Redactor } from '../../ports/host.js';
import type { Terminal } from '../../ports/terminal.js';
import { abilitiesOf, type Streams } from './abilities.js';
import { foldedLine, withLabelColoured } from './layout/folding.js';
import { createProgress } from './layout/progress.js';
import { createPainter } from './painter.js';
import { createQuestions } from './questions.js';
import { createSink } from './sink.js';
import { createStyles } from './styles.js';

/** Columns. Narrower terminals break the lines themselves. */
const NARROWEST = 60;

export interface TerminalParts extends Streams {
  readonly redactor: Redactor;
}

export function createTerminal(streams: TerminalParts, settings: TerminalSettings): Terminal {
  const styles = createStyles();
  const clean = createSink(streams.redactor, styles);
  const abilities = abilitiesOf(streams, settings);
  const progress = createProgress(streams, styles, clean, abilities.columns);
  const verbatim = (text: string, handedOut?: string, laidOut?: (text: string) => string) => {
    progress.clear();
    streams.stderr.write(`${clean(text, { handedOut, ...(laidOut && { laidOut }) })}\n`);
  };
  const line = (text: string, handedOut?: string) => {
    const labelled = (shown: string) => (abilities.hasColour('stderr') ? withLabelColoured(shown, styles) : shown);
    const folded = (shown: string) => foldedLine(shown, abilities.columns(), styles).join('\n');
    verbatim(text, handedOut, (shown) => labelled(abilities.isTerminal('stderr') ? folded(shown) : shown));
  };
  return {
    get canAsk() {
      return abilities.canAsk();
    },
    get canRedraw() {
      return abilities.canRedraw();
    },
    get showsAnswers() {
      return streams.stdout.isTTY === true;
    },
    get isWatched() {
      return streams.stdout.isTTY === true && streams.stderr.isTTY === true;
    },
    quiet: settings.quiet,
    verbose: settings.verbose,
    get columns() {
      return abilities.columns();
    },
    answer: (text, handedOut) => {
      progress.clear();
      streams.stdout.write(clean(text, { lines: true, handedOut }));
    },
    handOver: async (text, handedOut) => {
      progress.clear();
      await handOver(streams, clean(text, { lines: true, handedOut }));
    },
    answerPart: async (text) => {
      progress.clear();
      return answerPart(streams, clean(text, { lines: true }));
    },
    answerBytes: async (bytes) => {
      progress.clear();
      // A character a byte, so that every byte comes out as it was.
      const text = Buffer.from(bytes).toString('latin1');
      const redacted = streams.redactor.redact(text);
      return answerPart(streams, redacted === text ? bytes : Buffer.from(redacted, 'latin1'));
    },
    requireReceiver: () => requireReceiver(streams),
    note: (text) => {
      if (!settings.quiet) line(text);
    },
    noteLines: (text) => {
      if (!settings.quiet) for (const one of text.split('\n')) line(one);
    },
    warn: line,
    document: (document) => verbatim(JSON.stringify(document)),
    workflowCommand: (text, to, handedOut) => {
      progress.clear();
      streams[to].write(`${clean(text, { handedOut, workflowCommand: true })}\n`);
    },
    redraw: (text) => {
      if (!abilities.canRedraw()) return;
      progress.clear();
      if (text !== '') progress.draw(text);
    },
    painter: async (stream) =>
      createPainter(styles, abilities.hasColour(stream), {
        columns: Math.max(NARROWEST, abilities.columns()),
        isTerminal: abilities.isTerminal(stream),
        isReadInOrder: abilities.isReadInOrder(stream),
      }),
    ...createQuestions({ streams, abilities, clean, makeRoom: progress.clear }),
    readStdin: (maxBytes) => readAll(streams, maxBytes),
  };
}

async function handOver({ stdout }: Streams, text: string): Promise<void> {
  const { writeTaken, NotTaken } = await import('./taken.js');
  try {
    await writeTaken(stdout, text);
  } catch (cause) {
    if (!(cause instanceof NotTaken)) throw cause;
    throw failure('STDOUT_NOT_TAKEN', { why: cause.message }, { cause });
  }
}

async function answerPart({ stdout }: Streams, text: string | Uint8Array): Promise<boolean> {
  const { writeTaken, NotTaken } = await import('./taken.js');
  try {
    await writeTaken(stdout, text, { isSynced: false });
    return true;
  } catch (cause) {
    if (!(cause instanceof NotTaken)) throw cause;
    if (cause.isReaderGone) return false;
    throw failure('STDOUT_NOT_TAKEN', { why: cause.message }, { cause });
  }
}

async function requireReceiver({ stdout }: Streams): Promise<void> {
  const { takesNothing } = await import('./taken.js');
  if (takesNothing(stdout)) throw failure('STDOUT_CLOSED', {});
}

async function readAll({ stdin }: Streams, maxBytes: number): Promise<string> {
  if (stdin.isTTY === true) {
    throw failure('STDIN_IS_TERMINAL', { which: 'input' });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (maxBytes < bytes) throw failure('STDIN_TOO_LONG', { maxBytes });
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
