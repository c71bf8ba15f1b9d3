import { failure } from '../../domain/failure/failure.js';
import { commentedYaml } from '../../domain/messages/samples/commented-yaml.js';
import { SAMPLES, type Sample, sampleOf } from '../../domain/messages/samples/samples.js';
import { nearestName } from '../../domain/text/nearest-name.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { choice, completing, type OptionValues, option, optionalArgument, verb } from '../verb.js';

const FORMATS = ['json', 'yaml'] as const;

const OPTIONS = {
  format: choice(
    '<format>',
    'json, or yaml with a comment at each property (default: json, or by the name of --out)',
    FORMATS,
  ),
  out: option('<file>', 'write it into a new file; never over one that exists'),
};

export const messageNew = verb({
  path: 'message new',
  summary: 'print a message to start from, of any type that LINE has',
  args: {
    type: completing(
      optionalArgument('the type or template, such as text, buttons or flex; without one, all of them'),
      'message type',
    ),
  },
  options: OPTIONS,
  examples: [
    { line: 'message new', does: 'the types' },
    { line: 'message new buttons > offer.json', does: 'a buttons template as JSON' },
    { line: 'message new flex --out offer.yaml', does: 'with a comment at each property' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/message-new@1', 'line-ops/message-types@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#message-objects'],
  run: (session, { args: { type }, options }) =>
    type === undefined ? list(session, options) : start(session, type, options),
});

async function list(session: Session, { format, out }: OptionValues<typeof OPTIONS>): Promise<void> {
  if (format !== undefined || out !== undefined) throw failure('MESSAGE_TYPE_NEEDED', {});
  await show(session, {
    schema: 'line-ops/message-types@1',
    json: { types: SAMPLES.map(({ name, summary, docs }) => ({ type: name, summary, docs })) },
    text: (paint) =>
      paint.table(
        ['TYPE', { title: 'SHOWS', foldTo: 24 }],
        SAMPLES.map(({ name, summary }) => [name, summary]),
      ),
  });
}

async function start(session: Session, type: string, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, globals, terminal } = session;
  const sample = sampleOf(type);
  if (sample === null) {
    const names = SAMPLES.map(({ name }) => name);
    throw failure('UNKNOWN_MESSAGE_TYPE', { type, nearest: nearestName(type, names), known: names });
  }
  const { out } = options;
  const format = options.format ?? (out !== undefined && /\.ya?ml$/i.test(out) ? 'yaml' : 'json');
  const text = textOf(sample, format);
  if (out !== undefined) {
    const files = await deps.outputFiles();
    files.requireNew(out);
    if (globals.dryRun) terminal.note(`would write ${out}`);
    else files.writeNew(out, [text]);
  }
  const { name, docs, message } = sample;
  await show(session, {
    schema: 'line-ops/message-new@1',
    json: { type: name, format, file: out ?? null, docs, message, text },
    text: () => (out === undefined ? text.trimEnd() : ''),
  });
  if (out === undefined || globals.dryRun) return;
  terminal.note(`wrote ${out}`);
  sayNext(session, 'message new', { files: [out] });
}

function textOf(sample: Sample, format: (typeof FORMATS)[number]): string {
  return format === 'yaml'
    ? commentedYaml(sample, 'Check it with: line-ops message validate <this file>')
    : `${JSON.stringify(sample.message, null, 2)}\n`;
}
