/** LINE remembers a retry key this long. @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
const RETRY_KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** Forgotten keys are watched for another day, to notice a client that uses one as if LINE still knew it. */
const WATCHED_MS = 2 * RETRY_KEY_LIFETIME_MS;

const UUID_BYTES = 16;
const TIME_BYTES = 8;
const DIGEST_BYTES = 8;
const PACKED_BYTES = UUID_BYTES + TIME_BYTES + DIGEST_BYTES + 1;

/** The request that was accepted under a retry key. */
export interface AcceptedRequest {
  /** A UUID. */
  readonly requestId: string;
  /** Emulator time in milliseconds. */
  readonly acceptedAt: number;
  /** Eight bytes of a digest of the request body, to notice a retry that is another request. */
  readonly bodyDigest: Buffer;
  /** For a push, what its answer is made from again; 0 for other methods. See `SentMessages`. */
  readonly sent: number;
}

/**
 * The memory of accepted retry keys. A key takes some 130 bytes, not the kilobyte of an object with its strings: a day at
 * LINE's full rate is many millions of them.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#retry-api-request
 */
export class RetryKeyMemory {
  readonly #accepted = new Map<string, string>();

  get size(): number {
    return this.#accepted.size;
  }

  /** The request accepted under this key within the last 24 hours, or null. */
  find(retryKey: string, now: number): AcceptedRequest | null {
    const packed = this.#accepted.get(packKey(retryKey));
    if (packed === undefined) return null;
    const accepted = unpack(packed);
    return now - accepted.acceptedAt < RETRY_KEY_LIFETIME_MS ? accepted : null;
  }

  /** Whether LINE knew this key once and has forgotten it: sending it again is a new message. */
  isForgotten(retryKey: string, now: number): boolean {
    return this.#accepted.has(packKey(retryKey)) && this.find(retryKey, now) === null;
  }

  remember(retryKey: string, accepted: AcceptedRequest): void {
    const key = packKey(retryKey);
    this.#accepted.delete(key); // So that the order stays the order of acceptance.
    this.#accepted.set(key, pack(accepted));
    for (const [oldest, packed] of this.#accepted) {
      if (accepted.acceptedAt - acceptedAtOf(packed) < WATCHED_MS) break;
      this.#accepted.delete(oldest);
    }
  }

  /** Everything in base64, for the state file. */
  toData(): string {
    const bytes = Buffer.alloc(this.#accepted.size * (UUID_BYTES + PACKED_BYTES));
    let at = 0;
    for (const [key, packed] of this.#accepted) at += bytes.write(key + packed, at, 'latin1');
    return bytes.toString('base64');
  }

  /** Takes over the data of an earlier run. */
  restore(data: string): void {
    const text = Buffer.from(data, 'base64').toString('latin1');
    for (let at = 0; at < text.length; at += UUID_BYTES + PACKED_BYTES) {
      // A copy, not a slice that would keep the whole text alive.
      const record = Buffer.from(text.slice(at, at + UUID_BYTES + PACKED_BYTES), 'latin1');
      this.#accepted.set(record.toString('latin1', 0, UUID_BYTES), record.toString('latin1', UUID_BYTES));
    }
  }
}

// Written anew for each key and record: an allocation apiece would cost more than the rest.
const scratch = Buffer.alloc(PACKED_BYTES);

function packKey(retryKey: string): string {
  writeUuid(retryKey);
  return scratch.toString('latin1', 0, UUID_BYTES);
}

function pack({ requestId, acceptedAt, bodyDigest, sent }: AcceptedRequest): string {
  writeUuid(requestId);
  scratch.writeDoubleLE(acceptedAt, UUID_BYTES);
  bodyDigest.copy(scratch, UUID_BYTES + TIME_BYTES, 0, DIGEST_BYTES);
  scratch[PACKED_BYTES - 1] = sent;
  return scratch.toString('latin1');
}

function unpack(packed: string): AcceptedRequest {
  const bytes = Buffer.from(packed, 'latin1');
  const digestAt = UUID_BYTES + TIME_BYTES;
  const hex = bytes.toString('hex', 0, UUID_BYTES);
  return {
    requestId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    acceptedAt: bytes.readDoubleLE(UUID_BYTES),
    bodyDigest: bytes.subarray(digestAt, digestAt + DIGEST_BYTES),
    sent: bytes[PACKED_BYTES - 1] ?? 0,
  };
}

function acceptedAtOf(packed: string): number {
  scratch.write(packed, 'latin1');
  return scratch.readDoubleLE(UUID_BYTES);
}

function writeUuid(uuid: string): void {
  scratch.write(uuid.replaceAll('-', ''), 0, 'hex');
}
