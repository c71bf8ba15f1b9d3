import { describe, expect, it } from 'vitest';
import { attack, tellOfAttacks } from '../../support/attacks.js';
import { exited, MULTICAST, type Running, until } from '../../support/binary.js';
import { startPgBouncer } from '../../support/postgres/pgbouncer.js';
import { freshDatabase, sharedServer, through } from '../../support/postgres/server.js';
import { describeWithPostgres } from '../../support/postgres.js';
import { killProgram, type Machine, signalProgram, Team } from '../../support/team.js';

const PEOPLE = 60;
/** Two people to a request: a run of a bit more than a second. */
const PACE = ['--rate', '25/s'];
const HOUR_MS = 3_600_000;
const DRAIN = ['worker', '--drain'];

const due = (machine: Machine, ...options: readonly string[]) =>
  machine.plan(PEOPLE, '--at', machine.now, ...PACE, ...options);

/** The number of requests after which an attack strikes. */
const requestsUntil = (moment: number) => 1 + Math.floor((moment * PEOPLE) / 2);

async function completes(machine: Machine, id: string): Promise<void> {
  expect(await machine.json(['broadcast', 'show', id])).toMatchObject({
    state: 'completed',
    recipients: { accepted: PEOPLE, unknown: 0, pending: 0, refused: 0 },
  });
}

/** Waits until the process is at work and LINE has seen so many requests of it. */
async function sent(team: Team, requests: number, running: Running): Promise<void> {
  await team.world.seen(team.world.requestsTo(MULTICAST) + requests, MULTICAST, running);
  if (running.hasEnded) throw new Error(`it ended before: ${running.stderr}`);
}

/** Waits for the next request to LINE; answers how long it took, milliseconds. */
async function takenOver(team: Team, by: Running): Promise<number> {
  const since = performance.now();
  await team.world.seen(team.world.requestsTo(MULTICAST) + 1, MULTICAST, by);
  return performance.now() - since;
}

