import { guide } from '../../line-pages.js';

/** The page of the stickers that a bot may send. LINE adds to it and takes away from it, so the list has a date. */
export const STICKER_LIST_DOCS = guide('sticker-list/');
/** Year and month in which the list was as below. */
export const STICKER_LIST_AS_OF = '2026-08';

/**
 * Package ID, and its first and last sticker ID; every one between them belongs to it.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/sticker-list/
 */
export const STICKER_PACKAGES: readonly (readonly [packageId: string, first: number, last: number])[] = [
  ['446', 1988, 2027],
  ['789', 10855, 10894],
  ['1070', 17839, 17878],
  ['6136', 10551376, 10551399],
  ['6325', 10979904, 10979927],
  ['6359', 11069848, 11069871],
  ['6362', 11087920, 11087943],
  ['6370', 11088016, 11088039],
  ['6632', 11825374, 11825397],
  ['8515', 16581242, 16581265],
  ['8522', 16581266, 16581289],
  ['8525', 16581290, 16581313],
  ['11537', 52002734, 52002773],
  ['11538', 51626494, 51626533],
  ['11539', 52114110, 52114149],
];
