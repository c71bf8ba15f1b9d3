import { describe, expect, it } from 'vitest';
import { meantVerbs } from '../../../src/cli/mistakes/commands.js';
import { VERB_SYNONYMS } from '../../../src/cli/mistakes/synonyms.js';
import type { Verb } from '../../../src/cli/verb.js';
import { NOUNS } from '../../../src/cli/verbs.js';
import { createWorld } from '../../support/world.js';

/** What is said to the line, words as a shell has them; stdout, LINE and the state are left alone. */
async function hintTo(line: string): Promise<string> {
  const world = createWorld();
  const { exitCode, stdout, stderr } = await world.run(...line.split(' '));
  expect({ exitCode, stdout, calls: world.calls }).toEqual({ exitCode: 2, stdout: '', calls: [] });
  const [, hint = ''] = /^error: [^\n]+\nhint: ([^\n]+)\n$/.exec(stderr) ?? [];
  return hint;
}

describe('a slip on the line is answered with a line that works', () => {
  it.each([
    // Nouns.
    ['tokne list --offline', 'line-ops token list --offline'],
    ['tokens list', 'line-ops token list'],
    ['msg validate a.json', 'line-ops message validate a.json'],
    ['followers list', 'line-ops user list'],
    ['usage', 'line-ops quota'],
    ['quota show', 'line-ops quota'],
    ['version', 'line-ops --version'],
    ['exit-codes', 'line-ops help exit-codes'],
    ['send --messages a --to b', 'line-ops broadcast send --messages a --to b'],
    ['logs tail --follow', 'line-ops log list --follow'],
    ['channle', 'line-ops channel --help'],
    // Verbs.
    ['token lits', 'line-ops token list'],
    ['token ls', 'line-ops token list'],
    ['token status', 'line-ops token list'],
    ['token show', 'line-ops token list'],
    ['token info t-0a1b2c3d', 'line-ops token verify t-0a1b2c3d'],
    ['token rm t-0a1b2c3d', 'line-ops token revoke t-0a1b2c3d'],
    ['token revok t-0a1b2c3d', 'line-ops token revoke t-0a1b2c3d'],
    ['token delete t-0a1b2c3d', 'line-ops token revoke t-0a1b2c3d'],
    ['token create --label shop', 'line-ops token issue --label shop'],
    ['channel rm shop', 'line-ops channel remove shop'],
    ['channel create shop', 'line-ops channel add shop'],
    ['audience rm 1', 'line-ops audience delete 1'],
    ['broadcast ls', 'line-ops broadcast list'],
    ['broadcast status', 'line-ops broadcast list'],
    ['broadcast status b-20261121-4f7k2p', 'line-ops broadcast show b-20261121-4f7k2p'],
    ['broadcast sent', 'line-ops broadcast list'],
    ['broadcast seen b-20261121-4f7k2p', 'line-ops broadcast insight b-20261121-4f7k2p'],
    ['webhook get', 'line-ops webhook show'],
    ['emulator ps', 'line-ops emulator list'],
    ['log tial', 'line-ops log list'],
    // Both at once, the wrong way round, in one word, or one without the other.
    ['list token', 'line-ops token list'],
    ['ls tokens', 'line-ops token list'],
    ['token-list --offline', 'line-ops token list --offline'],
    ['token:list', 'line-ops token list'],
    ['list-tokens', 'line-ops token list'],
    ['tokenlist', 'line-ops token list'],
    ['revoke t-0a1b2c3d', 'line-ops token revoke t-0a1b2c3d'],
    ['validate a.json', 'line-ops message validate a.json'],
    // Options, required ones before what is missing.
    ['broadcast plan --message a.json --to u.csv', 'line-ops broadcast plan --messages a.json --to u.csv'],
    ['broadcast plan --messages=a.json --recipients=u.csv', 'line-ops broadcast plan --messages=a.json --to=u.csv'],
    ['token list --jsno', 'line-ops token list --json'],
    ['token list -json', 'line-ops token list --json'],
    ['token list --chanel shop', 'line-ops token list --channel shop'],
    ['token list --profile shop', 'line-ops token list --channel shop'],
    ['token list --no-colour', 'line-ops token list --no-color'],
    ['token revoke t-0a1b2c3d --dryrun', 'line-ops token revoke t-0a1b2c3d --dry-run'],
    ['token revoke t-0a1b2c3d --dryRun', 'line-ops token revoke t-0a1b2c3d --dry-run'],
    ['token list --ofline --alll', 'line-ops token list --offline --all'],
    // Values.
    ['message validate --format gitub a.json', 'line-ops message validate --format github a.json'],
    ['token get --type v21', 'line-ops token get --type v2.1'],
    ['token get --type=shortlived', 'line-ops token get --type=short-lived'],
  ])('%s', async (line, meant) => {
    // The help of a command that lacks something is named in place of it.
    expect(await hintTo(line)).toBe(`Did you mean: ${meant}`);
  });

  it.each([
    ['show', 'Did you mean one of these: line-ops channel show | line-ops broadcast show --help | '],
    ['send', 'Did you mean one of these: line-ops broadcast send --help | line-ops webhook send'],
    ['broadcast start', 'one of these: line-ops broadcast resume --help | line-ops broadcast send --help'],
    ['--vesion', 'Did you mean --version? See: line-ops --help'],
    ['token --jsno', 'Did you mean --json? See: line-ops token --help'],
    ['worker status', 'See: line-ops worker --help'],
    ['token list --label x', '--label is an option of "token check", "token issue"'],
    ['broadcast send', 'Add --messages <file> and --to <source>. See: line-ops broadcast send --help'],
    ['broadcast show', 'It is shown by: line-ops broadcast list (see: line-ops broadcast show --help)'],
    ['broadcast resume --message a.json', 'line-ops broadcast resume --help'],
    ['token list --dry-run', 'leave the option out'],
    ['nonsense', 'See: line-ops --help'],
    ['token nonsense', 'See: line-ops token --help'],
    ['quota --everything', 'See: line-ops quota --help'],
  ])('%s: %s', async (line, hint) => {
    expect(await hintTo(line)).toContain(hint);
  });

  it.each([
    ['help tokne', 'line-ops help token'],
    ['help token lits', 'line-ops help token list'],
    ['help list token', 'line-ops help token list'],
    ['help broadcast ls', 'line-ops help broadcast list'],
    ['help revoke', 'line-ops help token revoke'],
    ['help token-list', 'line-ops help token list'],
    ['help exitcodes', 'line-ops help exit-codes'],
    ['help env', 'line-ops help environment'],
    ['help github', 'line-ops help ci'],
    ['help jsno', 'line-ops help json'],
    ['help msg', 'line-ops help message'],
    ['help token create', 'line-ops help token issue'],
    ['token lits --help', 'line-ops help token list'],
  ])('%s', async (line, meant) => {
    expect(await hintTo(line)).toBe(`Did you mean: ${meant}`);
  });

  it('a type of token that is nearly one is named', async () => {
    const { stderr } = await createWorld().run('token', 'issue', '--type', 'v21');
    expect(stderr).toContain('did you mean "v2.1"?');
  });

  it('help of something unheard of points at the help', async () => {
    expect(await hintTo('help nonsense')).toBe('See: line-ops --help');
  });

  it('a program reads what was meant', async () => {
    const { stderr } = await createWorld().run('token', 'lits', '--json');
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'UNKNOWN_COMMAND', exitCode: 2, details: { meant: 'line-ops token list --json' } },
    });
  });

  it('what a shell would read otherwise is quoted', async () => {
    const { stderr } = await createWorld().run('token', 'list', '--ofline', '-c', 'my shop');
    expect(stderr).toContain("Did you mean: line-ops token list --offline -c 'my shop'");
  });

  it('a line with a secret on it is not said again', async () => {
    const { stderr } = await createWorld().run('tokne', 'verify', 'c0ffee00c0ffee00c0ffee00c0ffee00');
    expect(stderr).toContain('Did you mean: line-ops token verify --help');
    expect(stderr).not.toContain('c0ffee');
  });
});

