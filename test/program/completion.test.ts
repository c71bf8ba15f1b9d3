import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionTable } from '../../src/cli/completion/table.js';
import { exited, openWorld, type World } from '../support/binary.js';
import { openCommandLine } from '../support/command-line.js';
import { BIN, NODE } from '../support/program.js';
import { sitDown } from '../support/pseudo-terminal.js';
import { describeInShell } from '../support/shells.js';

const TAB = '\t';
const CTRL_U = '\u0015';

/** Where bash-completion lies, whose loader finds a script by the name of the command. */
const BASH_COMPLETION = '/usr/share/bash-completion/bash_completion';

let world: World;
let bin: string;
let broadcast = '';
let done = '';

/** A channel with three live tokens, a broadcast that was never begun and one that is complete. */
beforeAll(async () => {
  world = await openWorld({ followers: 3 });
  const { LINE_CHANNEL_ID = '', LINE_CHANNEL_SECRET = '' } = world.emulator.env;
  const input = LINE_CHANNEL_SECRET;
  const add = ['channel', 'add', 'shop', '--channel-id', LINE_CHANNEL_ID, '--channel-secret-stdin'];
  exited(0, await world.run(add, { input }));
  for (const label of ['prod', 'my bot', '店舗'])
    exited(0, await world.inside(['token', 'issue', '-c', 'shop', '--type', 'short-lived', '--label', label]));
  const plan = ['-c', 'shop', '--messages', world.messagesFile(), '--to', world.followersFile(3)];
  exited(0, await world.inside(['broadcast', 'create', ...plan, '--name', 'summer sale']));
  exited(0, await world.inside(['broadcast', 'send', ...plan, '--yes', '--again']));
  const { broadcasts } = await world.insideJson(['broadcast', 'list']);
  const all = Array.isArray(broadcasts) ? broadcasts : [];
  broadcast = String(all.find(({ state }) => state === 'planned')?.id);
  done = String(all.find(({ state }) => state === 'completed')?.id);
  bin = join(world.folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'line-ops'), `#!/bin/sh\nexec '${NODE}' '${BIN}' "$@"\n`);
  chmodSync(join(bin, 'line-ops'), 0o755);
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { stdout } = exited(0, await world.run(['completion', shell]));
    world.file(`completion.${shell}`, stdout);
  }
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** What a shell is run with: the program in its path, and no settings of anybody's. */
function environment(): Readonly<Record<string, string>> {
  const { PATH = '' } = process.env;
  return {
    PATH: `${bin}:${PATH}`,
    HOME: world.folder,
    XDG_CONFIG_HOME: join(world.folder, 'config'),
    LINE_OPS_HOME: world.home,
    LC_ALL: 'C.UTF-8',
    TERM: 'xterm',
  };
}

/** What the program answers for a line of fish, whose words are whole. */
function answered(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr, status } = spawnSync(NODE, [BIN, '__complete', 'fish', 'line-ops', ...words], {
    env: { ...environment(), ...env },
    cwd: world.folder,
    encoding: 'utf8',
  });
  return { lines: stdout.split('\n').slice(0, -1), stderr, status };
}

/** Each file below the folder with its size and the time of its last change. */
function everyFile(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
}

