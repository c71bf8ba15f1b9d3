import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** When multicasts left, by the request log of a state folder, in order. */
export function sentTimes(home) {
  const logs = join(home, 'logs');
  return readdirSync(logs)
    .filter((name) => name.startsWith('requests-'))
    .flatMap((name) => readFileSync(join(logs, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line))
    .filter(({ url }) => url.endsWith('/multicast'))
    .map(({ time }) => Date.parse(time))
    .sort((a, b) => a - b);
}

/** Of moments in order, milliseconds. */
export function mostInOneSecond(times) {
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while (1000 <= times[last] - times[first]) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
