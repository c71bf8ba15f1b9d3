import { expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { emulated } from '../support/emulated.js';
import { json as answer, startStubLine } from './api/stub-line.js';

const at = emulated({ followers: 100 });

const listOf = (count: number) =>
  at.file(`${count}.txt`, Array.from({ length: count }, (_, index) => followerId(index)).join('\n'));
const message = (text: string) => at.file('m.json', JSON.stringify({ type: 'text', text }));
const inAnHour = () => new Date(Date.now() + 60 * 60 * 1000).toISOString();

async function json(...words: string[]) {
  const { exitCode, stdout, stderr } = await at.line.run(...words, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  return JSON.parse(stdout);
}

async function without(id: string) {
  const plan = await json('broadcast', 'plan', '--messages', message('two'), '--to', listOf(100), '--exclude', id);
  const codes = plan.warnings.map(({ code }: { code: string }) => code);
  return { ...plan, codes: codes.filter((code: string) => code.startsWith('EXCLUDED')) };
}

it('leaves out whom a worker will reach when it is due, and says so', async () => {
  const { id } = await json(
    'broadcast',
    'create',
    '--messages',
    message('one'),
    '--to',
    listOf(30),
    '--at',
    inAnHour(),
    '--yes',
  );
  expect(await without(id)).toMatchObject({ recipients: { excluded: 30, unique: 70 }, codes: ['EXCLUDED_DUE'] });
  const text = await at.line.run(
    'broadcast',
    'plan',
    '--messages',
    message('two'),
    '--to',
    listOf(100),
    '--exclude',
    id,
  );
  expect(text.stdout + text.stderr).toContain(`broadcast cancel ${id}`);
  await json('broadcast', 'cancel', id, '--yes');
  expect(await without(id)).toMatchObject({ recipients: { excluded: 0, unique: 100 }, codes: [] });
});

it('leaves in whom one would reach that nobody agreed to, or that a person paused, and warns', async () => {
  const plan = ['--messages', message('one'), '--to', listOf(30)];
  const { id } = await json('broadcast', 'create', ...plan);
  expect(await without(id)).toMatchObject({ recipients: { excluded: 0 }, codes: ['EXCLUDED_MAY_GO_ON'] });
  const agreed = (await json('broadcast', 'create', ...plan, '--again', '--at', inAnHour(), '--yes')).id;
  await json('broadcast', 'pause', agreed);
  expect(await without(agreed)).toMatchObject({ recipients: { excluded: 0 }, codes: ['EXCLUDED_MAY_GO_ON'] });
});

it('leaves out the rest of a run whose worker died, which the next worker takes up', async () => {
  const soon = new Date(Date.now() - 1_000).toISOString();
  const stages = ['--stages', '10,rest', '--interval', '1h'];
  const { id } = await json(
    'broadcast',
    'create',
    '--messages',
    message('one'),
    '--to',
    listOf(30),
    '--at',
    soon,
    '--yes',
    ...stages,
  );
  // The first stage is sent; the worker leaves the second for whoever comes when it is due.
  await at.line.run('worker', '--drain');
  expect(await json('broadcast', 'show', id)).toMatchObject({ recipients: { accepted: 10, pending: 20 } });
  expect(await without(id)).toMatchObject({ recipients: { excluded: 30, unique: 70 }, codes: ['EXCLUDED_DUE'] });
});

it('says that a broadcast of another channel may mean other people', async () => {
  const { id } = await json('broadcast', 'send', '--messages', message('one'), '--to', listOf(30), '--yes');
  // LINE as another bot sees it.
  await using other = await startStubLine(({ url }, response) => {
    if (url.endsWith('/info')) return answer(response, 200, { userId: `U${'b'.repeat(32)}` });
    return answer(response, 200, url.endsWith('/quota') ? { type: 'none' } : { totalUsage: 0, status: 'unready' });
  });
  at.line.setEnv(other.env);
  expect(await without(id)).toMatchObject({ recipients: { excluded: 30 }, codes: ['EXCLUDED_OTHER_CHANNEL'] });
});
