import { sizeWords } from '../../../domain/text/size-words.js';
import type { RoomTaken } from '../../../ports/broadcast/forgetting.js';

type Place = RoomTaken['liesIn'];

/** How much room the state takes. */
export function roomWords(liesIn: Place, bytes: number): string {
  const takes = liesIn === 'file' ? 'The state file has' : 'The tables of the state have';
  return `${takes} ${sizeWords(bytes)}.`;
}

/** How much room the state took and takes now. */
export function roomChangeWords(liesIn: Place, before: number, after: number): string {
  const [took, takes] = liesIn === 'file' ? ['The state file had', 'has'] : ['The tables of the state had', 'have'];
  return `${took} ${sizeWords(before)} and ${takes} ${sizeWords(after)}.`;
}
