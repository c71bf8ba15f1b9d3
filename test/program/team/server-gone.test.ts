import { describe, expect } from 'vitest';
import { attack, tellOfAttacks } from '../../support/attacks.js';
import { exited, MULTICAST, numberAt, type Running } from '../../support/binary.js';
import { PostgresProxy } from '../../support/postgres/proxy.js';
import { freshDatabase, sharedServer, startServer, through } from '../../support/postgres/server.js';
import { describeWithPostgres } from '../../support/postgres.js';
import { type Machine, Team } from '../../support/team.js';

const PEOPLE = 100;
const PACE = ['--rate', '25/s'];

const requestsUntil = (moment: number) => 1 + Math.floor((moment * PEOPLE) / 2);
const resume = (id: string) => ['broadcast', 'resume', id, '--yes'];

async function sent(team: Team, requests: number, running: Running): Promise<void> {
  await team.world.seen(requests, MULTICAST, running);
  if (running.hasEnded) throw new Error(`it ended before: ${running.stderr}`);
}

async function completes(machine: Machine, id: string): Promise<void> {
  expect(await machine.json(['broadcast', 'show', id])).toMatchObject({
    state: 'completed',
    recipients: { accepted: PEOPLE, unknown: 0, pending: 0, refused: 0 },
  });
}

describeWithPostgres('a run whose server is away', () => {
  describe.concurrent('', () => {
    attack('kill -9 of the server in mid-run, started again: the run goes on', PEOPLE, async (moment, judge) => {
      await using server = await startServer();
      await using team = await Team.open({ followers: PEOPLE }, await server.freshDatabase());
      const desk = team.machine('desk');
      const id = await desk.plan(PEOPLE, ...PACE);
      const running = desk.start(resume(id));
      await sent(team, requestsUntil(moment), running);
      await server.kill9();
      // So long the server is away.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await server.start();
      exited(0, await running.ended);
      await completes(desk, id);
      judge(team.world);
    });

    attack(
      'kill -9 of the server, not started again within a minute; a later resume sends the rest',
      PEOPLE,
      async (moment, judge) => {
        await using server = await startServer();
        await using team = await Team.open({ followers: PEOPLE, latencyMs: 100 }, await server.freshDatabase());
        const desk = team.machine('desk');
        const id = await desk.plan(PEOPLE, ...PACE);
        const running = desk.start(resume(id));
        await sent(team, requestsUntil(moment), running);
        await server.kill9();
        const since = performance.now();
        const { exitCode, stderr } = await running.ended;
        expect([6, 7]).toContain(exitCode);
        expect(performance.now() - since).toBeLessThan(90_000);
        expect(stderr).toContain(`127.0.0.1:${server.port}`);
        await server.start();
        exited(0, await desk.run(resume(id)));
        await completes(desk, id);
        judge(team.world);
      },
    );

    attack('every connection cut, again and again', PEOPLE, async (moment, judge) => {
      await using proxy = await PostgresProxy.before((await sharedServer()).port);
      await using team = await Team.open({ followers: PEOPLE }, through(proxy.port, await freshDatabase()));
      const desk = team.machine('desk');
      const id = await desk.plan(PEOPLE, ...PACE);
      const running = desk.start(resume(id));
      for (let cuts = 1; cuts <= 5; cuts += 1) {
        await sent(team, Math.ceil(cuts * 8 + 8 * moment), running);
        proxy.cutAll();
      }
      exited(0, await running.ended);
      await completes(desk, id);
      judge(team.world);
    });

    attack(
      'one statement in ten is cut before the server sees it, or done and not answered',
      PEOPLE,
      async (moment, judge) => {
        await using proxy = await PostgresProxy.before((await sharedServer()).port);
        await using team = await Team.open({ followers: PEOPLE }, through(proxy.port, await freshDatabase()));
        const desk = team.machine('desk');
        const id = await desk.plan(PEOPLE, ...PACE);
        const shift = Math.floor(moment * 20);
        proxy.judge = ({ number }) => {
          if ((number + shift) % 19 === 0) return 'cut';
          return (number + shift) % 23 === 0 ? 'lose' : 'pass';
        };
        exited(0, await desk.run(resume(id)));
        proxy.judge = () => 'pass';
        await completes(desk, id);
        judge(team.world);
      },
    );

    attack(
      'the network falls silent in both directions, and new connections go through',
      PEOPLE,
      async (moment, judge) => {
        await using proxy = await PostgresProxy.before((await sharedServer()).port);
        await using team = await Team.open({ followers: PEOPLE }, through(proxy.port, await freshDatabase()));
        const desk = team.machine('desk');
        const id = await desk.plan(PEOPLE, ...PACE);
        const running = desk.start([...resume(id), '--json']);
        await sent(team, requestsUntil(moment), running);
        proxy.silence();
        const { exitCode } = await running.ended;
        if (exitCode !== 0) exited(0, await desk.run(resume(id)));
        await completes(desk, id);
        judge(team.world);
      },
    );

    attack(
      'a full stop of the server between two statements, for as long as a failover takes',
      PEOPLE,
      async (moment, judge) => {
        await using server = await startServer();
        await using team = await Team.open({ followers: PEOPLE }, await server.freshDatabase());
        const desk = team.machine('desk');
        const id = await desk.plan(PEOPLE, ...PACE);
        const running = desk.start([...resume(id), '--json']);
        await sent(team, requestsUntil(moment), running);
        await server.stop();
        await server.start();
        const { stdout } = exited(0, await running.ended);
        expect(numberAt(JSON.parse(stdout), 'recipients', 'accepted')).toBe(PEOPLE);
        judge(team.world);
      },
    );
  });

  tellOfAttacks();
});
