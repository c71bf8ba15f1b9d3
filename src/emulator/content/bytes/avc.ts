/** Width and height of the picture, in pixels. */
export const AVC_SIZE = 64;
const BLOCK = 16;
const BLOCKS_A_SIDE = AVC_SIZE / BLOCK;
const BASELINE = 66;
const CONSTRAINED = 0xc0;
const LEVEL_1 = 10;
/** Bytes of brightness, and of each of the two colours, in a block. */
const BRIGHTNESS = BLOCK * BLOCK;
const COLOUR = BRIGHTNESS / 4;
/** An I slice, and every other slice of the picture too. */
const I_SLICE = 7;
/** A block whose pixels stand in the stream as they are. */
const I_PCM = 25;

/**
 * Writes the codes of H.264: bits, and whole numbers as Exp-Golomb codes.
 *
 * @see https://www.itu.int/rec/T-REC-H.264
 */
class Bits {
  #bits = '';

  fixed(value: number, length: number): this {
    this.#bits += value.toString(2).padStart(length, '0');
    return this;
  }

  golomb(...values: readonly number[]): this {
    for (const value of values) {
      const code = (value + 1).toString(2);
      this.#bits += code.padStart(2 * code.length - 1, '0');
    }
    return this;
  }

  aligned(): this {
    return this.fixed(0, (8 - (this.#bits.length % 8)) % 8);
  }

  /** Everything, with the bit that says where it ends. */
  bytes(type: number): Buffer {
    this.fixed(1, 1).aligned();
    const bytes = this.#bits.match(/.{8}/g) ?? [];
    return Buffer.from([type, ...bytes.map((byte) => Number.parseInt(byte, 2))]);
  }
}

const SEQUENCE = new Bits()
  .fixed(BASELINE, 8)
  .fixed(CONSTRAINED, 8)
  .fixed(LEVEL_1, 8)
  .golomb(0, 0, 2, 1)
  .fixed(0, 1)
  .golomb(BLOCKS_A_SIDE - 1, BLOCKS_A_SIDE - 1)
  .fixed(0b1000, 4)
  .bytes(0x67);
const PICTURE = new Bits().golomb(0, 0).fixed(0, 2).golomb(0, 0, 0).fixed(0, 3).golomb(0, 0, 0).fixed(0, 3).bytes(0x68);

/** How the picture is to be decoded. */
export const AVC_CONFIGURATION: Buffer = Buffer.concat([
  // Lengths in front of the parts take four bytes; there is one set of parameters of each kind.
  Buffer.from([1, BASELINE, CONSTRAINED, LEVEL_1, 0xff, 0xe1, 0, SEQUENCE.length]),
  SEQUENCE,
  Buffer.from([1, 0, PICTURE.length]),
  PICTURE,
]);

/** A picture of one colour as H.264 that is not compressed: it needs no encoder. */
export function avcPicture(colour: number): Buffer {
  const bits = new Bits().golomb(0, I_SLICE, 0).fixed(0, 4).golomb(0).fixed(0, 2).golomb(0);
  const [brightness, blue, red] = [colour, colour >> 8, colour >> 16].map(withoutZero);
  for (let block = 0; block < BLOCKS_A_SIDE ** 2; block++) {
    bits.golomb(I_PCM).aligned();
    for (let at = 0; at < BRIGHTNESS; at++) bits.fixed(brightness ?? 1, 8);
    for (let at = 0; at < COLOUR; at++) bits.fixed(blue ?? 1, 8);
    for (let at = 0; at < COLOUR; at++) bits.fixed(red ?? 1, 8);
  }
  const slice = bits.bytes(0x65);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(slice.length);
  return Buffer.concat([length, slice]);
}

/** Two zeros in a row would have to be escaped, and half of the values are too dark or too bright to be legal everywhere. */
function withoutZero(value: number): number {
  return 64 + (value & 0x7f);
}
