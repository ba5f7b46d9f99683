/** What a bench tells its clients' process. */
export type ToClients =
  | { readonly kind: 'open'; readonly port: number; readonly sockets: number; readonly subscribe: boolean }
  /** Forget what came so far. */
  | { readonly kind: 'begin' }
  /** Say how long the deliveries took of events published at these times. */
  | { readonly kind: 'report'; readonly published: readonly number[] }
  | { readonly kind: 'close' };

/** What the clients' process answers. */
export type FromClients =
  | { readonly kind: 'opened' | 'begun' | 'closed' }
  /** Every socket has got the nth event since the beginning; from 1. */
  | { readonly kind: 'delivered'; readonly events: number }
  | { readonly kind: 'reported'; readonly p50: number; readonly p99: number; readonly deliveries: number };

/** What a bench tells a process that publishes. */
export interface ToPublisher {
  readonly kind: 'publish';
}

/** What a publisher answers: where it listens, and when it published by the machine's monotonic clock, in milliseconds. */
export type FromPublisher =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'published'; readonly at: number };
