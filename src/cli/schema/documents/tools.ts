import { SUBJECT_KINDS } from '../../explain/entry.js';
import { document } from '../document.js';
import { list, object, orNull, record, type Shapes, text, time, whole, word } from '../shape.js';

const EMULATOR: Shapes = { pid: whole('its process'), url: text('where it serves') };

export const EMULATORS = [
  document('emulator@1', 'Emulator', 'An emulator that serves now', {
    url: text('where it serves'),
    pid: whole('its process'),
    env: record('the environment that points line-ops, or the official SDK, at it', text('value of a variable')),
  }),
  document('emulator-list@1', 'Emulators', 'Emulators that run on this machine', {
    emulators: list('each of them', object('one emulator', { ...EMULATOR, startedAt: time('when it began') })),
  }),
  document('emulator-stop@1', 'Stopped emulators', 'Emulators that were stopped', {
    stopped: list('each of them', object('one emulator', EMULATOR)),
  }),
  document('emulator-exec@1', 'Command beside an emulator', 'How the command ended', {
    url: text('where the emulator served'),
    command: list('the command', text('a word')),
    status: whole('its exit status, with which line-ops ends too'),
  }),
];

export const PAPERS = [
  document('explanation@1', 'Explanation', 'What codes, statuses and messages mean, and what to do about them', {
    explanations: list(
      'what was found in the question, the most telling first; without a question, everything that is known',
      object('one of them', {
        kind: word('what it is', SUBJECT_KINDS),
        name: text('by which it is asked for'),
        title: text('what it is called'),
        means: text('what has happened, and what has not'),
        causes: list('why, the likeliest first', text('one cause')),
        next: list(
          'what to do, in this order',
          object('one step', {
            text: text('the step'),
            command: orNull(text('the first command line in it; null where there is none')),
          }),
        ),
        docs: orNull(text("LINE's page on it")),
      }),
    ),
  }),
  document('schema-list@1', 'Documents', 'Every JSON document that the program prints', {
    documents: list(
      'each of them',
      object('one document', {
        id: text('name and version, the first key of the document'),
        title: text('what it is called'),
        verbs: list('verbs that print it', text('a verb')),
        printed: orNull(text('where it is printed beside them; null for a document of verbs alone')),
      }),
    ),
  }),
  document('schema@1', 'JSON Schema', 'The JSON Schema of one document', {
    id: text('name and version of the document'),
    title: text('what it is called'),
    jsonSchema: record('the JSON Schema (2020-12) itself, as its file in the package has it', {}),
  }),
  document('completion@1', 'Completion', 'The script by which a shell completes command lines', {
    shell: word('which shell', ['bash', 'zsh', 'fish', 'powershell']),
    script: text('the script'),
  }),
];
