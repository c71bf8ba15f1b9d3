import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exited, type World } from '../../support/binary.js';
import { describeWithPostgres } from '../../support/postgres.js';
import { type Machine, Team } from '../../support/team.js';

const LIMIT = 30;
const RUNNERS = 8;

const ISSUE = ['token', 'issue', '--type', 'v2.1'];

async function live(world: World): Promise<readonly string[]> {
  return (await world.tokens()).filter(({ state }) => state === 'live').map(({ accessToken }) => accessToken);
}

async function known(machine: Machine): Promise<number> {
  const { tokens } = await machine.json(['token', 'list']);
  return Array.isArray(tokens) ? tokens.length : -1;
}

describeWithPostgres('tokens of a team', () => {
  describe.concurrent('', () => {
    it('the last place at LINE is taken by one of two machines, and nobody loses a token', async () => {
      await using team = await Team.open();
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      for (let issued = 1; issued < LIMIT; issued += 1) exited(0, await desk.inside(ISSUE));
      const ends = await Promise.all([desk, rack].map((machine) => machine.run(ISSUE)));
      expect(ends.map(({ exitCode }) => exitCode).sort()).toEqual([0, 5]);
      expect((await live(team.world)).length).toBe(LIMIT);
      expect(await known(rack)).toBe(LIMIT);
    });

    it('eight runners that keep nothing ask at once: one token is issued, all get it', async () => {
      await using team = await Team.open();
      const runners = Array.from({ length: RUNNERS }, (_, index) => team.machine(`runner-${index}`));
      const ends = await Promise.all(runners.map((runner) => runner.run(['token', 'get', '--type', 'v2.1'])));
      const strings = new Set(ends.map((ended) => exited(0, ended).stdout.trim()));
      expect([...strings]).toEqual(await live(team.world));
      expect(strings.size).toBe(1);
    });

    it('a rotation at two machines at once: one rotates, and the file of whoever did not holds what it held', async () => {
      await using team = await Team.open();
      const [desk, rack] = [team.machine('desk'), team.machine('rack')];
      const { stdout } = exited(0, await desk.run([...ISSUE, '--label', 'prod']));
      const held = `LINE_CHANNEL_ACCESS_TOKEN=${stdout.trim()}\n`;
      const files = [desk, rack].map(({ name }) => team.world.file(`${name}.env`, held));
      const ends = await Promise.all(
        [desk, rack].map((machine, at) =>
          machine.run(['token', 'rotate', '--label', 'prod', '--to', `env-file:${files[at]}`, '--yes']),
        ),
      );
      const winner = ends.findIndex(({ exitCode }) => exitCode === 0);
      expect(ends.filter(({ exitCode }) => exitCode === 0).length).toBe(1);
      const [token, ...others] = await live(team.world);
      expect(others).toEqual([]);
      const texts = files.map((file) => readFileSync(file, 'utf8'));
      expect(texts[winner]).toBe(`LINE_CHANNEL_ACCESS_TOKEN=${token}\n`);
      expect(texts[1 - winner]).toBe(held);
    });
  });
});
