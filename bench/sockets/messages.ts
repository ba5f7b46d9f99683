/** Messages from the benchmark to a process of followers. */
export type ToFollowers =
  /** Open so many sockets, numbered from `first`, that follow from an event on; `own`: each a topic of its own. */
  | {
      readonly kind: 'open';
      readonly port: number;
      readonly first: number;
      readonly sockets: number;
      readonly own: boolean;
      readonly after: number;
    }
  /** From now on, closed sockets reconnect to this port. */
  | { readonly kind: 'return-to'; readonly port: number }
  /** Report when all have received the event of this number. */
  | { readonly kind: 'await'; readonly event: number }
  | { readonly kind: 'report' };

/** Messages from a process of followers to the benchmark. */
export type FromFollowers =
  | { readonly kind: 'opened' | 'returning' }
  /** All have got it, the last of them at this time of the machine's monotonic clock. */
  | { readonly kind: 'got'; readonly event: number; readonly at: number }
  | {
      readonly kind: 'reported';
      /** Events that somebody did not get between two that they got, or got again. */
      readonly lost: number;
      readonly twice: number;
      /** When the first and the last socket were closed. */
      readonly closedFrom: number;
      readonly closedTo: number;
      /** When the last one got an event again. */
      readonly backAt: number;
      /** Milliseconds that each was without the stream, from its close to its next event. */
      readonly away: readonly number[];
      readonly attempts: number;
    };