describe('the program', () => {
  it('keeps beside it what it knows of its verbs, as they are', async () => {
    const built: unknown = JSON.parse(readFileSync(join(BIN, '..', '..', 'dist', 'completion.json'), 'utf8'));
    expect(built).toEqual(JSON.parse(JSON.stringify(await completionTable())));
  });

  it('answers from the state, and changes no file of it', () => {
    const before = everyFile(world.home);
    expect(answered(['token', 'revoke', '']).lines).toHaveLength(4);
    expect(answered(['broadcast', 'resume', '']).lines).toEqual(['none', `${broadcast}\tsummer sale, planned, shop`]);
    expect(answered(['broadcast', 'report', '']).lines).toHaveLength(3);
    expect(answered(['-c', '']).lines[1]).toMatch(/^shop\t.*current$/);
    expect(everyFile(world.home)).toEqual(before);
  });

  it('reads what a killed process left in the log of the ledger, and leaves it there', async () => {
    const { DatabaseSync } = await import('../../src/adapters/state/sqlite/sqlite.js').then((sqlite) =>
      sqlite.openEngine(),
    );
    const home = join(world.folder, 'killed');
    mkdirSync(home);
    const original = new DatabaseSync(join(world.home, 'state.db'));
    try {
      original.exec("UPDATE token SET label = 'in the log' WHERE label = 'prod'");
      for (const name of ['config.json', 'state.db', 'state.db-wal', 'state.db-shm'])
        writeFileSync(join(home, name), readFileSync(join(world.home, name)));
      original.exec("UPDATE token SET label = 'prod' WHERE label = 'in the log'");
    } finally {
      original.close();
    }
    const before = everyFile(home);
    const { lines } = answered(['token', 'revoke', '--label', ''], { LINE_OPS_HOME: home });
    expect(lines.join('\n')).toContain('in the log\tshort-lived');
    expect(everyFile(home)).toEqual(before);
  });

  it.each<[what: string, make: (home: string) => void]>([
    ['is missing', (home) => rmSync(home, { recursive: true })],
    ['is empty', () => undefined],
    [
      'is damaged',
      (home) => ['state.db', 'config.json'].map((name) => writeFileSync(join(home, name), 'x'.repeat(5000))),
    ],
    [
      'is a folder where a file should be',
      (home) => ['state.db', 'config.json'].map((name) => mkdirSync(join(home, name))),
    ],
    [
      'has another form',
      (home) => writeFileSync(join(home, 'config.json'), '{"channels":[1,{"name":2}],"current":[]}'),
    ],
  ])('where the state %s it offers less, and says nothing', (_what, make) => {
    const home = mkdtempSync(join(tmpdir(), 'line-ops-completion-'));
    try {
      make(home);
      const before = existsSync(home) ? everyFile(home) : null;
      const nothing = { lines: ['none'], stderr: '', status: 0 };
      for (const words of [
        ['token', 'revoke', ''],
        ['broadcast', 'report', ''],
        ['audience', 'show', ''],
        ['-c', ''],
      ])
        expect(answered(words, { LINE_OPS_HOME: home })).toEqual(nothing);
      expect(answered(['tok'], { LINE_OPS_HOME: home }).lines.length).toBeGreaterThan(10);
      expect(existsSync(home) ? everyFile(home) : null).toEqual(before);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('says nothing to what is no shell, or where nobody reads', () => {
    for (const args of [[], ['tcsh', 'x'], ['bash'], ['zsh'], ['fish'], ['powershell']])
      expect(spawnSync(NODE, [BIN, '__complete', ...args], { env: environment(), encoding: 'utf8' }).stderr).toBe('');
    const closed = `'${NODE}' '${BIN}' __complete fish line-ops '' | true; echo "\${PIPESTATUS[0]}"`;
    expect(spawnSync('bash', ['-c', closed], { env: environment(), encoding: 'utf8' })).toMatchObject({
      stdout: '0\n',
      stderr: '',
    });
  });

  it('offers no secret', () => {
    const strings = world.emulator.env['LINE_CHANNEL_SECRET'] ?? 'none';
    const secrets = JSON.stringify(JSON.parse(readFileSync(join(world.home, 'secrets', 'secrets.json'), 'utf8')));
    const words = [...secrets.matchAll(/"([^"]{20,})"/g)].map(([, word = '']) => word);
    expect(words.length).toBeGreaterThan(0);
    const all = [
      ['token', 'get', '--label', ''],
      ['token', 'verify', ''],
      ['-c', ''],
      ['broadcast', 'send', '--to', ''],
    ];
    const told = all.flatMap((line) => answered(line).lines).join('\n');
    for (const word of [strings, ...words]) expect(told).not.toContain(word);
  });
});

describeInShell('fish', 'completion in fish', () => {
  const complete = (line: string) =>
    spawnSync('fish', ['--no-config', '-c', `source ${world.folder}/completion.fish; complete -C "${line}"`], {
      env: environment(),
      cwd: world.folder,
      encoding: 'utf8',
    });

  it('goes on with words, what they mean, files, and commands', () => {
    expect(complete('line-ops tok').stdout).toMatch(/^token\tissue, list/);
    const labels = complete('line-ops -c shop token revoke --label ').stdout;
    for (const label of ['prod', 'my bot', '店舗']) expect(labels).toContain(`${label}\tshort-lived, 30 d left\n`);
    expect(complete('line-ops token revoke --label=p').stdout).toBe('--label=prod\tshort-lived, 30 d left\n');
    expect(complete("line-ops token revoke --label 'my").stdout).toMatch(/^my bot\t/);
    expect(complete(`line-ops broadcast send --messages b-`).stdout.split('\n').toSorted()).toEqual(
      ['', `${broadcast}\tsummer sale, planned, shop`, `${done}\tcompleted, shop`].toSorted(),
    );
    expect(complete('line-ops broadcast send --messages mess').stdout).toContain('messages.json');
    expect(complete('line-ops broadcast send --messages=mess').stdout).toContain('--messages=messages.json');
    expect(complete('line-ops emulator exec -- cat mess').stdout).toContain('messages.json');
    const { stdout, stderr } = complete('line-ops channel add ');
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  });
});

/** Lines that are typed, and what a shell makes of each after Tab. */
const TYPED: readonly (readonly [typed: string, then: string])[] = [
  ['line-ops tok', 'line-ops token '],
  ['line-ops -c sh', 'line-ops -c shop '],
  ["line-ops token revoke --label 'my", "line-ops token revoke --label 'my bot' "],
  ['line-ops token revoke --label my', 'line-ops token revoke --label my\\ bot '],
  ['line-ops token revoke --label=pr', 'line-ops token revoke --label=prod '],
  ['line-ops token revoke --label 店', 'line-ops token revoke --label 店舗 '],
  ['line-ops webhook send --event message:loc', 'line-ops webhook send --event message:location '],
  ['line-ops broadcast send --messages mess', 'line-ops broadcast send --messages messages.json '],
  ['line-ops broadcast send --messages=mess', 'line-ops broadcast send --messages=messages.json '],
  ['line-ops emulator exec -- cat mess', 'line-ops emulator exec -- cat messages.json '],
];

/** How a shell is made to show the line as it is after Tab. */
interface Sight {
  readonly keys: string;
  readonly shows: (line: string) => string;
}

const MORE_IS_TYPED: Sight = { keys: `# e''nd`, shows: (line) => `${line}# e''nd` };

/** zsh draws its line in pieces, and takes a blank back that it has put there: its own message has the line whole. */
const MESSAGE: Sight = { keys: '\u0018', shows: (line) => `=${line}=` };
const ZSH_MESSAGE = `show() { zle -M "=$BUFFER=" }; zle -N show; bindkey '^X' show`;

async function type(shell: readonly string[], beginning: string, { keys, shows }: Sight, lines = TYPED): Promise<void> {
  const { sees, type: press } = sitDown(shell, { ...environment(), PS1: '$ ' }, world.folder);
  press(`${beginning}; echo rea''dy\r`);
  await sees('ready');
  for (const [typed, then] of lines) {
    press(`${typed}${TAB}${keys}`);
    await sees(shows(then));
    press(CTRL_U);
  }
}

describeInShell('bash', 'completion in bash', () => {
  const PLAIN = ['bash', '--norc', '--noprofile', '-i'];

  it('Tab goes on with the word', { timeout: 60_000 }, async () => {
    await type(PLAIN, `source ${world.folder}/completion.bash`, MORE_IS_TYPED);
  });

  it.runIf(existsSync(BASH_COMPLETION))('bash-completion finds it by its name', { timeout: 60_000 }, async () => {
    const folder = join(world.folder, '.local', 'share', 'bash-completion', 'completions');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'line-ops'), readFileSync(join(world.folder, 'completion.bash')));
    await type(PLAIN, `source ${BASH_COMPLETION}`, MORE_IS_TYPED, TYPED.slice(0, 3));
  });

  it('names that fit are put into COMPREPLY', () => {
    const script = `source completion.bash; COMP_LINE='line-ops broadcast report b-'; COMP_POINT=\${#COMP_LINE}; COMP_CWORD=3
      COMP_WORDS=(line-ops broadcast report b-); _line_ops line-ops b- report; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], {
      env: environment(),
      cwd: world.folder,
      encoding: 'utf8',
    });
    expect(stdout.trimEnd().split('\n').toSorted()).toEqual([broadcast, done].toSorted());
    expect(stderr).not.toContain('error');
  });
});

describeInShell('zsh', 'completion in zsh', () => {
  it('Tab goes on with the word', { timeout: 60_000 }, async () => {
    const start = `autoload -Uz compinit; compinit -u -D; ${ZSH_MESSAGE}`;
    await type(['zsh', '-f', '-i'], `${start}; source ${world.folder}/completion.zsh`, MESSAGE);
  });

  it('a list says what each is', async () => {
    const { sees, type: press } = sitDown(['zsh', '-f', '-i'], environment(), world.folder);
    press(`autoload -Uz compinit; compinit -u -D; source ${world.folder}/completion.zsh; echo rea''dy\r`);
    await sees('ready');
    press(`line-ops broadcast report ${TAB}${TAB}`);
    await sees('summer sale, planned, shop');
  });
});

describe('the script for PowerShell, which cannot be run here', () => {
  it('is balanced, asks the same entry, and takes what that answers', () => {
    const script = readFileSync(join(world.folder, 'completion.powershell'), 'utf8');
    const code = script.replace(/^#.*$/gm, '');
    for (const [open = '', close = ''] of ['()', '{}', '[]'].map((pair) => [...pair]))
      expect(code.split(open).length).toBe(code.split(close).length);
    expect(code).toContain('& $program __complete powershell');
    const env = { ...environment(), LINE_OPS_COMPLETE_WORDS: 'token\nrevoke\n--label\nm' };
    const { stdout } = spawnSync(NODE, [BIN, '__complete', 'powershell'], { env, encoding: 'utf8' });
    expect(stdout).toBe("none\n'my bot'\tmy bot\tshort-lived, 30 d left\n");
  });
});

it('completion of an unknown shell names those that there are', async () => {
  const line = openCommandLine({});
  try {
    const { exitCode, stderr } = await line.run('completion', 'tcsh');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bash, zsh, fish, powershell');
  } finally {
    line.remove();
  }
});
