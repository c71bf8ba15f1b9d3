import { countUserIds, unpackUserId } from '../../../domain/broadcast/planning/user-id-bytes.js';
import type { StoredBatch } from '../../../ports/broadcast/broadcast-totals.js';

/** Everybody who was planned in one batch, and where they are now. */
interface Family {
  readonly planned: readonly string[];
  readonly found: string[];
}

/**
 * Batches that were split while LINE's reason was looked for: everybody planned in one is in exactly one of its parts, or
 * set aside from it. Only families that were split are kept.
 */
export class SplitFamilies {
  readonly #families = new Map<number, Family>();
  /** Which planned batch a part comes from. */
  readonly #rootOf = new Map<number, number>();

  /** A planned batch that holds fewer people than were planned and not set aside. */
  begin({ index, userIds, originalUserIds }: StoredBatch, setAside: readonly string[]): void {
    this.#families.set(index, { planned: idsIn(originalUserIds), found: [...idsIn(userIds), ...setAside] });
  }

  /** A part of a batch; false where there is nothing that it can be a part of. */
  add({ index, splitFrom, userIds }: StoredBatch, setAside: readonly string[]): boolean {
    if (splitFrom === null) return false;
    const root = this.#rootOf.get(splitFrom) ?? splitFrom;
    const family = this.#families.get(root);
    if (family === undefined) return false;
    this.#rootOf.set(index, root);
    family.found.push(...idsIn(userIds), ...setAside);
    return true;
  }

  /** Planned batches whose people are not all there, or not once. */
  *incomplete(): Generator<number> {
    for (const [root, { planned, found }] of this.#families)
      if (planned.toSorted().join() !== found.toSorted().join()) yield root;
  }
}

function idsIn(packed: Uint8Array | null): readonly string[] {
  if (packed === null) return [];
  return Array.from({ length: Math.floor(countUserIds(packed)) }, (_, position) => unpackUserId(packed, position));
}
