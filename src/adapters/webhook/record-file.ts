import { createReadStream, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { isMissing, whyOf } from '../../domain/failure/system-errors.js';
import { type RecordedWebhook, readRecordLine, recordLine } from '../../domain/webhook/received/record-line.js';
import type { RecordReading, WebhookRecord } from '../../ports/webhook/listening.js';
import { splitLines } from '../files/text-lines.js';

/** The largest webhook that is taken, in base64 and with its headers, and far more. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** @throws {LineOpsError} `usage` for a file that cannot be written, or holds something else. */
export async function openRecord(path: string): Promise<WebhookRecord> {
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    if (before?.isFile() === true) await requireRecord(path);
    const handle = await open(path, 'a+', 0o600);
    if (before === undefined) await syncFolder(dirname(path));
    // What people wrote is nobody else's to read, whoever made the file.
    else if (before.isFile() && (before.mode & 0o077) !== 0) await handle.chmod(0o600);
    const isTorn = before?.isFile() === true && (await lacksLineEnd(handle));
    return new OpenRecord(path, handle, isTorn);
  } catch (cause) {
    if (cause instanceof LineOpsError) throw cause;
    throw failure('FILE_NOT_WRITABLE', { which: 'other', path, why: whyOf(cause) }, { cause });
  }
}

/** Webhooks that come at once are written and synced at once: a disk syncs a few hundred times a second. */
class OpenRecord implements WebhookRecord {
  #waiting: { readonly line: string; resolve(): void; reject(error: unknown): void }[] = [];
  #writing: Promise<void> | null = null;

  constructor(
    readonly path: string,
    readonly handle: FileHandle,
    /** Whether the last line has no end: that of a process that was killed, or of a full disk. */
    private isTorn: boolean,
  ) {}

  append(webhook: RecordedWebhook): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line: recordLine(webhook), resolve, reject });
      this.#writing ??= this.#writeAll().finally(() => {
        this.#writing = null;
      });
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.handle.close();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lot = this.#waiting;
      this.#waiting = [];
      try {
        const text = `${this.isTorn ? '\n' : ''}${lot.map(({ line }) => `${line}\n`).join('')}`;
        this.isTorn = true;
        await this.handle.appendFile(text);
        this.isTorn = false;
        await this.#sync();
        for (const { resolve } of lot) resolve();
      } catch (cause) {
        const error = failure('FILE_NOT_WRITABLE', { which: 'other', path: this.path, why: whyOf(cause) }, { cause });
        for (const { reject } of lot) reject(error);
      }
    }
  }

  async #sync(): Promise<void> {
    // A pipe or a terminal has nothing to sync.
    await this.handle.datasync().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error;
    });
  }
}

/** Nothing is added to a file of another kind. */
async function requireRecord(path: string): Promise<void> {
  const reading = readRecord(() => createReadStream(path, { highWaterMark: CHUNK_BYTES, end: MAX_LINE_LENGTH }), path);
  for await (const _webhook of reading.webhooks) return;
  if (0 < reading.damagedLines()) throw failure('NOT_A_RECORD', { path });
}

/** A file is there after a power loss when its name is on disk. Some systems cannot sync a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

async function lacksLineEnd(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

/** Reads a record as a stream: it may be larger than memory. */
export function readRecord(source: () => Readable, name: string): RecordReading {
  const damage = { lines: 0 };
  return { webhooks: webhooksIn(linesOf(source, name), damage), damagedLines: () => damage.lines };
}

async function* webhooksIn(
  groups: AsyncIterable<readonly string[]>,
  damage: { lines: number },
): AsyncGenerator<RecordedWebhook> {
  for await (const lines of groups) {
    for (const line of lines) {
      if (line.trim() === '') continue;
      const webhook = readRecordLine(line);
      if (webhook === null) damage.lines += 1;
      else yield webhook;
    }
  }
}

async function* linesOf(source: () => Readable, name: string): AsyncGenerator<readonly string[]> {
  try {
    yield* splitLines(source(), { fatal: false, maxLineLength: MAX_LINE_LENGTH });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw failure('LINE_TOO_LONG', { source: name, problem: cause.message }, { cause });
    const why = isMissing(cause) ? 'there is no such file' : whyOf(cause);
    throw failure('FILE_NOT_READABLE', { source: name, why }, { cause });
  }
}
