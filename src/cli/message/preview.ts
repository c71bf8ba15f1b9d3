import { messagesIn } from '../../domain/drawing/messages-in.js';
import { failure } from '../../domain/failure/failure.js';
import { SEND_METHODS } from '../../domain/messages/engine/finding.js';
import { drawableDocument } from '../../usecases/messages/drawable-document.js';
import type { MessageDocument } from '../../usecases/messages/message-document.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { argument, choice, flag, type OptionValues, option, verb } from '../verb.js';
import { findingJson } from './validate/formats.js';

const OPTIONS = {
  out: option('<file>', 'write it into this new file; never over a file that exists'),
  format: choice('<format>', 'a page, or an outline, which a terminal gets without --out (default: html)', [
    'html',
    'outline',
  ]),
  loadImages: flag('let the page load the images that the messages name, from their hosts'),
  for: choice('<method>', 'the send method (default: what a request body is for, else multicast)', SEND_METHODS),
  wrap: flag('read a bare Flex container, as the simulator exports it, as a Flex Message'),
};

export const messagePreview = verb({
  path: 'message preview',
  summary: 'draw messages as a chat would show them, with what was found in its place',
  args: { file: argument('JSON or YAML with the messages; - for JSON on stdin') },
  options: OPTIONS,
  examples: [
    { line: 'message preview sale.json --out sale.html', does: 'a page that loads nothing' },
    { line: 'message preview sale.json --format outline', does: 'what is in it, on the terminal' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/message-preview@1'],
  exits: { findings: 'the file cannot be read as messages' },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#message-objects'],
  run: (session, { args: { file }, options }) => preview(session, file, options),
});

type PreviewOptions = OptionValues<typeof OPTIONS>;

async function preview(session: Session, file: string, options: PreviewOptions): Promise<void> {
  const { deps, globals, terminal } = session;
  const { out, loadImages } = options;
  const format = formatFor(session, options);
  if (format === 'outline' && loadImages === true) throw failure('CONFLICTING_OPTIONS', { which: 'outlineImages' });
  const isSpilt = format === 'html' && out === undefined && terminal.showsAnswers && !globals.json;
  if (isSpilt) throw failure('PAGE_ON_TERMINAL', { file });
  const files = await deps.outputFiles();
  if (out !== undefined) files.requireNew(out);
  const document = await drawableDocument(
    file,
    { method: options.for ?? null, wrap: options.wrap === true },
    await deps.messageFiles(),
  );
  requireDrawable(file, document);
  const text = format === 'html' ? await page(session, file, document, options) : await outline(session, document);
  if (out === undefined && !globals.json) {
    terminal.answer(text);
    sayCounts(session, document);
    return;
  }
  if (out !== undefined && !globals.dryRun) files.writeNew(out, [text]);
  await show(session, {
    schema: 'line-ops/message-preview@1',
    json: {
      file,
      out: out ?? null,
      format,
      method: document.method,
      messages: messagesIn(document.value).length,
      ...countsOf(document),
      results: document.findings.map((finding) => findingJson({ file, finding })),
      text: out === undefined ? text : null,
    },
    text: (paint) => `${globals.dryRun ? 'would write' : 'wrote'} ${paint.bold(out ?? '')}: ${countWords(document)}`,
  });
  sayNext(session, 'message preview', { files: file === '-' ? [] : [file] });
}

/** Who looks at a terminal and names nothing gets what a terminal can show. */
function formatFor({ terminal, globals }: Session, { format, out, loadImages }: PreviewOptions): 'html' | 'outline' {
  if (format !== undefined) return format;
  return terminal.showsAnswers && !globals.json && out === undefined && loadImages !== true ? 'outline' : 'html';
}

/** @throws {LineOpsError} `findings` for what could not be read as JSON or YAML. */
function requireDrawable(file: string, { locate, findings: [first] }: MessageDocument): void {
  if (locate !== null || first === undefined) return;
  throw failure('MESSAGES_INVALID', { which: 'unreadable', file, line: first.line, message: first.message });
}

async function page(
  { deps }: Session,
  file: string,
  { value, findings, method, pointerInFile }: MessageDocument,
  { loadImages }: PreviewOptions,
): Promise<string> {
  const { previewPage } = await import('./preview/page/page.js');
  return previewPage({
    name: file === '-' ? 'Messages' : (file.split(/[\\/]/).at(-1) ?? file),
    value,
    findings,
    method,
    pointerInFile,
    loadImages: loadImages === true,
    version: deps.version,
  });
}

async function outline({ terminal }: Session, document: MessageDocument): Promise<string> {
  const { outlineOf } = await import('./preview/outline.js');
  const paint = await terminal.painter('stdout');
  return outlineOf(document, { paint, columns: terminal.columns });
}

function countsOf({ findings }: MessageDocument) {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}

function countWords(document: MessageDocument): string {
  const { errors, warnings } = countsOf(document);
  const counts = [
    plural(messagesIn(document.value).length, 'message'),
    ...(errors === 0 ? [] : [plural(errors, 'error')]),
    ...(warnings === 0 ? [] : [plural(warnings, 'warning')]),
  ];
  return errors + warnings === 0 ? `${counts.join('')}, nothing found` : counts.join(', ');
}

/** On stdout is the page alone. */
function sayCounts({ terminal }: Session, document: MessageDocument): void {
  terminal.note(countWords(document));
}