describeWithPostgres('a run that ends or stops on one machine is finished by another', () => {
  describe.concurrent('', () => {
    attack('kill -9 of a worker, taken over by one of another machine', PEOPLE, async (moment, judge) => {
      await using team = await Team.open({ followers: PEOPLE });
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      const id = await due(desk);
      const first = desk.start(DRAIN);
      await sent(team, requestsUntil(moment), first);
      const second = rack.start(DRAIN);
      await killProgram(first);
      const afterMs = await takenOver(team, second);
      exited(0, await second.ended);
      await completes(rack, id);
      judge(team.world, afterMs);
    });

    attack('kill -9 of a worker whose request LINE has taken and not answered', PEOPLE, async (moment, judge) => {
      await using team = await Team.open({ followers: PEOPLE });
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      const id = await due(desk);
      const first = desk.start(DRAIN);
      await sent(team, requestsUntil(moment), first);
      team.world.emulator.setFaults(['hang-after=1@multicast']);
      await sent(team, 1, first);
      await killProgram(first);
      team.world.emulator.setFaults([]);
      const second = rack.start(DRAIN);
      const afterMs = await takenOver(team, second);
      exited(0, await second.ended);
      await completes(rack, id);
      judge(team.world, afterMs);
    });

    attack('kill -9 of a worker, behind PgBouncer in transaction mode', PEOPLE, async (moment, judge) => {
      await using bouncer = await startPgBouncer((await sharedServer()).port);
      await using team = await Team.open({ followers: PEOPLE }, through(bouncer.port, await freshDatabase()));
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      const id = await due(desk);
      const first = desk.start(DRAIN);
      await sent(team, requestsUntil(moment), first);
      const second = rack.start(DRAIN);
      await killProgram(first);
      const afterMs = await takenOver(team, second);
      exited(0, await second.ended);
      await completes(rack, id);
      judge(team.world, afterMs);
    });

    attack('SIGSTOP of a worker past its lease; woken when another has finished', PEOPLE, async (moment, judge) => {
      await using team = await Team.open({ followers: PEOPLE, latencyMs: 200 });
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      const id = await due(desk);
      const first = desk.start(DRAIN);
      await sent(team, requestsUntil(moment), first);
      const second = rack.start(DRAIN);
      signalProgram(first, 'SIGSTOP');
      const afterMs = await takenOver(team, second);
      exited(0, await second.ended);
      const done = await rack.json(['broadcast', 'show', id]);
      const requests = team.world.requestsTo(MULTICAST);
      signalProgram(first, 'SIGCONT');
      await first.ended;
      expect(team.world.requestsTo(MULTICAST)).toBe(requests);
      expect(await rack.json(['broadcast', 'show', id])).toEqual(done);
      await completes(rack, id);
      judge(team.world, afterMs);
    });

    attack('SIGSTOP of a worker past its lease; woken while another sends', PEOPLE, async (moment, judge) => {
      await using team = await Team.open({ followers: PEOPLE, latencyMs: 200 });
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      const id = await due(desk);
      const first = desk.start(DRAIN);
      await sent(team, Math.ceil(requestsUntil(moment) / 2), first);
      const second = rack.start(DRAIN);
      signalProgram(first, 'SIGSTOP');
      const afterMs = await takenOver(team, second);
      signalProgram(first, 'SIGCONT');
      await first.ended;
      exited(0, await second.ended);
      await completes(rack, id);
      judge(team.world, afterMs);
    });

    attack('kill -9, taken over by a machine whose clock is two hours behind', PEOPLE, async (moment, judge) => {
      await using team = await Team.open({ followers: PEOPLE });
      const desk = team.machine('desk', { clockAheadMs: HOUR_MS });
      const rack = team.machine('rack', { clockAheadMs: -HOUR_MS });
      const id = await due(desk);
      const first = desk.start(DRAIN);
      await sent(team, requestsUntil(moment), first);
      const second = rack.start(DRAIN);
      await killProgram(first);
      const afterMs = await takenOver(team, second);
      exited(0, await second.ended);
      await completes(rack, id);
      judge(team.world, afterMs);
    });

    attack(
      'SIGSTOP of a send by hand past its lease, woken while a resume elsewhere sends',
      PEOPLE,
      async (moment, judge) => {
        await using team = await Team.open({ followers: PEOPLE, latencyMs: 200 });
        const [desk, rack] = [team.machine('desk'), team.machine('rack')];
        const id = await desk.plan(PEOPLE, ...PACE);
        const resume = ['broadcast', 'resume', id, '--yes'];
        const first = desk.start(resume);
        await sent(team, requestsUntil(moment), first);
        signalProgram(first, 'SIGSTOP');
        let second = rack.start(resume);
        // Requests alone do not tell: some of the first may arrive while it is stopped.
        await until('the other has it', async () => {
          if (second.hasEnded) second = rack.start(resume);
          return JSON.stringify((await rack.json(['state', 'show']))['held']).includes(`"${rack.host}"`);
        });
        await sent(team, 1, second);
        // It waits for its answers while the other wakes.
        team.world.emulator.setFaults(['hang-after=1@multicast']);
        signalProgram(first, 'SIGCONT');
        const { exitCode, stderr } = await first.ended;
        // Its own requests are in doubt for it; the other one asks again.
        expect([1, 7]).toContain(exitCode);
        expect(stderr).toContain(`taken over broadcast-${id}`);
        team.world.emulator.setFaults([]);
        exited(0, await second.ended);
        await completes(rack, id);
        judge(team.world);
      },
    );

    attack(
      'kill -9 of a send by hand; no worker goes on with it, a resume elsewhere does',
      PEOPLE,
      async (moment, judge) => {
        await using team = await Team.open({ followers: PEOPLE });
        const [desk, rack] = [team.machine('desk'), team.machine('rack')];
        const id = await desk.plan(PEOPLE, ...PACE);
        const first = desk.start(['broadcast', 'resume', id, '--yes']);
        await sent(team, requestsUntil(moment), first);
        await killProgram(first);
        const requests = team.world.requestsTo(MULTICAST);
        exited(0, await rack.run(DRAIN));
        expect(team.world.requestsTo(MULTICAST)).toBe(requests);
        await until(
          'the lease has lapsed',
          async () => (await rack.run(['broadcast', 'resume', id, '--yes'])).exitCode === 0,
        );
        await completes(rack, id);
        judge(team.world);
      },
    );

    attack('a second resume beside the first, from another machine', PEOPLE, async (moment, judge) => {
      await using team = await Team.open({ followers: PEOPLE });
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      const id = await desk.plan(PEOPLE, ...PACE);
      const first = desk.start(['broadcast', 'resume', id, '--yes']);
      await sent(team, Math.ceil(requestsUntil(moment) / 2), first);
      // It waits for answers until the other has asked.
      team.world.emulator.setFaults(['hang-after=1@multicast']);
      const { stderr } = exited(1, await rack.run(['broadcast', 'resume', id, '--yes']));
      expect(stderr).toContain(desk.host);
      expect(stderr).toMatch(/process \d+/);
      team.world.emulator.setFaults([]);
      exited(0, await first.ended);
      await completes(rack, id);
      judge(team.world);
    });

    it('shares what is due between two machines, and pauses from the one what the other runs', async () => {
      await using team = await Team.open({ followers: 20 });
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      for (let made = 0; made < 2; made += 1) await desk.plan(20, '--at', desk.now, '--again', '--rate', '10/s');
      const ends = await Promise.all([desk.run([...DRAIN, '--json']), rack.run([...DRAIN, '--json'])]);
      const ran = ends.map((ended) => JSON.parse(exited(0, ended).stdout).broadcasts.length);
      expect(ran[0] + ran[1]).toBe(2);
      expect(team.world.delivered()).toMatchObject({ reached: 20, messages: 40, most: 2, violations: 0 });

      const id = await desk.plan(20, '--again', '--rate', '1/s');
      const running = desk.start(['broadcast', 'resume', id, '--yes', '--again']);
      await sent(team, 1, running);
      exited(0, await rack.run(['broadcast', 'pause', id]));
      expect((await running.ended).exitCode).not.toBe(0);
      expect(await rack.json(['broadcast', 'show', id])).toMatchObject({ state: 'paused' });
    });
  });

  tellOfAttacks();
});
