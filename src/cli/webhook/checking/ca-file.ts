import { X509Certificate } from 'node:crypto';
import { failure } from '../../../domain/failure/failure.js';
import type { Deps } from '../../../ports/deps.js';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The certificates of a PEM file. @throws {LineOpsError} `usage` where it holds none, or one that cannot be read. */
export async function readCas(path: string, { messageFiles }: Pick<Deps, 'messageFiles'>): Promise<readonly string[]> {
  const found = (await (await messageFiles()).read(path)).match(PEM) ?? [];
  if (found.length === 0)
    throw failure('FILE_NOT_READABLE', { source: path, why: 'it holds no certificate in PEM form' });
  for (const [at, pem] of found.entries()) {
    try {
      new X509Certificate(pem);
    } catch (cause) {
      throw failure('FILE_NOT_READABLE', { source: path, why: `certificate ${at + 1} in it is damaged` }, { cause });
    }
  }
  return found;
}
