import { QUESTIONS } from '../../domain/doctor/checklist.js';
import { everyRule } from '../../domain/messages/registry/explained.js';
import { SAMPLES } from '../../domain/messages/samples/samples.js';
import { EVENT_ROWS } from '../../domain/webhook/events/table.js';
import { SUBJECTS } from '../explain/subjects.js';
import { TOPICS } from '../help/topics.js';
import { GLOBAL_OPTIONS, type GlobalOption } from '../program/global-options.js';

import { nameOf } from '../schema/document.js';
import { DOCUMENTS } from '../schema/registry.js';
import { type ArgumentSpec, type Completion, flagName, type OptionSpec, type Verb } from '../verb.js';
import { NOUNS } from '../verbs.js';
import type { ArgumentRow, CompletionTable, NounRow, OptionRow, VerbRow } from './rows.js';

/** Made from the verbs themselves: each of them is loaded. */
export async function completionTable(): Promise<CompletionTable> {
  const nouns = await Promise.all(
    Object.entries(NOUNS).map(async ([name, { summary, verbs }]): Promise<[string, NounRow]> => {
      if (typeof verbs === 'function') return [name, { summary, verbs: {}, own: verbRow(await verbs()) }];
      const rows = Object.entries(verbs).map(
        async ([verb, load]): Promise<[string, VerbRow]> => [verb, verbRow(await load())],
      );
      return [name, { summary, verbs: Object.fromEntries(await Promise.all(rows)), own: null }];
    }),
  );
  return {
    nouns: { ...Object.fromEntries(nouns), help: HELP },
    program: [...globalRows(() => true), HELP_OPTION],
    everywhere: [...globalRows(({ toldOf }) => toldOf === 'each verb'), HELP_OPTION],
    changing: globalRows(({ toldOf }) => toldOf === 'changes'),
    words: {
      rule: everyRule().map(({ name, means }) => ({ value: name, says: means })),
      'message type': SAMPLES.map(({ name, summary }) => ({ value: name, says: summary })),
      event: EVENT_ROWS.map(({ name, summary }) => ({ value: name, says: summary })),
      question: QUESTIONS.map(({ id, title }) => ({ value: `${id}=`, says: title })),
      schema: DOCUMENTS.map(({ id, title }) => ({ value: nameOf(id), says: title })),
      failure: SUBJECTS.map(({ name, title }) => ({ value: name, says: title })),
      topic: TOPICS.map(({ name, about }) => ({ value: name, says: about })),
    },
  };
}

const HELP: NounRow = {
  summary: 'help for a command, or a help topic',
  verbs: {},
  own: {
    summary: '',
    args: [{ isLast: true, completes: ['help'] }],
    options: [],
    changes: false,
  },
};

function verbRow({ summary, args, options, changes }: Verb): VerbRow {
  return {
    summary,
    args: Object.entries(args).map(([name, spec]) => argumentRow(name, spec)),
    options: Object.entries(options).map(([name, spec]) => optionRow(name, spec, Object.keys(options))),
    changes: changes !== 'nothing',
  };
}

function argumentRow(name: string, { takes, completes }: ArgumentSpec<unknown>): ArgumentRow {
  return {
    isLast: takes === 'any number' || takes === 'at least one',
    completes: completes ?? (name === 'file' ? ['file'] : []),
  };
}

function optionRow(name: string, spec: OptionSpec<unknown>, others: readonly string[]): OptionRow {
  const { placeholder, summary, isRequired, isRepeatable, conflicts } = spec;
  // `--store` and `--no-store`: one takes the other back.
  const opposite = others.filter((other) => flagName(other) === flagName(name).replace(/^--no-/, '--'));
  return {
    flag: flagName(name),
    short: null,
    summary,
    takesValue: placeholder !== null,
    isRequired,
    isRepeatable,
    conflicts: [...conflicts, ...opposite].filter((other) => other !== name).map(flagName),
    completes: completionsOf(spec),
  };
}

function completionsOf({ completes, choices, placeholder }: OptionSpec<unknown>): readonly Completion[] {
  if (completes !== undefined) return completes;
  if (choices !== null) return [choices];
  return placeholder === '<file>' || placeholder === '<pem>' ? ['file'] : [];
}

function globalRows(isWanted: (option: GlobalOption) => boolean): readonly OptionRow[] {
  return GLOBAL_OPTIONS.filter(isWanted).map(({ flags, summary }) => {
    const [, short = null, flag = '', value] = /^(?:(-\w), )?(--[\w-]+)( .+)?$/.exec(flags) ?? [];
    const completes: readonly Completion[] = flag === '--channel' ? ['channel'] : [];
    return { ...HELP_OPTION, flag, short, summary, takesValue: value !== undefined, completes };
  });
}

const HELP_OPTION: OptionRow = {
  flag: '--help',
  short: '-h',
  summary: 'what it does and takes',
  takesValue: false,
  isRequired: false,
  isRepeatable: false,
  conflicts: [],
  completes: [],
};
