import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

type Rooms = Readonly<Record<string, readonly string[]>>;

/** A layer may import the layers listed, and itself. */
const LAYERS: Rooms = {
  domain: [],
  ports: ['domain'],
  usecases: ['domain', 'ports'],
  // One adapter starts the emulator; everything else of it stays out of reach.
  adapters: ['domain', 'ports', 'emulator'],
  cli: ['domain', 'ports', 'usecases'],
  // A witness of the client: what it shares with it is said in docs/decisions/0004-what-the-emulator-shares.md.
  emulator: ['domain'],
};

/** A noun of the domain may import the nouns listed, and itself. */
const DOMAIN: Rooms = {
  // Durations and instants are refused in the words of a failure.
  text: ['failure'],
  failure: [],
  examination: [],
  host: ['failure', 'text'],
  source: ['failure', 'text'],
  notifying: ['failure', 'host'],
  line: ['failure', 'text'],
  // A finding is shown at its place in the text.
  messages: ['line', 'source', 'text'],
  // A message as a chat shows it.
  drawing: ['messages', 'source', 'text'],
  tokens: ['failure', 'line', 'text'],
  state: ['failure', 'host'],
  login: ['examination', 'failure', 'host', 'text'],
  // The release checklist looks at everything.
  doctor: ['broadcast', 'examination', 'failure', 'host', 'line', 'text', 'tokens'],
  // LINE's URLs have the same form in a message and as an endpoint.
  // What is examined of a webhook has the form of every examination.
  webhook: ['examination', 'failure', 'host', 'messages', 'text'],
  audience: ['failure', 'line'],
  // LINE's largest narrowcast is a rule of its message.
  broadcast: ['audience', 'failure', 'line', 'messages', 'notifying', 'text'],
};

/** The same for use cases. */
const USECASES: Rooms = {
  channels: [],
  notifying: [],
  // A token is of a channel.
  tokens: ['channels'],
  'quota.ts': ['channels'],
  messages: ['channels'],
  webhook: ['channels'],
  login: ['tokens'],
  doctor: ['broadcast', 'channels', 'messages', 'quota.ts', 'tokens', 'webhook'],
  audiences: ['channels'],
  broadcast: ['audiences', 'channels', 'messages', 'notifying', 'quota.ts'],
  // The four ways to send are an endpoint each.
  api: ['channels'],
  // A channel is shown with its tokens, and removed only where nothing is being sent.
  'channel-setup': ['broadcast', 'channels', 'quota.ts', 'tokens'],
  // How a channel stands is what all of them say.
  status: ['broadcast', 'channel-setup', 'channels', 'quota.ts', 'tokens'],
  state: ['broadcast'],
};

/** What the emulator takes from the domain: LINE's facts, the rules of messages, and the forms of hosts and times. */
const SHARED_WITH_EMULATOR = [
  'drawing/action-words.ts',
  'drawing/chat.ts',
  'drawing/css.ts',
  'drawing/draw-place.ts',
  'drawing/kinds.ts',
  'drawing/markup.ts',
  'drawing/style.ts',
  'drawing/taps.ts',
  'drawing/values.ts',
  'host/hosts.ts',
  'line/ids.ts',
  'line/rate-limits.ts',
  'messages/check-messages.ts',
  'messages/check-rich-menu.ts',
  'messages/engine/finding.ts',
  'messages/links.ts',
  'text/instant.ts',
  'tokens/token.ts',
  'webhook/events/event-row.ts',
  'webhook/events/mutated.ts',
  'webhook/events/sample-event.ts',
  'webhook/events/sample-ids.ts',
  'webhook/events/table.ts',
];

/**
 * What may be imported though the way leads back: the list of verbs loads each when it is on the command line, and the
 * demo runs command lines itself; `schema` says which verb prints what.
 */
const WAYS_BACK: Rooms = { 'cli/verbs.ts': ['cli/demo.ts', 'cli/schema.ts'] };

const FILES = filesIn('.');
const IMPORTS = new Map(FILES.map((file) => [file, importsOf(file)]));

/** What a reader takes in at a glance. */
const FILES_OF_A_FOLDER = 12;

it('no folder has more than a dozen files of its own', () => {
  const counts = new Map<string, number>();
  // A verb is in the file of its words: how many a noun has is not a matter of folders.
  const verbs = new Set(importedBy('cli/verbs.ts'));
  for (const file of FILES.filter((other) => !verbs.has(other)))
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  const fuller = [...counts].filter(([, files]) => FILES_OF_A_FOLDER < files);
  expect(fuller).toEqual([]);
});

