import { VERSION_OPTION } from '../program/global-options.js';
import type { NOUNS } from '../verbs.js';
import { paragraph, type Row, rowLines, type Section, usageSection } from './layout.js';
import { globalRows } from './manual.js';
import { TOPICS } from './topics.js';

const PURPOSE =
  'Operations tool for LINE Messaging API channels: tokens, staged broadcasts, message validation, webhook checks, and an emulator of the LINE platform.';

/** What to try first; the first needs no channel. */
export const FIRST_LINES: readonly Row[] = [
  { term: 'line-ops demo', text: 'the main job, end to end, on this machine' },
  { term: 'line-ops init', text: 'add your channel, step by step' },
  { term: 'line-ops status', text: 'how it stands, and what to do next' },
  { term: 'line-ops doctor', text: 'what is not ready for a release' },
];

/** Nouns by what somebody comes for. */
export const GROUPS: readonly (readonly [title: string, nouns: readonly string[]])[] = [
  ['Set up', ['init', 'status', 'channel', 'key', 'doctor']],
  ['Tokens', ['token']],
  ['Messages and their recipients', ['message', 'broadcast', 'worker', 'audience', 'user', 'quota']],
  ['Receiving', ['webhook', 'login']],
  ['What happened, and why', ['log', 'explain', 'api', 'state']],
  ['Trying out', ['demo', 'emulator']],
  ['This program', ['completion', 'schema']],
];

/** The help of the program: every noun, the commands to begin with, and the topics. No verb is read in for it. */
export function rootSections(nouns: typeof NOUNS, width: number): readonly Section[] {
  const rowsOf = (names: readonly string[]) =>
    names.flatMap((name) => {
      const text = Object.hasOwn(nouns, name) ? nouns[name]?.summary : undefined;
      return text === undefined ? [] : [{ term: name.padEnd(NOUN_COLUMNS), text }];
    });
  const grouped = new Set(GROUPS.flatMap(([, names]) => names));
  const others = Object.keys(nouns).filter((name) => !grouped.has(name));
  return [
    { title: '', lines: paragraph(PURPOSE, width) },
    usageSection('line-ops <noun> <verb> [arguments] [options]', width),
    {
      title: 'To begin',
      lines: rowLines(FIRST_LINES, width),
    },
    ...GROUPS.map(([title, names]) => ({ title, lines: rowLines(rowsOf(names), width) })),
    { title: 'More', lines: rowLines(rowsOf(others), width) },
    {
      title: 'Global options',
      lines: rowLines([...globalRows(true), { term: VERSION_OPTION.flags, text: VERSION_OPTION.summary }], width),
    },
    {
      title: 'Help topics',
      lines: rowLines(
        TOPICS.map(({ name, about }) => ({ term: `line-ops help ${name}`, text: about })),
        width,
      ),
    },
    {
      title: '',
      lines: paragraph('line-ops <noun> --help shows its verbs, line-ops <noun> <verb> --help one of them.', width),
    },
  ];
}

/** The same for every group: all summaries stand below each other. */
const NOUN_COLUMNS = 10;
