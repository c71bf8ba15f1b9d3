import { X509Certificate } from 'node:crypto';
import { failure } from '../../../domain/failure/failure.js';
import type { Deps } from '../../../ports/deps.js';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The root CAs of a PEM file. @throws {LineOpsError} `usage` where it holds none, or a certificate that cannot be read. */
export async function readCas(path: string, { messageFiles }: Pick<Deps, 'messageFiles'>): Promise<readonly string[]> {
  const found = (await (await messageFiles()).read(path)).match(PEM) ?? [];
  if (found.length === 0)
    throw failure('FILE_NOT_READABLE', { source: path, why: 'it holds no certificate in PEM form' });
  // An intermediate among them would hide that the server sends none.
  const roots = found.filter((pem, at) => isRoot(pem, `certificate ${at + 1} in it`, path));
  if (roots.length === 0)
    throw failure('FILE_NOT_READABLE', { source: path, why: 'it holds no root: a CA that is signed by itself' });
  return roots;
}

function isRoot(pem: string, which: string, path: string): boolean {
  try {
    const { subject, issuer } = new X509Certificate(pem);
    return subject === issuer;
  } catch (cause) {
    throw failure('FILE_NOT_READABLE', { source: path, why: `${which} is damaged` }, { cause });
  }
}
