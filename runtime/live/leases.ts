/** A lease that this process renews until it is closed. */
export interface KeptLease {
  /** Stops renewing; the lease lapses after `graceMs` (0, the default: at once). Never rejects. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Short-lived membership in Redis with a time to live: typing, presence, viewers. Converges within 10 s of any fault;
 * never decides permission. `kind` and `key` name the set (`presence` and a person's id), `member` one holder in it.
 */
export interface Leases {
  /** Takes or renews a lease once. Rejects with a fault `UNAVAILABLE` while Redis is away. */
  hold(kind: string, key: string, member: string, ttlMs: number): Promise<void>;
  /** Takes a lease and renews it until closed, even after Redis has lost it. Never rejects. */
  keep(kind: string, key: string, member: string, ttlMs: number): KeptLease;
  /** Ends a lease, if it is held. Rejects with a fault `UNAVAILABLE` while Redis is away. */
  release(kind: string, key: string, member: string): Promise<void>;
  /** Members of each set, in the order of `keys`; one round trip. Empty sets while Redis is away. */
  members(kind: string, keys: readonly string[]): Promise<string[][]>;
  /** The members now, then again after every change, expiry included. One watch of a set per process, however many listen. */
  watch(kind: string, key: string): AsyncIterableIterator<readonly string[]>;
}