it('papers and comments name files that are there', () => {
  const papers = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
  const there = [...FILES.map((file) => `src/${file}`), ...filesBelow('test'), ...filesBelow('bench')];
  const named = [...papers, ...FILES.map((file) => join('src', file))].flatMap((paper) =>
    [...readFileSync(paper, 'utf8').matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = '']) => ({ paper, file })),
  );
  expect(named.filter(({ file }) => !there.some((path) => `/${path}`.endsWith(`/${file}`)))).toEqual([]);
});

describe.each(Object.keys(LAYERS))('%s', (layer) => {
  it('imports only the layers below it', () => {
    expect(strangersIn(layer, (file) => file.split('/')[0] ?? '', LAYERS)).toEqual([]);
  });
});

it.each([
  ['domain', DOMAIN],
  ['usecases', USECASES],
] as const)('each noun of %s imports only the nouns listed', (layer, nouns) => {
  const inside = (file: string) => (file.startsWith(`${layer}/`) ? (file.split('/')[1] ?? '') : '');
  expect(strangersIn(layer, inside, nouns)).toEqual([]);
});

it('has no import cycle, not of types either', () => {
  expect(FILES.flatMap((file) => wayBackTo(file) ?? [])).toEqual([]);
});

it('lets the composition alone know the adapters', () => {
  const knowing = FILES.filter((file) => importedBy(file).some((other) => other.startsWith('adapters/')));
  // `--version` writes its line before the rest is loaded, also into a pipe that is closed; compiled code lies in the state folder.
  expect(knowing.filter((file) => !/^(adapters|composition)\//.test(file))).toEqual(['start/start.ts']);
  expect(importedBy('start/start.ts').filter((file) => file.startsWith('adapters/'))).toEqual([
    'adapters/state/places.ts',
    'adapters/terminal/broken-pipe.ts',
  ]);
});

it('lets a single adapter know the emulator', () => {
  expect(FILES.filter((file) => !file.startsWith('emulator/') && reaches(file, 'emulator/'))).toEqual([
    'adapters/emulator/start-platform.ts',
  ]);
});

it('shares with the emulator what is listed, and nothing else', () => {
  const shared = FILES.filter((file) => file.startsWith('emulator/')).flatMap(importedBy);
  const taken = shared.filter((file) => file.startsWith('domain/')).map((file) => file.slice('domain/'.length));
  expect([...new Set(taken)].sort()).toEqual(SHARED_WITH_EMULATOR);
});

it('draws messages on the page of the emulator alone, which is loaded when a browser asks for it', () => {
  const others = FILES.filter((file) => file.startsWith('emulator/') && !file.startsWith('emulator/page/'));
  expect(others.filter((file) => importedBy(file).some((other) => other.startsWith('domain/drawing/')))).toEqual([]);
  const endpoints = 'emulator/page/page-endpoints.ts';
  const loaded = [...others, endpoints].flatMap(loadedWith).filter((file) => file.startsWith('emulator/page/'));
  expect(new Set(loaded)).toEqual(new Set([endpoints]));
});

it.each<[rule: string, layers: readonly string[], forbidden: RegExp]>([
  [
    'the domain knows no clock, no chance, no process and no waiting',
    ['domain'],
    /Date\.now|new Date\(\)|Math\.random|randomUUID|process\.|\bawait\b|from 'node:/,
  ],
  [
    'use cases take time and chance from outside',
    ['usecases'],
    /Date\.now|new Date\(\)|Math\.random|randomUUID|process\./,
  ],
  ['commands never look at the process or its streams', ['cli'], /process\.[a-z]|isTTY/],
  ['nothing prints by itself', Object.keys(LAYERS), /\bconsole\.[a-z]/],
  ['nothing ends the process by itself', Object.keys(LAYERS), /process\.exit\(/],
])('%s', (_rule, layers, forbidden) => {
  const wrong = layers.flatMap(filesIn).filter((file) => forbidden.test(withoutComments(sourceOf(file))));
  expect(wrong).toEqual([]);
});

/** Words of the program's own tongue below the commands, and why they may stand there. */
const KNOWS_A_COMMAND: Readonly<Record<string, string>> = {
  'domain/doctor/checklist.ts': 'what to do about a point of the checklist is a part of it, in words',
  'domain/doctor/verdicts/account.ts': 'as above',
  'domain/doctor/verdicts/machine.ts': 'as above',
  'domain/doctor/verdicts/questions.ts': 'as above: how a question is answered',
  'domain/doctor/verdicts/state.ts': 'as above',
  'domain/doctor/verdicts/tokens.ts': 'as above',
  'domain/doctor/verdicts/webhook.ts': 'as above',
  'usecases/doctor/examine-content.ts': 'as above',
  'usecases/doctor/examiners.ts': 'as above',
  'usecases/state/check-state.ts': 'what helps is part of each result of an examination, in words',
  'domain/messages/reading/explained.ts': 'which send method a body is for is a part of the finding, in words',
  'domain/webhook/check/advice.ts': 'what helps is part of each result of an examination, in words',
  'domain/webhook/test-reason.ts': 'what a failed test means is an answer of its own, in words',
  'usecases/webhook/signature-faults.ts': 'what is wrong with a signature is an answer of its own, in words',
  'adapters/delivery/access-list.ts': 'options of getfacl and ls',
  'adapters/secrets/keyring.ts': 'an option of node',
  'emulator/emulator.ts': 'the emulator speaks for itself: programs call it too',
  'emulator/state/state-file-lock.ts': 'the emulator speaks for itself: programs call it too',
};

it('below the commands nobody knows a command or an option', () => {
  const layers = Object.keys(LAYERS).filter((layer) => layer !== 'cli');
  const knowing = layers.flatMap(filesIn).filter((file) => COMMAND_OR_OPTION.test(wordsOf(sourceOf(file))));
  expect(knowing.toSorted()).toEqual(Object.keys(KNOWS_A_COMMAND).toSorted());
});

it('keeps nothing in a module of the domain but what is made once, when it is first needed', () => {
  expect(filesIn('domain').filter((file) => /^(?:export )?(?:let|var) /m.test(sourceOf(file)))).toEqual([
    'domain/broadcast/planning/user-id-bytes.ts',
    'domain/messages/engine/counting.ts',
    'domain/text/text-width.ts',
  ]);
});

it('loads the texts of failures when something has failed, with no command and not at start-up', () => {
  const outside = FILES.filter((file) => !file.startsWith('cli/failures/') && !file.startsWith('emulator/'));
  const loaded = new Set(outside);
  for (const file of loaded) for (const next of loadedWith(file)) loaded.add(next);
  expect([...loaded].filter((file) => /^cli\/failures\/(?:catalogue|situations|texts\/)/.test(file))).toEqual([]);
});

/** Each noun has a file or a folder among the commands. */
const NOUNS = readdirSync('src/cli').map((name) => name.replace(/\.ts$/, ''));
/** A name of CSS, `var(--ink)` or `--ink:`, is no option. */
const COMMAND_OR_OPTION = new RegExp(
  `line-ops (?:help|${NOUNS.join('|')})\\b|(?<=['"\`\\s]|(?<!var)\\()--[a-z][a-z-]+(?![a-z-]|'?:)`,
);

/** The lines that hold a text, without comments. */
function wordsOf(source: string): string {
  return withoutComments(source)
    .split('\n')
    .filter((line) => /['"`]/.test(line))
    .join('\n');
}

/** What files of the folder import that the table does not let their room import. `roomOf` is empty for what it does not speak of. */
function strangersIn(folder: string, roomOf: (file: string) => string, table: Rooms): readonly string[] {
  return filesIn(folder).flatMap((file) => {
    const room = roomOf(file);
    const others = importedBy(file).filter((other) => roomOf(other) !== '' && roomOf(other) !== room);
    return others.filter((other) => !table[room]?.includes(roomOf(other))).map((other) => `${file} imports ${other}`);
  });
}

/** The shortest way of imports from a file back to it, as text; null where there is none. */
function wayBackTo(start: string): string | null {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of importedBy(way.at(-1) ?? '')) {
      if (WAYS_BACK[way.at(-1) ?? '']?.includes(next)) continue;
      if (next === start) return [...way, start].join(' > ');
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return null;
}

function reaches(file: string, folder: string): boolean {
  return importedBy(file).some((other) => other.startsWith(folder));
}

function importedBy(file: string): readonly string[] {
  return IMPORTS.get(file) ?? [];
}

/** The files of a folder of `src`, by their path below it, with `/` on every system. */
function filesIn(folder: string): readonly string[] {
  return namesBelow(join('src', folder)).map((name) => normalize(join(folder, name)).split(sep).join('/'));
}

function filesBelow(folder: string): readonly string[] {
  return namesBelow(folder).map((name) => join(folder, name).split(sep).join('/'));
}

function namesBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).sort();
}

function importsOf(file: string): readonly string[] {
  const specifiers = [...sourceOf(file).matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) =>
    normalize(join(dirname(file), specifier))
      .split(sep)
      .join('/')
      .replace(/\.js$/, '.ts'),
  );
}

/** What a file has the runtime load before it: neither its types nor what it imports when it needs it. */
function loadedWith(file: string): readonly string[] {
  const statements = [...sourceOf(file).matchAll(/^(?:im|ex)port (?!type )[^;]*? from '(\.[^']+)'/gm)];
  return statements.map(([, specifier = '']) =>
    normalize(join(dirname(file), specifier))
      .split(sep)
      .join('/')
      .replace(/\.js$/, '.ts'),
  );
}

function sourceOf(file: string): string {
  return readFileSync(join('src', file), 'utf8');
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
