/** A counter and how far it may go before it lapses. */
export interface Quota {
  readonly key: string;
  /** How long after the first count it begins again. */
  readonly windowMs: number;
  /** Null: it only counts. */
  readonly limit: number | null;
  /** A lower limit, which holds while another counter of the same reservation stands at `from` or above. */
  readonly tightened?: { readonly by: string; readonly from: number; readonly limit: number };
}

/** Counters of what may be done only so often. None of these rejects. */
export interface Quotas {
  /**
   * Counts one more for each quota, in one step, or for none of them when one is used up.
   * Answers with 0, or with the milliseconds until the last of the used up ones lapses.
   */
  reserve(quotas: readonly Quota[]): Promise<number>;
  /** Takes one back from each counter that has not lapsed. */
  release(keys: readonly string[]): Promise<void>;
  /** Begins the counters again. */
  clear(keys: readonly string[]): Promise<void>;
}
