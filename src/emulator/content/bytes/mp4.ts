/** What the frames of a file are. */
export interface Media {
  /** `isom` for a video, `M4A ` for a sound. */
  readonly brand: string;
  readonly handler: 'vide' | 'soun';
  /** In pixels; null for a sound. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** The box that says how the frames are to be decoded. */
  readonly entry: Buffer;
  /** Ticks a second. */
  readonly timescale: number;
}

/** The same frame, so many times, each as long. */
interface Frames {
  readonly frame: Buffer;
  readonly count: number;
  /** Of one. */
  readonly ticks: number;
}

/** A file with one track. @see https://www.iso.org/standard/83102.html */
export function mp4(media: Media, frames: Frames): Uint8Array {
  const brands = box('ftyp', text(media.brand), numbers([4, 512]), text('isom'), text('mp42'));
  const size = movie(media, frames, 0).length;
  // The place of the frames stands in a box in front of them whose size does not depend on it.
  const place = brands.length + size + BOX_HEADER;
  const { frame, count } = frames;
  return Buffer.concat([brands, movie(media, frames, place), box('mdat', Buffer.alloc(frame.length * count, frame))]);
}

const BOX_HEADER = 8;
/** Nothing is turned or stretched. */
const UNITY_MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map((value) => [4, value] as const);
const FULL_VOLUME = 0x0100;
const UNDETERMINED_LANGUAGE = 0x55c4;
const SELF_CONTAINED = 1;
const ENABLED_IN_MOVIE = 3;

function movie({ handler, size, entry, timescale }: Media, { frame, count, ticks }: Frames, place: number): Buffer {
  const length = count * ticks;
  const isSound = handler === 'soun';
  const table = box(
    'stbl',
    box('stsd', numbers([4, 0], [4, 1]), entry),
    box('stts', numbers([4, 0], [4, 1], [4, count], [4, ticks])),
    box('stsc', numbers([4, 0], [4, 1], [4, 1], [4, count], [4, 1])),
    box('stsz', numbers([4, 0], [4, frame.length], [4, count])),
    box('stco', numbers([4, 0], [4, 1], [4, place])),
  );
  const information = box(
    'minf',
    isSound ? box('smhd', numbers([8, 0])) : box('vmhd', numbers([4, 1], [8, 0])),
    box('dinf', box('dref', numbers([4, 0], [4, 1]), box('url ', numbers([4, SELF_CONTAINED])))),
    table,
  );
  const track = box(
    'trak',
    box(
      'tkhd',
      numbers([4, ENABLED_IN_MOVIE], [8, 0], [4, 1], [4, 0], [4, length], [8, 0], [4, 0]),
      numbers([2, isSound ? FULL_VOLUME : 0], [2, 0], ...UNITY_MATRIX),
      numbers([4, (size?.width ?? 0) << 16], [4, (size?.height ?? 0) << 16]),
    ),
    box(
      'mdia',
      box('mdhd', numbers([4, 0], [8, 0], [4, timescale], [4, length], [2, UNDETERMINED_LANGUAGE], [2, 0])),
      box('hdlr', numbers([8, 0]), text(handler), Buffer.alloc(12), text('\0')),
      information,
    ),
  );
  const header = numbers([4, 0], [8, 0], [4, timescale], [4, length], [4, 0x10000], [2, FULL_VOLUME], [10, 0]);
  return box('moov', box('mvhd', header, numbers(...UNITY_MATRIX), Buffer.alloc(24), numbers([4, 2])), track);
}

/** A box: its size, its type, and what is in it. */
export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([numbers([4, body.length + BOX_HEADER]), text(type), body]);
}

/** Whole numbers of so many bytes each, the highest first. */
export function numbers(...given: readonly (readonly [bytes: number, value: number])[]): Buffer {
  return Buffer.concat(
    given.map(([bytes, value]) => {
      const written = Buffer.alloc(bytes);
      if (value !== 0) written.writeUIntBE(value, 0, bytes);
      return written;
    }),
  );
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}
