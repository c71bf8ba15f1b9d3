import { describe, expect, it } from 'vitest';
import { MULTICAST, openWorld, readObject, type World } from '../support/binary.js';

function sending(world: World, people: number, ...more: readonly string[]): readonly string[] {
  const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(people), '--batch-size', '50', '--yes'];
  return ['broadcast', 'send', ...plan, ...more];
}

const totalsOf = async (world: World, id: string) => {
  const { state, recipients } = await world.insideJson(['broadcast', 'show', id]);
  const { accepted, unknown, inFlight, pending } = readObject(JSON.stringify(recipients));
  return { state, accepted, unknown, inFlight, pending };
};

describe.concurrent('a broadcast that is looked at', () => {
  it('has in flight what its process waits for, and unknown what a dead one had sent', async () => {
    await using world = await openWorld({ followers: 100, faults: ['hang-after=1@multicast'] });
    const running = world.start(sending(world, 100));
    await world.seen(1, MULTICAST, running);
    const id = await world.onlyBroadcast();

    expect(await totalsOf(world, id)).toEqual({ state: 'running', accepted: 0, unknown: 0, inFlight: 50, pending: 50 });
    await running.kill();
    expect(await totalsOf(world, id)).toEqual({
      state: 'incomplete',
      accepted: 0,
      unknown: 50,
      inFlight: 0,
      pending: 50,
    });
  });

  it('is completed by Ctrl-C in the last batch, after which nothing is left', async () => {
    // Long enough for a signal while the answer is on its way.
    await using world = await openWorld({ followers: 50, latencyMs: 500 });
    const running = world.start(sending(world, 50, '--json'));
    await world.seen(1, MULTICAST, running);
    running.signal('SIGINT');
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(0);
    expect(readObject(stdout)).toMatchObject({
      state: 'completed',
      recipients: { accepted: 50, pending: 0, unknown: 0 },
    });
  });
});

describe.concurrent('--progress json', () => {
  const documentsOf = (stderr: string) => stderr.trimEnd().split('\n').map(readObject);

  it('leaves nothing on stderr but documents, each with its time, to the last word of the run', async () => {
    await using world = await openWorld({ followers: 200 });
    const stages = ['--stages', '25%,rest', '--interval', '1s', '--gate', 'cmd:echo so far so good; echo hm >&2'];
    const { exitCode, stdout, stderr } = await world.run(
      sending(world, 200, ...stages, '--verbose', '--json', '--progress', 'json'),
    );
    expect(exitCode).toBe(0);
    const documents = documentsOf(stderr);
    for (const { schema, at } of documents) {
      expect(schema).toMatch(/^line-ops\/(broadcast-progress|note)@1$/);
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
    const progress = documents.filter(({ schema }) => schema === 'line-ops/broadcast-progress@1');
    expect(new Set(progress.map(({ stage, stages: all }) => `${stage}/${all}`))).toEqual(new Set(['1/2', '2/2']));
    expect(progress.some(({ state, nextStageAt }) => state === 'waiting' && typeof nextStageAt === 'string')).toBe(
      true,
    );
    const notes = documents.map(({ message }) => message);
    expect(notes).toEqual(expect.arrayContaining(['so far so good', 'hm']));
    const last = progress.at(-1);
    const shown = readObject(stdout);
    expect(last).toMatchObject({ state: 'completed', requests: shown['requests'] });
    expect(shown['recipients']).toMatchObject({ ...readObject(JSON.stringify(last?.['recipients'])) });
  });

  it('ends with the error as a document, where it fails', async () => {
    await using world = await openWorld({ followers: 100, faults: [{ kind: '500-before', probability: 1 }] });
    const { exitCode, stderr } = await world.run(sending(world, 100, '--keep-trying', '0s', '--progress', 'json'));
    const last = documentsOf(stderr).at(-1);
    expect(last).toMatchObject({
      schema: 'line-ops/error@1',
      at: expect.stringMatching(/Z$/),
      error: { code: 'BATCHES_IN_DOUBT', exitCode },
    });
  });
});

describe.concurrent('broadcast show --watch --json', () => {
  it('is a document a line until the end', async () => {
    await using world = await openWorld({ followers: 50 });
    const running = world.start(sending(world, 50, '--stages', '10,rest', '--interval', '4s'));
    await world.seen(1, MULTICAST, running);
    const { exitCode, stdout, stderr } = await world.run([
      ...['broadcast', 'show', await world.onlyBroadcast(), '--watch', '--json'],
    ]);
    await running.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const states = stdout
      .trimEnd()
      .split('\n')
      .map((line) => readObject(line)['state']);
    expect(['running', 'waiting']).toContain(states[0]);
    expect(states.at(-1)).toBe('completed');
    expect(stdout.startsWith('{"schema":"line-ops/broadcast@1"')).toBe(true);
  });
});
