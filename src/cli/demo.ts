import { failure } from '../domain/failure/failure.js';
import type { Deps } from '../ports/deps.js';
import type { RunningEmulator } from '../ports/emulator.js';
import type { EnvironmentVariables } from '../ports/host.js';
import type { Painter } from '../ports/terminal.js';
import { count, show } from './output/view.js';
import { main } from './program/program.js';
import type { Session } from './session.js';
import { optionOr, verb } from './verb.js';

const RECIPIENTS = 100_000;
const QUOTA = 200_000;

/** One request in twenty goes wrong: half before LINE took it, half after, when only the answer is lost. */
const FAULTS = ['500-before=0.0125', 'reset-before=0.0125', '500-after=0.0125', 'reset-after=0.0125'];

const WRONG_MESSAGE =
  '{"type": "text", "text": "Hello {name}", "emojis": [{"index": 3, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}]}\n';
const MESSAGE = '{"type": "text", "text": "Spring sale: everything 20 % off until Sunday."}\n';

export const demo = verb({
  path: 'demo',
  summary: 'watch the main job, end to end, against the emulator',
  args: {},
  options: { seed: optionOr(1, '<n>', 'decides which requests the faults strike', Number) },
  examples: [{ line: 'demo', does: 'needs no account, and reaches nobody' }],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/demo@1'],
  exits: { failure: 'a step did not go as it should' },
  docs: [],
  run: (session, { options: { seed } }) => runDemo(session, seed),
});

/**
 * The main job, end to end: real command lines run in this process against the emulator. Nothing differs from LINE
 * but the environment, and every number of the result is the emulator's.
 */
async function runDemo(session: Session, seed: number): Promise<void> {
  const { deps } = session;
  const startedAt = deps.clock.now();
  const folder = await deps.temporaryFolder();
  const emulator = await deps.startEmulator({
    port: 0,
    followers: RECIPIENTS,
    quota: QUOTA,
    latencyMs: 0,
    faults: FAULTS,
    seed,
    stateFile: null,
    blockedRatio: 0,
  });
  try {
    const facts = await walkThrough(session, emulator, folder);
    await showResult(session, { ...facts, ...totalsOf(emulator), elapsedMs: deps.clock.now() - startedAt });
  } finally {
    await emulator.stop();
    await folder.remove();
  }
}

interface Walk {
  readonly botRequests: number;
  readonly failedSteps: readonly string[];
}

async function walkThrough(session: Session, emulator: RunningEmulator, folder: DemoFolder): Promise<Walk> {
  const { deps } = session;
  const recipients = await folder.writeFile('recipients.txt', recipientLines(emulator));
  const message = await folder.writeFile('message.json', [MESSAGE]);
  const wrongMessage = await folder.writeFile('wrong.json', [WRONG_MESSAGE]);
  const bot = await deps.startSampleBot(emulator.env['LINE_CHANNEL_SECRET'] ?? '');
  const steps = stepsWith({ recipients, message, wrongMessage, botUrl: bot.url, botEnvFile: `${folder.path}/bot.env` });
  const env = demoEnvironment(session, emulator, folder);
  const failedSteps: string[] = [];
  try {
    for (const step of steps) {
      const exitCode = await take(step, session, env, folder);
      const expected = step.exits ?? 0;
      if (exitCode !== expected)
        failedSteps.push(`${step.argv.slice(0, 2).join(' ')}: exit ${exitCode} in place of ${expected}`);
    }
    return { botRequests: bot.received(), failedSteps };
  } finally {
    await bot.stop();
  }
}

type DemoFolder = Awaited<ReturnType<Deps['temporaryFolder']>>;

interface Step {
  readonly title: string;
  readonly argv: readonly string[];
  /** 0 where it is left out. */
  readonly exits?: number;
  readonly shortensTokens?: boolean;
}

