const UINT32_RANGE = 2 ** 32;

/** Scatters a 32-bit number over all 32-bit numbers, one to one (MurmurHash3's final step). */
export function mix32(value: number): number {
  let x = value | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  x ^= x >>> 16;
  return x >>> 0;
}

/** The number that `mix32` made this one from. */
export function unmix32(value: number): number {
  let x = value | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7ed1b41d); // Inverse of 0xc2b2ae35 modulo 2^32.
  x ^= (x >>> 13) ^ (x >>> 26);
  x = Math.imul(x, 0xa5cb9243); // Inverse of 0x85ebca6b modulo 2^32.
  x ^= x >>> 16;
  return x >>> 0;
}

/** A number from 0 up to but not including 1 that depends on the seed, the stream and the position alone. */
export function unitAt(seed: number, stream: number, position: number): number {
  return mix32(mix32(mix32(seed) ^ stream) ^ position) / UINT32_RANGE;
}

/** A 32-bit number for a name, to be used as a stream of `unitAt` (FNV-1a). */
export function streamOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
