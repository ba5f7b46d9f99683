import { createHash } from 'node:crypto';

/** Which line of a dump had a key first. Keys are compared by 128 bits of a hash: a key takes 40 bytes however long it is. */
export interface LineIndex {
  /** Adds a key and returns null; where it was there before, returns the line that had it. */
  add(key: string, line: number): number | null;
  has(key: string): boolean;
}

const FIRST_CAPACITY = 1_024;

/** Opens an index for any number of keys. */
export function createLineIndex(): LineIndex {
  let hashes = new BigUint64Array(FIRST_CAPACITY * 2);
  let lines = new Uint32Array(FIRST_CAPACITY);
  let size = 0;

  /** The slot of a key, or the free one where it belongs; a line of 0 is a free slot. */
  const slotOf = (high: bigint, low: bigint): number => {
    const capacity = lines.length;
    let slot = Number(low % BigInt(capacity));
    while (lines[slot] !== 0 && (hashes[slot * 2] !== high || hashes[slot * 2 + 1] !== low))
      slot = (slot + 1) % capacity;
    return slot;
  };
  const put = (high: bigint, low: bigint, line: number): void => {
    const slot = slotOf(high, low);
    hashes[slot * 2] = high;
    hashes[slot * 2 + 1] = low;
    lines[slot] = line;
  };
  const grow = (): void => {
    const [oldHashes, oldLines] = [hashes, lines];
    hashes = new BigUint64Array(oldHashes.length * 2);
    lines = new Uint32Array(oldLines.length * 2);
    for (const [slot, line] of oldLines.entries())
      if (line !== 0) put(oldHashes[slot * 2] ?? 0n, oldHashes[slot * 2 + 1] ?? 0n, line);
  };

  return {
    add(key, line) {
      const [high, low] = hashOf(key);
      const first = lines[slotOf(high, low)] ?? 0;
      if (first !== 0) return first;
      put(high, low, line);
      size += 1;
      if (size * 2 > lines.length) grow();
      return null;
    },
    has: (key) => lines[slotOf(...hashOf(key))] !== 0,
  };
}

function hashOf(key: string): readonly [bigint, bigint] {
  const bytes = createHash('sha256').update(key).digest();
  return [bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(8)];
}