function stepsWith(
  place: Readonly<Record<'recipients' | 'message' | 'wrongMessage' | 'botUrl' | 'botEnvFile', string>>,
): readonly Step[] {
  const { recipients, message, wrongMessage, botUrl, botEnvFile } = place;
  const toSend = ['--messages', message, '--to', recipients, '--stages', '1%,10%,rest', '--interval', '1s'];
  return [
    {
      title: 'Issue a channel access token. The string comes alone on stdout; here it is cut.',
      argv: ['token', 'issue', '--label', 'demo'],
      shortensTokens: true,
    },
    { title: 'Who holds which token, and how much room is left?', argv: ['token', 'list'] },
    {
      title: 'A wrong message is found here, not by LINE at send time (exit 3).',
      argv: ['message', 'validate', wrongMessage],
      exits: 3,
    },
    { title: 'A right one.', argv: ['message', 'validate', message] },
    {
      title: `Send to ${count(RECIPIENTS)} people in three stages, while one request in twenty fails.`,
      argv: ['broadcast', 'send', ...toSend, '--name', 'demo', '--yes'],
    },
    { title: 'What is left of the month?', argv: ['quota'] },
    {
      title: 'Does the bot answer as LINE wants it? Only what needs a look is listed.',
      argv: ['webhook', 'check', botUrl, '--quiet'],
    },
    {
      title: 'Replace the token where it is used, without a gap; the old one is revoked.',
      argv: ['token', 'rotate', '--label', 'demo', '--to', `env-file:${botEnvFile}`, '--yes'],
    },
    { title: 'Revoke the token, and prove it.', argv: ['token', 'revoke', '--label', 'demo', '--yes'] },
    { title: 'Nothing is left alive.', argv: ['token', 'list'] },
  ];
}

/** A home of its own, and none of the caller's credentials: a demo must not be able to reach a real channel. */
function demoEnvironment({ deps }: Session, emulator: RunningEmulator, { path }: DemoFolder): EnvironmentVariables {
  const ours = Object.entries(deps.env).filter(([name]) => !name.startsWith('LINE_') && name !== 'FORCE_COLOR');
  const own = { LINE_OPS_HOME: path, LINE_OPS_JOURNAL: `${path}/journal`, LINE_OPS_SECRET_STORE: 'file' };
  return { ...Object.fromEntries(ours), ...emulator.env, ...own };
}

/** Runs a command line as if it had been typed, and answers its exit code. */
async function take(
  { title, argv, shortensTokens = false }: Step,
  { deps, terminal, globals }: Session,
  env: EnvironmentVariables,
  folder: DemoFolder,
): Promise<number> {
  say(terminal.noteLines, await terminal.painter('stderr'), title, argv, folder.path);
  // Through our own terminal, which shows escape codes that are not its own.
  const world = deps.inEnvironment(env, (text) => {
    if (!globals.json) terminal.answer(shortensTokens ? shortened(text) : text);
  });
  try {
    return await main([...argv, ...(globals.quiet || globals.json ? ['--quiet'] : [])], world);
  } finally {
    await world.close();
  }
}

function say(
  note: (text: string) => void,
  paint: Painter,
  title: string,
  argv: readonly string[],
  folder: string,
): void {
  const shown = argv.map((word) => word.replace(`${folder}/`, ''));
  note(`\n${paint.dim(`# ${title}`)}\n${paint.bold(`$ line-ops ${shown.join(' ')}`)}`);
}

function shortened(text: string): string {
  return text.replace(/\S{40,}/g, (token) => `${token.slice(0, 12)}… (${token.length} characters)`);
}

function* recipientLines(emulator: RunningEmulator): Iterable<string> {
  for (let index = 0; index < RECIPIENTS; index += 1) yield `${emulator.followerId(index)}\n`;
}

function totalsOf(emulator: RunningEmulator) {
  const { recipients, messages, maxPerRecipient } = emulator.deliveries();
  return {
    reached: recipients,
    delivered: messages,
    mostPerRecipient: maxPerRecipient,
    violations: emulator.violationCount(),
  };
}

type Result = Walk & ReturnType<typeof totalsOf> & { readonly elapsedMs: number };

async function showResult(
  session: Session,
  { reached, delivered, mostPerRecipient, violations, botRequests, elapsedMs, failedSteps }: Result,
): Promise<void> {
  const exact = reached === RECIPIENTS && delivered === RECIPIENTS && mostPerRecipient === 1;
  const ok = exact && violations === 0 && failedSteps.length === 0;
  await show(session, {
    schema: 'line-ops/demo@1',
    json: {
      ok,
      recipients: RECIPIENTS,
      reached,
      delivered,
      mostPerRecipient,
      violations,
      botRequests,
      failedSteps,
      elapsedMs,
    },
    text: (paint) =>
      [
        '',
        paint.bold("The emulator's books"),
        paint.table(
          [],
          [
            ['recipients in the list', count(RECIPIENTS)],
            ['reached', count(reached)],
            ['messages delivered', count(delivered)],
            ['most to one person', count(mostPerRecipient)],
            ['retry keys misused', count(violations)],
            ['webhooks the bot took', count(botRequests)],
          ],
        ),
        '',
        exact
          ? paint.good('Every recipient was reached exactly once.')
          : paint.bad('Not every recipient was reached exactly once.'),
        `Done in ${(elapsedMs / 1000).toFixed(1)} s.`,
      ].join('\n'),
  });
  if (!ok) throw failure('DEMO_FAILED', { failedSteps });
}
