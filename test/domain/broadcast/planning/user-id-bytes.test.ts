import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  indexOf,
  packUserId,
  packUserIdBytes,
  packUserIdText,
  unpackUserId,
  writeUserIdsJson,
} from '../../../../src/domain/broadcast/planning/user-id-bytes.js';
import { isUserId, parseUserId } from '../../../../src/domain/line/ids.js';

const userIds = fc.stringMatching(/^U[0-9a-f]{32}$/).map(parseUserId);
const batches = fc.array(userIds, { maxLength: 500 });
const almostUserIds = fc
  .tuple(userIds, fc.nat(32), fc.constantFrom('g', 'A', 'F', '/', ':', '@', '`', ' ', '\0', 'é', '\u0130', 'U', ''))
  .map(([id, at, character]) => id.slice(0, at) + character + id.slice(at + 1));

it('gives back the user ID that was packed', () => {
  fc.assert(
    fc.property(userIds, (id) => {
      expect(packUserId(id)).toHaveLength(16);
      expect(unpackUserId(packUserId(id))).toBe(id);
    }),
  );
});

it('packs exactly what is a user ID, from text and from bytes', () => {
  const target = new Uint8Array(16);
  fc.assert(
    fc.property(fc.oneof(userIds, almostUserIds, fc.string()), (text) => {
      expect(packUserIdText(text, target, 0)).toBe(isUserId(text));
      const bytes = Buffer.from(`..${text}`);
      const isThere = /^U[0-9a-f]{32}/.test(text);
      expect(packUserIdBytes(bytes, 2, target, 0)).toBe(isThere);
    }),
  );
});

it('packs to the place it was told, and nowhere else', () => {
  const target = new Uint8Array(48).fill(7);
  packUserIdText(`U${'ab'.repeat(16)}`, target, 16);
  expect([...target]).toEqual([...Array(16).fill(7), ...Array(16).fill(0xab), ...Array(16).fill(7)]);
});

it('writes the JSON of a batch as JSON.stringify would', () => {
  fc.assert(
    fc.property(batches, (ids) => {
      expect(`[${writeUserIdsJson(Buffer.concat(ids.map(packUserId)))}]`).toBe(JSON.stringify(ids));
    }),
  );
});

it('finds each user ID where it stands, and no other', () => {
  fc.assert(
    fc.property(batches, userIds, (ids, other) => {
      const packed = Buffer.concat(ids.map(packUserId));
      for (const id of ids) expect(indexOf(packed, id)).toBe(ids.indexOf(id));
      expect(indexOf(packed, other)).toBe(ids.indexOf(other));
      for (const [position, id] of ids.entries()) expect(unpackUserId(packed, position)).toBe(id);
    }),
    { numRuns: 20 },
  );
});

it.each([-1, 1, Number.NaN])('has no user ID at position %d of a batch of one', (position) => {
  expect(() => unpackUserId(new Uint8Array(16), position)).toThrow(RangeError);
});
