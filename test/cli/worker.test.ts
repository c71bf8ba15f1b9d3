import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { STATE_FILE } from '../../src/adapters/state/sqlite/database.js';
import { openSqlite } from '../../src/adapters/state/sqlite/sqlite.js';
import { eachOnce, exited, MULTICAST, openWorld, type World } from '../support/binary.js';

const MINUTE = 60_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const NOW = ['--at', ago(0)];

function plan(world: World, ...options: readonly string[]): readonly string[] {
  const list = world.followersFile(4);
  return ['broadcast', 'create', '--messages', world.messagesFile(), '--to', list, ...options];
}

async function scheduled(world: World, ...options: readonly string[]): Promise<string> {
  return String((await world.insideJson([...plan(world, ...options), '--yes']))['id']);
}

it('create --at wants an agreement, keeps whose it was, and without a time agrees to nothing', async () => {
  await using world = await openWorld({ followers: 4 });
  const unanswered = exited(2, await world.inside(plan(world, ...NOW)));
  expect(unanswered.stderr).toContain('hint: Add --yes to go ahead.');
  const wrong = exited(2, await world.inside([...plan(world, ...NOW), '--confirm-plan', 'beef']));
  expect(wrong.stderr).toContain('not beef');
  const pointless = exited(2, await world.inside([...plan(world), '--confirm-plan', 'beef']));
  expect(pointless.stderr).toContain('--confirm-plan goes with --at only');
  const late = exited(2, await world.inside([...plan(world, '--at', ago(6 * MINUTE)), '--yes']));
  expect(late.stderr).toContain('--at');
  expect(await world.insideJson(['broadcast', 'list'])).toMatchObject({ broadcasts: [] });

  const ci = { GITHUB_ACTIONS: 'true', GITHUB_ACTOR: 'octocat' };
  const id = JSON.parse(exited(0, await world.inside([...plan(world, ...NOW), '--yes', '--json'], ci)).stdout).id;
  exited(0, await world.inside(['worker', '--drain'], ci));
  const report = await world.insideJson(['broadcast', 'report', id]);
  const who = 'octocat (GitHub Actions)';
  const { planHash } = report;
  expect(report['acts']).toEqual([
    { what: 'created', who, how: 'broadcast create', at: expect.any(String), planHash },
    { what: 'agreed', who, how: 'broadcast create --at, --yes', at: expect.any(String), planHash },
    { what: 'released', who, how: 'worker', at: expect.any(String), planHash },
  ]);
  const text = exited(0, await world.inside(['broadcast', 'report', id])).stdout;
  expect(text).toMatch(/^agreed +octocat \(GitHub Actions\), .*, broadcast\s+create --at, --yes$/m);
  expect(world.delivered()).toEqual(eachOnce(4));
});

it('resume --confirm-plan is kept as what released it', async () => {
  await using world = await openWorld({ followers: 4 });
  const { id, planHash } = await world.insideJson(plan(world));
  exited(0, await world.inside(['broadcast', 'resume', String(id), '--confirm-plan', String(planHash)]));
  const { acts } = await world.insideJson(['broadcast', 'report', String(id)]);
  expect(acts).toMatchObject([
    { what: 'created', how: 'broadcast create' },
    { what: 'released', how: 'broadcast resume, --confirm-plan', planHash },
  ]);
});

it('pauses what is too late, says so, exits with 7, and resume says it too', async () => {
  await using world = await openWorld({ followers: 4 });
  const id = await scheduled(world, '--at', ago(2 * MINUTE), '--not-after', '1m');
  const { stderr, stdout } = exited(7, await world.inside(['worker', '--drain', '--json']));
  expect(stderr).toContain('more than --not-after allows');
  expect(stderr).toContain('"code":"WORKER_INCOMPLETE"');
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'line-ops/worker@1',
    broadcasts: [{ id, state: 'paused', startedAt: null }],
    nextDueAt: null,
  });
  exited(0, await world.inside(['worker', '--drain']));
  expect(world.requestsTo(MULTICAST)).toBe(0);
  const resumed = exited(0, await world.inside(['broadcast', 'resume', id, '--yes']));
  expect(resumed.stderr).toContain('warning: it was to begin 2 min');
  expect(world.delivered()).toEqual(eachOnce(4));
});

it.each([
  ['confirm', [], 'a worker asks nobody'],
  ['cmd:true', [], 'no --allow-commands'],
  ['cmd:false', ['--allow-commands'], 'ended with status 1'],
])('a gate %s pauses under a worker with %j', async (gate, options, why) => {
  await using world = await openWorld({ followers: 4 });
  const id = await scheduled(world, ...NOW, '--stages', '1,rest', '--gate', gate);
  const { stderr } = exited(7, await world.inside(['worker', '--drain', ...options]));
  expect(stderr).toContain(why);
  expect(await world.insideJson(['broadcast', 'show', id])).toMatchObject({
    state: 'paused',
    recipients: { accepted: 1, pending: 3 },
  });
});

