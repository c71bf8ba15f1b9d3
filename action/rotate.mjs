// What action.yml runs, whole: the job that replaces a channel access token. Inputs come as ROTATE_… of the environment, and
// leave as arguments of one program, never through a shell; secrets stay in the environment.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SECRETS = {
  ROTATE_CHANNEL_SECRET: 'LINE_CHANNEL_SECRET',
  ROTATE_ASSERTION_KEY: 'LINE_ASSERTION_KEY',
  ROTATE_SECRET_KEY: 'LINE_OPS_SECRET_KEY',
};
const NAMES = { ...SECRETS, ROTATE_CHANNEL_ID: 'LINE_CHANNEL_ID', ROTATE_ASSERTION_KEY_ID: 'LINE_ASSERTION_KEY_ID' };

/** Shorter lines of a key are brackets and names, which a log may hold. */
const SHORTEST_SECRET = 16;

const input = (name) => (process.env[`ROTATE_${name}`] ?? '').trim();
const option = (name, value) => (value === '' ? [] : [name, value]);

const env = programEnvironment();
hideSecrets(env);
const places = input('TO')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '');
requireInputs();
if (!existsSync(env.LINE_OPS_HOME)) {
  say(
    'warning',
    `${input('STATE')} is not there: this is the first run, or actions/cache did not bring back what is known of the tokens`,
  );
}
const program = await programFound();

const label = input('LABEL');
const rotation = await run(
  [...['token', 'rotate', '--label', label, '--resume', '--yes', '--no-input', '--json']]
    .concat(...places.map((place) => ['--to', place]))
    .concat(option('--if-expires-within', input('IF_EXPIRES_WITHIN')))
    .concat(option('--verify-cmd', input('VERIFY_CMD')))
    .concat(option('--grace', input('GRACE'))),
);
if (rotation.status !== 0) process.exit(rotation.status);
const { rotated, reason, old, new: made } = JSON.parse(rotation.stdout);
const inUse = made ?? old;
handOn('rotated', String(rotated));
handOn('token-id', inUse?.id ?? '');
handOn('expires-at', inUse?.expiresAt ?? '');
console.log(
  rotated ? `Rotated: ${label} has a new token, ${inUse?.id}, until ${inUse?.expiresAt}` : `nothing to do: ${reason}`,
);

const within = input('CHECK_WITHIN');
if (within !== '') {
  const check = await run(['token', 'check', '--label', label, '--within', within, '--no-input']);
  process.stdout.write(check.stdout);
  process.exit(check.status);
}

function programEnvironment() {
  const given = Object.entries(process.env).filter(([name]) => !name.startsWith('ROTATE_'));
  const own = Object.entries(NAMES).filter(([name]) => (process.env[name] ?? '') !== '');
  return {
    ...Object.fromEntries(given),
    ...Object.fromEntries(own.map(([name, variable]) => [variable, process.env[name]])),
    LINE_OPS_HOME: resolve(process.env.GITHUB_WORKSPACE ?? '.', input('STATE') || '.line-ops'),
  };
}

/** The runner knows what comes from a secret of its own; what an earlier step fetched elsewhere it does not. */
function hideSecrets(environment) {
  for (const variable of Object.values(SECRETS)) {
    for (const line of (environment[variable] ?? '').split(/\r?\n/)) {
      const text = line.trim();
      if (SHORTEST_SECRET <= text.length) console.log(`::add-mask::${text.replaceAll('%', '%25')}`);
    }
  }
}

function requireInputs() {
  if (input('LABEL') === '') refuse('the input "label" is empty');
  if (places.length === 0) refuse('the input "to" is empty: say where the token goes, one place a line');
  // Whatever is written there is in the log of the job.
  if (places.includes('stdout'))
    refuse('the input "to" takes no stdout: use github-env:VAR, github-output:token, env-file or exec');
  if (!env.LINE_OPS_SECRET_KEY)
    refuse(
      'neither the input "secret-key" nor LINE_OPS_SECRET_KEY is set: what is kept between runs would not be encrypted',
    );
}

function refuse(why) {
  say('error', why);
  process.exit(2);
}

/** An annotation of the runner. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
function say(kind, text) {
  console.log(
    `::${kind} title=line-ops::${text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`,
  );
}

/** A `line-ops` that is installed, else the version of this action from the registry. */
async function programFound() {
  const installed = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'line-ops')));
  if (installed) return 'line-ops';
  const manifest = fileURLToPath(new URL('../package.json', import.meta.url));
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const prefix = join(process.env.RUNNER_TEMP ?? resolve('.'), 'line-ops-program');
  const arguments_ = [
    'install',
    '--prefix',
    prefix,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `line-ops@${version}`,
  ];
  const { status } = await ended('npm', arguments_, withoutInputs(process.env));
  if (status !== 0) process.exit(status);
  return join(prefix, 'node_modules', '.bin', 'line-ops');
}

/** What installs the program needs no credentials. */
function withoutInputs(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:ROTATE|LINE)_/.test(name)));
}

function run(args) {
  return ended(program, args, env);
}

/** Runs it to its end; a signal of the runner goes on to it, so that it can put back what is half done. */
async function ended(command, args, environment) {
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  const status = await new Promise((done, fail) => child.once('error', fail).once('close', (code) => done(code ?? 1)));
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, pass);
  return { status, stdout };
}

/** Values of ours have one line. */
function handOn(name, value) {
  appendFileSync(process.env.GITHUB_OUTPUT, `${name}=${value}\n`);
}
