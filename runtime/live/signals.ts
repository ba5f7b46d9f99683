/** Ends the callbacks. Safe to call twice. */
export type Unsubscribe = () => void;

/** Receives the payload of a signal. `null` means that signals may have been lost: read the state again. */
export type SignalListener = (payload: unknown) => void;

/**
 * Notifications over Redis pub/sub: delivered at most once, and only to listeners of this moment. A signal is never the
 * source of truth: whatever a listener must not miss it reads from the database or from a lease when the signal arrives.
 */
export interface Signals {
  /**
   * Publishes to every process that listens; `payload` is plain JSON, not null. Never rejects: polling covers a lost signal.
   */
  notify(topic: string, payload?: unknown): Promise<void>;
  /**
   * Calls back for each signal from now on, with `null` once the subscription is active and with `null` after each
   * reconnection. Opening and closing never fail, even while Redis is away.
   */
  on(topic: string, listener: SignalListener): Unsubscribe;
}
