/** Messages from the benchmark to its process of clients. */
export type ToClients =
  | { readonly kind: 'open'; readonly port: number; readonly sockets: number; readonly subscribe: boolean }
  /** Discard the arrivals so far. */
  | { readonly kind: 'begin' }
  /** Report the latency of events that were published at these times. */
  | { readonly kind: 'report'; readonly published: readonly number[] }
  | { readonly kind: 'close' };

/** Messages from the process of clients to the benchmark. */
export type FromClients =
  | { readonly kind: 'opened' | 'begun' | 'closed' }
  /** Every socket has received the nth event since `begin`, counted from 1. */
  | { readonly kind: 'delivered'; readonly events: number }
  | { readonly kind: 'reported'; readonly p50: number; readonly p99: number; readonly deliveries: number };

/** Messages from the benchmark to the process that publishes. */
export interface ToPublisher {
  readonly kind: 'publish';
}

/** Messages from a publisher: its port, and when it published, in milliseconds of the machine's monotonic clock. */
export type FromPublisher =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'published'; readonly at: number };
