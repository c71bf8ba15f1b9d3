import { afterAll, expect, it } from 'vitest';
import { eachOnce, type World } from './binary.js';

/** How often each attack is made, each time at another moment; more than once, and what came of them is told at the end. */
const TIMES = Number(process.env['LINE_OPS_TEST_ATTACKS'] ?? '1');

/** A server that stays away is waited for a minute. */
const LONGEST_MS = 180_000;

interface Tally {
  attacks: number;
  people: number;
  lost: number;
  twice: number;
  /** Until another one went on, milliseconds; 0 where nobody had to. */
  longestMs: number;
}

/** What a test tells of one attack when it is over. */
export type Judge = (world: World, takenOverAfterMs?: number) => void;

const tallies = new Map<string, Tally>();

/**
 * A test in which somebody or something is killed, stopped or cut off while people are messaged. `moment` is from 0 to 1,
 * another one each time. LINE's books decide: each of the `people` got it exactly once.
 */
export function attack(title: string, people: number, act: (moment: number, judge: Judge) => Promise<void>): void {
  const tally: Tally = { attacks: 0, people: 0, lost: 0, twice: 0, longestMs: 0 };
  tallies.set(title, tally);
  const judge: Judge = (world, takenOverAfterMs = 0) => {
    const { reached, messages } = world.delivered();
    tally.attacks += 1;
    tally.people += people;
    tally.lost += people - reached;
    tally.twice += messages - reached;
    tally.longestMs = Math.max(tally.longestMs, takenOverAfterMs);
    expect(world.delivered()).toEqual(eachOnce(people));
  };
  for (let time = 1; time <= TIMES; time += 1)
    it(TIMES === 1 ? title : `${title} (${time})`, { timeout: LONGEST_MS }, () => act(time / (TIMES + 1), judge));
}

/** To be called once in a file of attacks, outside of them. */
export function tellOfAttacks(): void {
  afterAll(() => {
    if (TIMES === 1) return;
    const lines = [...tallies].map(([title, { attacks, people, lost, twice, longestMs }]) => {
      const takenOver = longestMs === 0 ? '' : `${(longestMs / 1_000).toFixed(1)} s`;
      return `| ${title} | ${attacks} | ${people} | ${lost} | ${twice} | ${takenOver} |`;
    });
    const head = [
      '| attack | times | people | lost | twice | longest take-over |',
      '| --- | ---: | ---: | ---: | ---: | ---: |',
    ];
    process.stderr.write(`${[...head, ...lines].join('\n')}\n`);
    tallies.clear();
  });
}
