import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import { found, type Row } from '../../found.js';

describe('sticker', () => {
  const rows: Row[] = [
    ['a sticker', { type: 'sticker', packageId: '446', stickerId: '1988' }, []],
    [
      'numbers are converted',
      { type: 'sticker', packageId: 446, stickerId: '1988' },
      ['warning wrong-type /packageId'],
    ],
    ['the last of a package', { type: 'sticker', packageId: '11539', stickerId: '52114149' }, []],
    [
      'one behind the last of a package',
      { type: 'sticker', packageId: '11539', stickerId: '52114150' },
      ['warning sticker-list /stickerId'],
    ],
    [
      'one of another package',
      { type: 'sticker', packageId: '446', stickerId: '10855' },
      ['warning sticker-list /stickerId'],
    ],
    [
      'a package that is not in the list',
      { type: 'sticker', packageId: '447', stickerId: '1988' },
      ['warning sticker-list /packageId'],
    ],
    ['a zero in front', { type: 'sticker', packageId: '446', stickerId: '01988' }, ['warning sticker-list /stickerId']],
    ['no digits', { type: 'sticker', packageId: '446', stickerId: 'bear' }, ['error pattern /stickerId']],
    ['nothing', { type: 'sticker' }, ['error required /packageId', 'error required /stickerId']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('what is said of a sticker that is not in the list', () => {
  it.each([
    ['where it is', '446', '10855', 'sticker 10855 is in package "789"'],
    ['where it is, of a package that is none', '999', '17839', 'sticker 17839 is in package "1070"'],
    ['the nearest ID of the package', '446', '1898', 'did you mean "1988"?'],
    ['the nearest package', '11573', '1', 'did you mean "11537"?'],
    ['which there are', '446', '1', '1988 to 2027'],
    ['the date of the list', '446', '1', "LINE's list as of 2026-08"],
  ])('%s', (_about, packageId, stickerId, said) => {
    const [finding] = checkMessage({ type: 'sticker', packageId, stickerId }, { method: 'push', pointer: '' });
    expect(finding).toMatchObject({
      message: expect.stringContaining(said),
      docs: 'https://developers.line.biz/en/docs/messaging-api/sticker-list/',
    });
  });
});
