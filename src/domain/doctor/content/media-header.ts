export type MediaType = 'png' | 'jpeg' | 'gif' | 'webp' | 'mp4' | 'm4a' | 'mp3' | 'html' | 'other';

/** What the first bytes of a file say of it. */
export interface Media {
  readonly type: MediaType;
  /** Pixels; null where the type has none, or they lie further behind. */
  readonly width: number | null;
  readonly height: number | null;
  /** Whether it is a PNG that moves (APNG). */
  readonly isAnimated: boolean;
}

/** Reads what the bytes are, whatever the server calls them. */
export function readMedia(bytes: Uint8Array): Media {
  if (startsWith(bytes, PNG)) return readPng(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes);
  return { type: otherType(bytes), width: null, height: null, isAnimated: false };
}

function otherType(bytes: Uint8Array): MediaType {
  const start = text(bytes, 0, 12);
  if (start.startsWith('GIF8')) return 'gif';
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'webp';
  // ISO base media file: the brand tells what it holds. https://www.iso.org/standard/83102.html
  if (start.slice(4, 8) === 'ftyp')
    return /^M4[AB]/.test(start.slice(8)) ? 'm4a' : start.slice(8) === 'qt  ' ? 'other' : 'mp4';
  if (start.startsWith('ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)) return 'mp3';
  return /^\s*</.test(text(bytes, 0, 64).replace(/^\u00ef\u00bb\u00bf/, '')) ? 'html' : 'other';
}

/** @see https://www.w3.org/TR/png-3/#5PNG-file-signature */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The header comes first; `acTL` before the picture says that it moves. */
function readPng(bytes: Uint8Array): Media {
  const isWhole = 24 <= bytes.length && text(bytes, 12, 16) === 'IHDR';
  const [width, height] = isWhole ? [number(bytes, 16, 4), number(bytes, 20, 4)] : [null, null];
  let isAnimated = false;
  for (let at = PNG.length; at + 8 <= bytes.length; at += 12 + number(bytes, at, 4)) {
    const chunk = text(bytes, at + 4, at + 8);
    if (chunk === 'acTL') isAnimated = true;
    if (chunk === 'acTL' || chunk === 'IDAT') break;
  }
  return { type: 'png', width, height, isAnimated };
}

/** Segments before the frame header may hold whole pictures of their own. @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1 */
function readJpeg(bytes: Uint8Array): Media {
  const found = (width: number | null, height: number | null): Media => ({
    type: 'jpeg',
    width,
    height,
    isAnimated: false,
  });
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (isFrameHeader(marker)) return found(number(bytes, at + 7, 2), number(bytes, at + 5, 2));
    else at += 2 + (hasNoLength(marker) ? 0 : number(bytes, at + 2, 2));
  }
  return found(null, null);
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which lie among them. */
function isFrameHeader(marker: number): boolean {
  return 0xc0 <= marker && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function hasNoLength(marker: number): boolean {
  return marker === 0x01 || (0xd0 <= marker && marker <= 0xd8);
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

/** As Latin-1. */
function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** Big-endian. */
function number(bytes: Uint8Array, from: number, length: number): number {
  return bytes.subarray(from, from + length).reduce((sum, byte) => sum * 256 + byte, 0);
}