it('a gate with a command passes where commands are allowed', async () => {
  await using world = await openWorld({ followers: 4 });
  await scheduled(world, ...NOW, '--stages', '1,rest', '--gate', 'cmd:true');
  const { stderr } = exited(0, await world.inside(['worker', '--drain', '--allow-commands']));
  // Its clock runs on while it loads what it needs: it may have been late.
  expect(stderr).toMatch(/begins(?:, [^:]+ late)?: 4 recipients in 2 stages left/);
  expect(world.delivered()).toEqual(eachOnce(4));
});

it('runs the stored command of a notice only where commands are allowed, and pauses before the first request where not', async () => {
  await using world = await openWorld({ followers: 4 });
  const told = world.file('told', '');
  const id = await scheduled(world, ...NOW, '--notify', `cmd:echo "$LINE_OPS_EVENT" >> '${told}'`);
  const { stderr } = exited(7, await world.inside(['worker', '--drain']));
  expect(stderr).toContain('its notices are told by a command, and the worker runs none without --allow-commands');
  expect(readFileSync(told, 'utf8')).toBe('');
  expect(world.requestsTo(MULTICAST)).toBe(0);
  expect(await world.insideJson(['broadcast', 'show', id])).toMatchObject({ state: 'paused', startedAt: null });
  // A person takes it from here.
  exited(0, await world.inside(['worker', '--drain', '--allow-commands']));
  expect(world.requestsTo(MULTICAST)).toBe(0);
});

it.each([
  [['--notify', 'cmd:true'], 'line-ops worker --drain --allow-commands'],
  [['--stages', '1,rest', '--gate', 'cmd:true'], 'line-ops worker --drain --allow-commands'],
  [['--notify', 'https://example.com/told'], 'line-ops worker --drain\n'],
])('create --at %j names the worker that runs it', async (options, line) => {
  await using world = await openWorld({ followers: 4 });
  expect(exited(0, await world.inside([...plan(world, ...NOW, ...options), '--yes'])).stderr).toContain(line);
});

it('with --allow-commands the stored command of a notice is told', async () => {
  await using world = await openWorld({ followers: 4 });
  const told = world.file('told', '');
  const id = await scheduled(world, ...NOW, '--notify', `cmd:echo "$LINE_OPS_EVENT" >> '${told}'`);
  const { stderr } = exited(0, await world.inside(['worker', '--drain', '--allow-commands']));
  expect(stderr).toContain('notified a command: ended');
  expect(readFileSync(told, 'utf8')).toMatch(/^ended$/m);
  expect(await world.insideJson(['broadcast', 'report', id])).toMatchObject({
    notices: expect.arrayContaining([expect.objectContaining({ event: 'ended', state: 'delivered' })]),
  });
  expect(world.delivered()).toEqual(eachOnce(4));
});

it('tells of a broadcast that nobody can read, once and by its name, and runs the others', async () => {
  await using world = await openWorld({ followers: 4 });
  const [broken, sound] = [await scheduled(world, ...NOW), await scheduled(world, ...NOW, '--again')];
  const database = await openSqlite(join(world.home, STATE_FILE));
  database.exec(
    `UPDATE broadcast SET settings = replace(settings, '"batchSize"', '"batchsize"') WHERE id = '${broken}'`,
  );
  database.close();
  const { stderr, stdout } = exited(7, await world.inside(['worker', '--drain', '--json']));
  expect(stderr.match(new RegExp(`the ledger of ${broken} is damaged`, 'g'))).toHaveLength(1);
  expect(stderr).toContain(`"details":{"ids":["${broken}"]}`);
  expect(JSON.parse(stdout)).toMatchObject({ broadcasts: [{ id: sound, state: 'completed' }] });
  expect(world.delivered()).toEqual(eachOnce(4));
  const dry = exited(0, await world.inside(['worker', '--dry-run']));
  expect(dry.stderr).toContain(`the ledger of ${broken} is damaged`);
  // So does whoever can do nothing without it.
  expect(exited(1, await world.inside(['broadcast', 'list'])).stderr).toContain(`the ledger of ${broken} is damaged`);
});

