import type { FeedRow } from './feed-item-sql.ts';

/** What was found in a part of a feed. */
export interface FeedBatch {
  /** The newest number of all posts. */
  readonly head: number;
  /** How many people the feed is made of; 0 when it was read from what is kept ready. */
  readonly authorCount: number;
  /** How many posts were looked at. */
  readonly scanned: number;
  /** The lowest of their numbers; null when there were none. */
  readonly lowest: number | null;
  /** Words that the viewer has muted. */
  readonly mutedWords: readonly string[];
  /** What comes in, latest first. */
  readonly rows: readonly FeedRow[];
}

/** What every row has beside the post; the words are in the first one. */
interface Header {
  readonly head: bigint;
  readonly authorCount: number;
  readonly scanned: number;
  readonly lowest: bigint | null;
  readonly mutedWords: readonly string[] | null;
}

/** A row of a statement that reads a feed. */
export type HeadedRow = Header & (FeedRow | { readonly id: null });

/** Separates what each row says of all from the posts. */
export function batchOf(headed: readonly HeadedRow[]): FeedBatch {
  const [first] = headed;
  return {
    head: Number(first?.head ?? 0),
    authorCount: first?.authorCount ?? 0,
    scanned: first?.scanned ?? 0,
    lowest: first?.lowest == null ? null : Number(first.lowest),
    mutedWords: first?.mutedWords ?? [],
    // Without posts there is one row, for what it says of all.
    rows: headed.flatMap((row) => (row.id === null ? [] : [row])),
  };
}
