import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Ended, isObject, type JsonObject, openWorld, Running, type World } from '../support/binary.js';
import { ROOT } from '../support/packed.js';
import { BIN, NODE } from '../support/program.js';

const SCRIPT = join(ROOT, 'action', 'rotate.mjs');
const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as unknown;

/** What the runner gives a step: the environment that action.yml makes of the inputs, and files to hand values on. */
function step(world: World, inputs: Readonly<Record<string, string>>): Promise<Ended> {
  const bin = join(world.folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'line-ops'), `#!/bin/sh\nexec '${NODE}' '${BIN}' "$@"\n`);
  chmodSync(join(bin, 'line-ops'), 0o755);
  for (const name of ['output', 'env']) writeFileSync(join(world.folder, name), '');
  const { LINE_CHANNEL_ACCESS_TOKEN: _own, ...platform } = world.emulator.env;
  const child = spawn(process.execPath, [SCRIPT], {
    cwd: world.folder,
    env: {
      ...platform,
      PATH: `${bin}:${process.env['PATH']}`,
      HOME: world.folder,
      LINE_OPS_JOURNAL: world.journal,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: world.folder,
      GITHUB_OUTPUT: join(world.folder, 'output'),
      GITHUB_ENV: join(world.folder, 'env'),
      ...environmentOf(inputs),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Running(child).ended;
}

/** The inputs through action.yml, with its defaults, as the runner fills them in. */
function environmentOf(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(at(ACTION, 'runs', 'steps', '0', 'env')).map(([variable, expression]) => {
      const name = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(String(expression))?.[1] ?? '';
      return [variable, inputs[name] ?? String(at(ACTION, 'inputs', name)['default'] ?? '')];
    }),
  );
}

function at(document: unknown, ...keys: readonly string[]): JsonObject {
  const found = keys.reduce<unknown>(
    (value, key) => (Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined),
    document,
  );
  if (!isObject(found)) throw new Error(`no object at ${keys.join('.')}`);
  return found;
}

/** What a step has handed on, by name. */
function handedOn(world: World, file: 'output' | 'env'): Readonly<Record<string, string>> {
  const text = readFileSync(join(world.folder, file), 'utf8');
  const blocks = [...text.matchAll(/^([^\n<=]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name, value]);
  const lines = [...text.matchAll(/^([a-z-]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  return Object.fromEntries([...blocks, ...lines]);
}

const INPUTS = { label: 'ci', to: 'github-env:TOKEN\ngithub-output:token', 'secret-key': 'a key of the test' };

async function alive(world: World): Promise<readonly string[]> {
  return (await world.tokens()).filter(({ state }) => state === 'live').map(({ accessToken }) => accessToken);
}

it('issues, leaves alone while there is time, and replaces when it is due', async () => {
  await using world = await openWorld();
  const first = await step(world, INPUTS);
  expect(first).toMatchObject({ exitCode: 0 });
  expect(first.stdout).toContain('::warning title=line-ops::.line-ops is not there');
  const [token = ''] = await alive(world);
  expect(handedOn(world, 'env')).toEqual({ TOKEN: token });
  expect(handedOn(world, 'output')).toMatchObject({
    token,
    rotated: 'true',
    'expires-at': expect.stringMatching(/Z$/),
  });
  const id = handedOn(world, 'output')['token-id'];

  const second = await step(world, INPUTS);
  expect(second).toMatchObject({ exitCode: 0 });
  expect(second.stdout).not.toContain('::warning');
  expect(second.stdout).toContain('nothing to do');
  expect(handedOn(world, 'output')).toEqual({ rotated: 'false', 'token-id': id, 'expires-at': expect.any(String) });
  expect(await alive(world)).toEqual([token]);

  expect(await step(world, { ...INPUTS, 'if-expires-within': '30d' })).toMatchObject({ exitCode: 0 });
  const [next, ...others] = await alive(world);
  expect([next === token, others]).toEqual([false, []]);
  expect(handedOn(world, 'output')).toMatchObject({ rotated: 'true', token: next });
});

it('shows no secret but in the line that hides it, and keeps none readable', async () => {
  await using world = await openWorld();
  const secret = String(world.emulator.env['LINE_CHANNEL_SECRET']);
  const { stdout, stderr } = await step(world, { ...INPUTS, 'channel-secret': secret });
  const [token = ''] = await alive(world);
  const shown = `${stdout}${stderr}`.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  for (const value of [secret, token, INPUTS['secret-key']]) {
    expect(shown.join('\n')).not.toContain(value);
    expect(`${stdout}${stderr}`).toContain(`::add-mask::${value}`);
  }
  expect(readFileSync(join(world.folder, '.line-ops', 'secrets', 'secrets.json'), 'utf8')).not.toContain(token);
});

it('takes an input as a value, whatever it holds, and gives a command to the program alone', async () => {
  await using world = await openWorld();
  const label = '$(touch broken) `touch broken`; touch broken "\'';
  const inputs = { ...INPUTS, label, to: 'exec:cat > delivered', 'verify-cmd': 'test -n "$LINE_CHANNEL_ACCESS_TOKEN"' };
  expect(await step(world, inputs)).toMatchObject({ exitCode: 0 });
  expect(() => readFileSync(join(world.folder, 'broken'))).toThrow('ENOENT');
  expect(readFileSync(join(world.folder, 'delivered'), 'utf8').trim()).toBe((await alive(world))[0]);
});

it('ends as the program ends: a check that says no puts everything back', async () => {
  await using world = await openWorld();
  expect(await step(world, { ...INPUTS, 'verify-cmd': 'false' })).toMatchObject({ exitCode: 3 });
  expect(handedOn(world, 'env')).toEqual({});
  expect(await alive(world)).toEqual([]);
});

it.each([
  [{ ...INPUTS, to: 'stdout' }, 'takes no stdout'],
  [{ ...INPUTS, to: ' \n' }, '"to" is empty'],
  [{ ...INPUTS, label: '' }, '"label" is empty'],
  [{ ...INPUTS, 'secret-key': '' }, 'would not be encrypted'],
])('%j is refused before anything is issued', async (inputs, why) => {
  await using world = await openWorld();
  const { exitCode, stdout } = await step(world, inputs);
  expect(exitCode).toBe(2);
  expect(stdout).toContain('::error title=line-ops::');
  expect(stdout).toContain(why);
  expect(await world.tokens()).toEqual([]);
});

it('action.yml and its script know the same inputs and outputs, and no input stands in the text of a command', () => {
  const script = readFileSync(SCRIPT, 'utf8');
  const { run, env } = at(ACTION, 'runs', 'steps', '0');
  expect(run).toBe('exec node "$GITHUB_ACTION_PATH/action/rotate.mjs"');
  const wired = Object.entries(isObject(env) ? env : {});
  expect(wired.map(([, expression]) => /inputs\.([a-z-]+)/.exec(String(expression))?.[1]).sort()).toEqual(
    Object.keys(at(ACTION, 'inputs')).sort(),
  );
  for (const [variable] of wired) {
    const name = variable.replace('ROTATE_', '');
    expect(script.includes(`ROTATE_${name}:`) || script.includes(`input('${name}')`), variable).toBe(true);
  }
  const handed = [...script.matchAll(/handOn\('([a-z-]+)'/g)].map(([, name]) => name);
  expect([...handed, 'token'].sort()).toEqual(Object.keys(at(ACTION, 'outputs')).sort());
});