it('tells of a late start and its end, of one that is too late, each once, and the report has what came of it', async () => {
  await using world = await openWorld({ followers: 4 });
  const told = world.file('told', '');
  const says = `read -r line; echo "$line" >> '${told}'`;
  const refuses = `test "$LINE_OPS_EVENT" = ended || { echo '<b>no</b>'; exit 7; }`;
  const late = await scheduled(world, '--at', ago(2 * MINUTE), '--notify', `cmd:${says}; ${refuses}`);
  exited(0, await world.inside(['worker', '--drain', '--allow-commands']));
  const wanted = ['--at', ago(2 * MINUTE), '--not-after', '1m', '--again', '--notify', `cmd:${says}`];
  const tooLate = await scheduled(world, ...wanted);
  exited(7, await world.inside(['worker', '--drain', '--allow-commands']));
  exited(0, await world.inside(['worker', '--drain', '--allow-commands']));

  const documents = readFileSync(told, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(documents).toMatchObject([
    { schema: 'line-ops/broadcast@1', id: late, event: 'late', state: 'planned', error: null },
    { schema: 'line-ops/broadcast@1', id: late, event: 'ended', state: 'completed', error: null },
    { id: tooLate, event: 'late', state: 'paused', error: { code: 'START_TOO_LATE', exitCode: 7 } },
  ]);
  const page = join(told, '..', 'page.html');
  const report = exited(0, await world.inside(['broadcast', 'report', late, '--html', page]));
  expect(report.stdout).toMatch(/^late .*failed: it ended with status 7: <b/m);
  expect(readFileSync(page, 'utf8')).toMatch(
    /<td>late<\/td>.*failed: it ended with status 7: &#60;b&#62;no.*\n.*<td>ended<\/td>.*delivered/,
  );
});

it('the same message to the same people again is a matter for a person', async () => {
  await using world = await openWorld({ followers: 4 });
  // Both are agreed to before either was sent.
  await scheduled(world, ...NOW);
  const second = await scheduled(world, ...NOW);
  exited(7, await world.inside(['worker', '--drain']));
  expect(world.delivered()).toEqual(eachOnce(4));
  const { broadcasts } = await world.insideJson(['broadcast', 'list']);
  expect(broadcasts).toHaveLength(2);
  expect(second).toMatch(/^b-/);
});

it('says with --dry-run what is due, and what comes, and changes nothing', async () => {
  await using world = await openWorld({ followers: 4 });
  const at = new Date(Date.now() + 60 * MINUTE).toISOString();
  const due = await scheduled(world, ...NOW);
  const later = await scheduled(world, '--at', at, '--again');
  expect(await world.insideJson(['worker', '--dry-run'])).toMatchObject({
    schema: 'line-ops/worker-plan@1',
    due: [{ id: due, state: 'planned' }],
    nextDueAt: at,
  });
  expect(await world.insideJson(['broadcast', 'show', later])).toMatchObject({ state: 'planned' });
  expect(world.requestsTo(MULTICAST)).toBe(0);
});

it('follows the progress as documents, one a line', async () => {
  await using world = await openWorld({ followers: 4 });
  const id = await scheduled(world, ...NOW);
  const { stderr } = exited(0, await world.inside(['worker', '--drain', '--progress', 'json']));
  const documents = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(documents.filter(({ schema }) => schema === 'line-ops/broadcast-progress@1').at(-1)).toMatchObject({
    id,
    state: 'completed',
  });
});

it.each([
  [['--quiet-hours', '21-8'], '"21-8" is no part of a day'],
  [['--not-after', '1h'], '--not-after goes with --at only'],
  [['--quiet-hours', '13:00-12:00', '--avoid-peak'], 'leaves nothing of the day'],
])('%j is refused', async (options, why) => {
  await using world = await openWorld({ followers: 4 });
  expect(exited(2, await world.inside(plan(world, ...options))).stderr).toContain(why);
});

it('a plan that rests at night ends in the morning', async () => {
  await using world = await openWorld({ followers: 4 });
  // Tomorrow, 20:00 in Tokyo.
  const evening = Math.floor(Date.now() / (24 * 60 * MINUTE) + 1) * 24 * 60 * MINUTE + 11 * 60 * MINUTE;
  const times = ['--at', new Date(evening).toISOString(), '--stages', '1,rest', '--interval', '90m'];
  const shown = await world.insideJson([...plan(world, ...times, '--quiet-hours', '21:00-08:00'), '--dry-run']);
  const morning = new Date(evening + 12 * 60 * MINUTE).toISOString();
  expect(shown['stages']).toMatchObject([{ startsAt: new Date(evening).toISOString() }, { startsAt: morning }]);
});

it('with a token alone says what is due for a channel that is not configured, and leaves it', async () => {
  await using world = await openWorld({ followers: 4 });
  const id = await scheduled(world, ...NOW);
  const alone = { LINE_CHANNEL_ID: '', LINE_CHANNEL_SECRET: '', LINE_CHANNEL_ACCESS_TOKEN: 'x'.repeat(60) };
  const { stderr } = exited(7, await world.inside(['worker', '--drain'], alone));
  expect(stderr).toContain(`${id} is due, and its channel 1234567890 is not configured here`);
  exited(0, await world.inside(['worker', '--drain']));
  expect(world.delivered()).toEqual(eachOnce(4));
});

it('does not end with 0 where the ledger of what is due tells nothing', async () => {
  await using world = await openWorld({ followers: 4 });
  const id = await scheduled(world, ...NOW);
  const database = await openSqlite(join(world.home, STATE_FILE));
  database.exec("UPDATE act SET what = 'unheard of'");
  database.close();
  const { stderr } = exited(7, await world.inside(['worker', '--drain']));
  expect(stderr).toContain(`the ledger of ${id} is damaged`);
  expect(world.requestsTo(MULTICAST)).toBe(0);
});
