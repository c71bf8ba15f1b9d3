import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A private folder that goes away with `remove`. */
export async function createTemporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'line-ops-'));
  return {
    path,
    async writeFile(name: string, chunks: Iterable<string>): Promise<string> {
      const file = join(path, name);
      await pipeline(Readable.from(chunks), createWriteStream(file, { mode: 0o600 }));
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
