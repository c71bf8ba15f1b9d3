import { readFileSync } from 'node:fs';
import { failure } from '../../../domain/failure/failure.js';
import { whyOf } from '../../../domain/failure/system-errors.js';

/** @throws {LineOpsError} `usage` for a file that cannot be read. */
export function readTlsFiles({ certFile, keyFile }: { readonly certFile: string; readonly keyFile: string }): {
  readonly cert: Buffer;
  readonly key: Buffer;
} {
  return { cert: readPem(certFile), key: readPem(keyFile) };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw failure('FILE_NOT_READABLE', { source: path, why: whyOf(cause) }, { cause });
  }
}
