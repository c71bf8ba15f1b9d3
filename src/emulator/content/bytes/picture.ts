import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const BITS_A_CHANNEL = 8;
const TRUECOLOUR = 2;
const BYTES_A_PIXEL = 3;

/** A square of one colour, as a PNG. @see https://www.w3.org/TR/png-3/ */
export function plainPicture(colour: number, size: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([BITS_A_CHANNEL, TRUECOLOUR], 8);
  // A line begins with the kind of its filter, of which there is none.
  const line = Buffer.alloc(1 + size * BYTES_A_PIXEL);
  for (let at = 1; at < line.length; at += BYTES_A_PIXEL) line.writeUIntBE(colour & 0xffffff, at, BYTES_A_PIXEL);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: size }, () => line)));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
