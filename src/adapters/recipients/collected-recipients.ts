import { PACKED_USER_ID_BYTES } from '../../domain/broadcast/planning/user-id-bytes.js';
import type { RecipientList } from '../../ports/broadcast/recipients.js';

/** Where the recipients are kept; blocks of words in order of first occurrence. */
export interface KeptUserIds {
  kept(): Iterable<Uint32Array>;
  heldOut(): Iterable<Uint32Array>;
  close(): void;
}

/** What a list says of itself beside its recipients. */
type ListFacts = Omit<RecipientList, 'batches' | 'heldOutIds' | 'close'>;

/** Held-out IDs handed out at once. */
const HELD_OUT_AT_ONCE = 500;

/** The finished list, over the place where its recipients are kept. */
export function collectedRecipients(store: KeptUserIds | null, facts: ListFacts): RecipientList {
  let open = store;
  const kept = (): KeptUserIds => {
    if (open === null) throw new Error('The recipient list is closed.');
    return open;
  };
  return {
    ...facts,
    batches: (sizes) => ({ [Symbol.iterator]: () => cutBatches(kept().kept(), sizes, facts.unique) }),
    heldOutIds: () => ({ [Symbol.iterator]: () => cutBatches(kept().heldOut(), HELD_OUT_AT_ONCE, facts.heldOut) }),
    close() {
      open?.close();
      open = null;
    },
  };
}

/** Cuts blocks of IDs into batches of the wanted sizes, each a copy. */
function* cutBatches(
  blocks: Iterable<Uint32Array>,
  sizes: number | Iterable<number>,
  count: number,
): Generator<Uint8Array, undefined> {
  const unread = new UnreadBlocks(blocks);
  let remaining = count;
  for (const size of typeof sizes === 'number' ? repeated(sizes) : sizes) {
    if (!(Number.isInteger(size) && 1 <= size)) throw new RangeError(`a batch cannot have ${size} recipients`);
    const wanted = Math.min(size, remaining);
    if (wanted === 0) return;
    remaining -= wanted;
    yield unread.take(wanted * PACKED_USER_ID_BYTES);
  }
}

/** Bytes read across the borders of the blocks that they come in. */
class UnreadBlocks {
  readonly #blocks: Iterator<Uint32Array>;
  #block: Uint8Array = new Uint8Array(0);

  constructor(blocks: Iterable<Uint32Array>) {
    this.#blocks = blocks[Symbol.iterator]();
  }

  /** A copy of the next so many bytes. */
  take(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      if (this.#block.length === 0) this.#block = this.#nextBlock();
      const part = this.#block.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#block = this.#block.subarray(part.length);
    }
    return bytes;
  }

  #nextBlock(): Uint8Array {
    const next = this.#blocks.next();
    if (next.done === true) throw new Error('The recipient list holds fewer recipients than were counted.');
    return new Uint8Array(next.value.buffer, next.value.byteOffset, next.value.byteLength);
  }
}

function* repeated(size: number): Generator<number> {
  while (true) yield size;
}
