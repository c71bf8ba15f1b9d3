import { AVC_CONFIGURATION, AVC_SIZE, avcPicture } from './avc.js';
import { box, type Media, mp4, numbers } from './mp4.js';

const SAMPLES_A_SECOND = 44_100;
const SAMPLES_A_FRAME = 1024;
/** One frame of silence: AAC-LC, one channel. */
const SILENT_FRAME = Buffer.from([0x00, 0xc8, 0x00, 0x80, 0x23, 0x80]);
/** AAC-LC, 44,100 Hz, one channel. */
const AAC_CONFIGURATION = [0x12, 0x08];

/** A video of one colour that lasts so many milliseconds: a single picture, as MP4. */
export function stillVideo(colour: number, durationMs: number): Uint8Array {
  const picture = avcPicture(colour);
  const entry = box(
    'avc1',
    numbers([6, 0], [2, 1], [16, 0], [2, AVC_SIZE], [2, AVC_SIZE], [4, 0x480000], [4, 0x480000], [4, 0], [2, 1]),
    Buffer.alloc(32),
    numbers([2, 24], [2, 0xffff]),
    box('avcC', AVC_CONFIGURATION),
  );
  const size = { width: AVC_SIZE, height: AVC_SIZE };
  const media: Media = { brand: 'isom', handler: 'vide', size, entry, timescale: 1000 };
  return mp4(media, { frame: picture, count: 1, ticks: Math.max(1, Math.round(durationMs)) });
}

/** Silence that lasts so many milliseconds, as M4A. */
export function silence(durationMs: number): Uint8Array {
  const entry = box(
    'mp4a',
    numbers([6, 0], [2, 1], [8, 0], [2, 1], [2, 16], [4, 0], [2, SAMPLES_A_SECOND], [2, 0]),
    box('esds', numbers([4, 0]), elementaryStream()),
  );
  const media: Media = { brand: 'M4A ', handler: 'soun', size: null, entry, timescale: SAMPLES_A_SECOND };
  const count = Math.max(1, Math.ceil((durationMs * SAMPLES_A_SECOND) / 1000 / SAMPLES_A_FRAME));
  return mp4(media, { frame: SILENT_FRAME, count, ticks: SAMPLES_A_FRAME });
}

/** The descriptors of an AAC stream. @see https://www.iso.org/standard/55688.html */
function elementaryStream(): Buffer {
  const configuration = descriptor(0x05, Buffer.from(AAC_CONFIGURATION));
  // 0x40 is MPEG-4 audio, 0x15 a stream of audio; buffer and bit rates are left open.
  const decoder = descriptor(0x04, Buffer.from([0x40, 0x15]), Buffer.alloc(11), configuration);
  return descriptor(0x03, numbers([2, 1], [1, 0]), decoder, descriptor(0x06, Buffer.from([0x02])));
}

function descriptor(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, body.length]), body]);
}