describe('what changes something is never offered for what only looks', () => {
  it.each([['get', 'tokens'], ['get', 'token'], ['get-tokens'], ['get']])(
    'wherever the word stands: %s %s',
    async (...argv) => {
      const { exitCode, stderr } = await createWorld().run(...argv.filter((word) => word !== undefined));
      expect(exitCode).toBe(2);
      expect(stderr).toContain('Did you mean: line-ops token list');
    },
  );

  const LOOKING = [
    ...[
      'status',
      'stats',
      'state',
      'show',
      'shwo',
      'sohw',
      'info',
      'get',
      'view',
      'list',
      'lsit',
      'ls',
      'seen',
      'sent',
    ],
    ...[
      'read',
      'watch',
      'check',
      'chekc',
      'verify',
      'verfiy',
      'history',
      'log',
      'who',
      'what',
      'when',
      'count',
      'find',
    ],
    ...[
      'search',
      'describe',
      'inspect',
      'print',
      'peek',
      'tail',
      'look',
      'explain',
      'help',
      'usage',
      'pending',
      'result',
    ],
    ...[
      'report',
      'details',
      'opens',
      'x',
      'se',
      'sen',
      'is',
      'rev',
      'ren',
      'resume?',
      'add?',
      'sender',
      'issues',
      'issuer',
    ],
  ];

  const verbsOf = Object.entries(NOUNS).flatMap(([noun, { verbs }]) => (typeof verbs === 'function' ? [] : [noun]));

  it.each(verbsOf)('%s', async (noun) => {
    const verbs = NOUNS[noun]?.verbs;
    const dangerous: string[] = [];
    for (const word of LOOKING) {
      if (verbs === undefined || typeof verbs === 'function' || Object.hasOwn(verbs, word)) continue;
      for (const meant of await meantVerbs(NOUNS, noun, word)) {
        const verb: Verb | undefined = await verbs[meant]?.();
        // An examination: what it sends is a probe.
        if (noun === 'webhook' && meant === 'check') continue;
        if (verb?.changes === 'line' || ['pause', 'cancel', 'prune', 'resolve', 'remove', 'forget'].includes(meant))
          dangerous.push(`${noun} ${word}: ${meant}`);
      }
    }
    expect(dangerous).toEqual([]);
  });

  it('a noun that is a verb itself and changes something is offered as its help', async () => {
    expect(await hintTo('wokrer')).toBe('Did you mean: line-ops worker --help');
    expect(await hintTo('daemon --drain')).toBe('Did you mean: line-ops worker --help');
  });

  it.each([
    ['broadcast resume b-20261121-4f7k2p --ya', '--yes'],
    ['broadcast send --messages a --to b --allow', '--allow-partial-quota'],
    ['token revoke --al', '--all'],
    ['message push --to U0 a.json --force', '--yes'],
  ])('%s does not lead to %s, which takes a protection away', async (line, option) => {
    expect(await hintTo(line)).not.toContain(option);
  });
});

it('every synonym leads to a verb that there is', () => {
  const lost = Object.entries(VERB_SYNONYMS).flatMap(([noun, words]) => {
    const verbs = NOUNS[noun]?.verbs ?? {};
    return Object.entries(words).flatMap(([word, meant]) =>
      meant
        .filter((verb) => typeof verbs === 'function' || !Object.hasOwn(verbs, verb))
        .map((verb) => `${noun} ${word}: ${verb}`),
    );
  });
  expect(lost).toEqual([]);
});

it('every noun with verbs knows the words of other tools', () => {
  const nouns = Object.entries(NOUNS).flatMap(([noun, { verbs }]) => (typeof verbs === 'function' ? [] : [noun]));
  expect(nouns.filter((noun) => !Object.hasOwn(VERB_SYNONYMS, noun))).toEqual([]);
});
