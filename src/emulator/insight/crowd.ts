import { streamOf, unitAt } from '../seeded-hash.js';
import type { BubbleShape } from './message-shape.js';

/** Habits are drawn for so many people and repeat after them: a prime, so that nothing else keeps step with them. */
const CROWD = 97;
/** Which of the people of a crowd do something. */
export type Habit = readonly boolean[];
const NOBODY: Habit = Array.from({ length: CROWD }, () => false);
const EVERYBODY: Habit = NOBODY.map(() => true);

/** What made someone a member of an audience: a look at the message, or a click on this link of it; null for any. */
export type Interaction = { readonly kind: 'imp' } | { readonly kind: 'click'; readonly url: string | null };

/** A link of a message, and who of a crowd follows it. */
interface LinkHabit {
  /** Of its bubble, from 1. */
  readonly seq: number;
  readonly url: string;
  readonly follow: Habit;
}

/**
 * What those who open a message do with it. They are numbered from 0 in the order in which they open it, and what number n
 * does follows from n alone: so it can be counted without looking at each, and told of each without having been kept.
 */
export interface CrowdHabits {
  /** Share of those who got it who will ever open it. */
  readonly opening: number;
  readonly clicks: Habit;
  readonly plays: Habit;
  readonly bubbles: readonly { readonly seq: number; readonly sees: Habit; readonly plays: Habit }[];
  readonly links: readonly LinkHabit[];
}

/** What people do with these bubbles; the name and the seed decide. */
export function habitsOf(bubbles: readonly BubbleShape[], seed: number, name: string): CrowdHabits {
  const stream = streamOf(name);
  let drawn = 0;
  const draw = () => {
    drawn += 1;
    return unitAt(seed, stream, drawn);
  };
  const opening = 0.25 + 0.4 * draw();
  const isClickable = bubbles.some(({ urls }) => urls.length > 0);
  const clicks = isClickable ? drawHabit(0.2 + 0.3 * draw(), draw) : NOBODY;
  const playing = drawHabit(0.3 + 0.4 * draw(), draw);
  const seen = bubbles.map(({ isMedia }, index) => {
    const isLast = index === bubbles.length - 1;
    // Whoever opens a message sees its last bubble; the first may be far up. Who follows a link has seen them all.
    const scrolls = isLast ? EVERYBODY : drawHabit(0.75 + 0.25 * draw(), draw);
    const sees = scrolls.map((does, person) => does || clicks[person] === true);
    return { seq: index + 1, sees, plays: isMedia ? both(sees, playing) : NOBODY };
  });
  const links = bubbles.flatMap(({ urls }, index) => urls.map((url) => ({ seq: index + 1, url })));
  // Everybody who follows a link at all follows at least this one.
  const favourites = clicks.map(() => Math.floor(draw() * links.length));
  const follows = links.map((link, place) => {
    const share = 0.2 + 0.6 * draw();
    const follow = clicks.map((does, person) => does && (favourites[person] === place || draw() < share));
    return { ...link, follow };
  });
  return { opening, clicks, plays: anyOf(seen.map(({ plays }) => plays)), bubbles: seen, links: follows };
}

/** The habit of those who did this. */
export function habitOf(interaction: Interaction, { clicks, links }: CrowdHabits): Habit {
  if (interaction.kind === 'imp') return EVERYBODY;
  const { url } = interaction;
  return url === null ? clicks : anyOf(links.filter((link) => link.url === url).map(({ follow }) => follow));
}

/** How many of the first so many people have the habit. */
export function countOf(habit: Habit, people: number): number {
  const inOne = habit.filter(Boolean).length;
  const rest = habit.slice(0, people % CROWD).filter(Boolean).length;
  return Math.floor(people / CROWD) * inOne + rest;
}

/** Whether the person of this number has it. */
export function hasHabit(habit: Habit, person: number): boolean {
  return habit[person % CROWD] === true;
}

/** The habit of whoever has any of these. */
function anyOf(habits: readonly Habit[]): Habit {
  return NOBODY.map((_nobody, person) => habits.some((habit) => habit[person] === true));
}

function both(one: Habit, other: Habit): Habit {
  return one.map((does, person) => does && other[person] === true);
}

/** Exactly this share of the crowd, whoever they are. */
function drawHabit(share: number, draw: () => number): Habit {
  const rank = Array.from({ length: CROWD }, (_, person) => ({ person, at: draw() }));
  const doing = new Set(
    rank
      .sort((one, other) => one.at - other.at)
      .slice(0, Math.round(share * CROWD))
      .map(({ person }) => person),
  );
  return Array.from({ length: CROWD }, (_, person) => doing.has(person));
}

/**
 * The number in the order of opening of whoever got the message at this place: each number from 0 to `total` - 1 once. A
 * step that shares no divisor with the total spreads them evenly.
 */
export function openingOrder(total: number): (place: number) => number {
  let step = Math.max(1, Math.round(total * 0.618));
  while (1 < commonDivisor(step, total)) step += 1;
  return (place) => ((place + 1) * step) % total;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
