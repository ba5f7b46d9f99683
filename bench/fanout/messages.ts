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

/** Milliseconds of the clock that all processes of a machine share. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The event of the bench: a public topic, about 120 bytes as JSON. */
export const eventOf = (n: number) => ({ id: 'p1', amount: 1_000_000 + n, at: '2026-01-01T00:00:00.000Z' });

/** The one subscription of the bench; the product's name comes from another subgraph where there is one. */
export const SUBSCRIPTION = 'subscription { priceChanged { product { id name } amount at } }';
