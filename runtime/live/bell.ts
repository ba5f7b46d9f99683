/** Stops listening. Safe to call twice. */
export type Unlisten = () => void;

/** Hears rings. `null` instead of a payload means that rings may have been lost: read the truth again. */
export type BellListener = (payload: unknown) => void;

/**
 * Says that there is news, over Redis pub/sub: at most once, and only to who listens now. Never the truth:
 * whatever a listener must not miss it reads from the database or from a lease when the bell rings.
 */
export interface Bell {
  /** Rings for every process that listens; `payload` is plain JSON, not null. Never rejects: a lost ring is made good by a poll. */
  ring(topic: string, payload?: unknown): Promise<void>;
  /**
   * Calls back on each ring from now on, with `null` once listening has begun and with `null` after each reconnection.
   * Opening and closing never fail, also while Redis is away.
   */
  on(topic: string, listener: BellListener): Unlisten;
}
