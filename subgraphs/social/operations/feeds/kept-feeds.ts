/** What Redis keeps of the feed of one person. */
export interface KeptFeed {
  /** Numbers of posts, in no order; some may be there twice. */
  readonly numbers: readonly bigint[];
  /** All numbers from this one on are there that have been distributed. */
  readonly floor: bigint;
  /** Of which follows it was made. */
  readonly version: string;
}

/** Feeds of people who follow many, as lists of numbers in Redis. All of them can be lost at any moment. */
export interface KeptFeeds {
  /** How many numbers a feed keeps at most. */
  readonly capacity: number;
  /** Null when there is none, when it is not complete, or while Redis is away. */
  read(userId: string): Promise<KeptFeed | null>;
  /**
   * Replaces a feed by what `load` reads. What is added meanwhile is part of it: the list is there, incomplete, before `load`
   * is called. Does nothing while Redis is away.
   */
  replace(userId: string, load: () => Promise<KeptFeed>): Promise<void>;
  /** Keeps the feed for another 14 days. */
  prolong(userId: string): Promise<void>;
  /** Adds a post to those of these feeds that are kept. @throws a retryable fault while Redis is away. */
  add(userIds: readonly string[], number: bigint): Promise<void>;
}
