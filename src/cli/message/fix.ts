import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { type FixedFile, fixFile } from '../../usecases/messages/fix-files.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { anyArguments, flag, type OptionValues, option, verb } from '../verb.js';
import { createAgreement } from './fix/agreement.js';
import { diffText } from './fix/diff-text.js';
import type { FileOutcome } from './fix/outcome.js';
import { fixReport } from './fix/report.js';
import { sayFile } from './fix/say-file.js';

const OPTIONS = {
  write: flag('make the changes; of stdin, the changed text goes to stdout'),
  altText: option(
    '<text>',
    'the alternative text for a bare Flex container (default: asked, or with --yes its first text)',
  ),
  https: flag('ask the servers that http URLs name whether they answer https, and write https where they do'),
};

export const messageFix = verb({
  path: 'message fix',
  summary: 'show the changes that mend messages and change no meaning, and make them',
  args: {
    file: anyArguments('JSON, YAML, or one document a line (.jsonl); a folder or pattern of them; - or nothing: stdin'),
  },
  options: OPTIONS,
  examples: [
    { line: 'message fix sale.json', does: 'shows what would change, as a diff' },
    { line: 'message fix --write sale.json', does: 'makes it; asks about what only you know' },
    { line: 'message fix --write --yes < bubble.json', does: 'prints the bubble as a message' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/message-fix@1'],
  exits: { findings: 'errors are left that it cannot mend' },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#message-objects'],
  run: (session, { args: { file }, options }) => fix(session, file.length === 0 ? ['-'] : file, options),
});

async function fix(session: Session, paths: readonly string[], options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { globals, terminal } = session;
  const outcomes: FileOutcome[] = [];
  const isWriting = options.write === true && !globals.dryRun;
  for await (const outcome of fixAll(paths, session, { ...options, isWriting })) {
    outcomes.push(outcome);
    const { path, fixed } = outcome;
    if (globals.json || fixed === null) continue;
    const text = path === '-' && isWriting ? fixed.text : await diffText(fixed, terminal);
    if (text !== '') terminal.answer(text);
    sayFile(terminal, outcome, { isWriting, isLeftToAsk: !globals.yes });
  }
  if (globals.json) await show(session, fixReport(outcomes));
  const problem = outcomes.find((outcome) => outcome.problem !== null)?.problem ?? null;
  if (problem !== null) throw problem;
  const changed = outcomes.filter(({ written, path }) => written && path !== '-');
  sayNext(session, 'message fix', { files: changed.map(({ path }) => path) });
}

type Wish = OptionValues<typeof OPTIONS> & { readonly isWriting: boolean };

/** Each file as its turn comes: a path that names none is an outcome too. */
async function* fixAll(paths: readonly string[], session: Session, wish: Wish): AsyncGenerator<FileOutcome> {
  const files = await session.deps.messageFiles();
  for (const path of paths) {
    try {
      for (const file of await files.filesAt(path)) yield await fixOne(file, session, wish);
    } catch (error) {
      yield { path, fixed: null, written: false, problem: ofThisFile(error) };
    }
  }
}

/** The other files are mended all the same, unless somebody ended it all. */
function ofThisFile(error: unknown): LineOpsError {
  if (error instanceof LineOpsError && error.kind !== 'cancelled' && error.kind !== 'terminated') return error;
  throw error;
}

async function fixOne(path: string, session: Session, wish: Wish): Promise<FileOutcome> {
  const files = await session.deps.messageFiles();
  let fixed: FixedFile | null = null;
  try {
    fixed = await fixFile(path, createAgreement(path, session, wish), files, wish.isWriting ? 'after' : 'before');
    const isChanged = fixed.text !== fixed.before;
    const written = wish.isWriting && isChanged;
    if (written && path !== '-') {
      (await session.deps.outputFiles()).replace(path, new TextEncoder().encode(fixed.text), fixed.bytes);
    }
    return { path, fixed, written, problem: fixed.broken === null ? null : unreadable(path, fixed.broken) };
  } catch (error) {
    return { path, fixed, written: false, problem: ofThisFile(error) };
  }
}

function unreadable(
  path: string,
  { line, message }: { readonly line: number; readonly message: string },
): LineOpsError {
  return failure('MESSAGES_INVALID', { which: 'unreadable', file: path === '-' ? 'stdin' : path, line, message });
}
