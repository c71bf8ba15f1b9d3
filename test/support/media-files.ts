// The beginnings of files, as far as anybody reads who wants to know what they are.

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function png(width: number, height: number): Buffer {
  return Buffer.concat([Buffer.from(PNG_SIGNATURE), header(width, height), chunk('IDAT', Buffer.alloc(16))]);
}

export function apng(width: number, height: number): Buffer {
  return Buffer.concat([
    Buffer.from(PNG_SIGNATURE),
    header(width, height),
    chunk('acTL', Buffer.alloc(8)),
    chunk('IDAT', Buffer.alloc(16)),
  ]);
}

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return chunk('IHDR', data);
}

/** Nobody here looks at the checksum. */
function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
}

/** @param thumbnails how many segments of 64 KB with pictures of their own come first. */
export function jpeg(width: number, height: number, thumbnails = 0): Buffer {
  const segment = (marker: number, data: Buffer): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(data.length + 2);
    return Buffer.concat([Buffer.from([0xff, marker]), length, data]);
  };
  const frame = Buffer.alloc(15);
  frame.writeUInt8(8, 0);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  const inner = Buffer.concat([Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1]), Buffer.alloc(65_000)]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\u0001\u0002\0\0\u0001\0\u0001\0\0', 'latin1')),
    ...Array.from({ length: thumbnails }, () => segment(0xe1, inner)),
    segment(0xc2, frame),
  ]);
}

export function mp4(brand: string): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(12)]);
}

export function html(): Buffer {
  return Buffer.from('\ufeff\n<!doctype html><title>Log in</title>');
}
