import type { Sql } from '../database/database.ts';
import type { AfterCommit } from '../events/reaction.ts';
import type { WorkType } from './work-type.ts';

/** What a handler is given of an item. */
export interface WorkItem<Payload> {
  /** The same at every attempt: what an outside call is idempotent by. */
  readonly id: string;
  readonly payload: Payload;
  /** This one included. */
  readonly attempts: number;
  /** Attempts that failed, or whose process ended; this one included until it turns out otherwise. */
  readonly failures: number;
  readonly createdAt: Date;
}

/** How items of a kind are worked on. */
interface WorkLimits {
  /** Items that each process works on at a time. Default: 4. */
  readonly concurrency?: number;
  /** After the end of a process another one takes its items within this time; renewed while it works. Default: 30,000. */
  readonly leaseMs?: number;
  /** An attempt that takes longer has failed. Default: 60,000. */
  readonly timeLimitMs?: number;
  /**
   * Done only in the worker process of the domain (`hasWorkerProcess` of its definition), because it takes much of a
   * machine. Default: in every process that serves the domain.
   */
  readonly runsIn?: 'worker';
  /** Failures after which an item is a dead letter. Default: 12, reached after about half an hour. */
  readonly maxFailures?: number;
  /** Delay after the first failure, doubled with each further one up to `maxMs`. Default: 1,000 to 900,000. */
  readonly backoff?: { readonly firstMs: number; readonly maxMs: number };
}

/** What a domain does with items of one kind. */
export interface WorkHandler<Store> extends WorkLimits {
  readonly kind: string;
  /**
   * Work outside the transaction, such as a request to a provider; its result is passed to `complete`. Repeated after a
   * failure, or when a process ends: make it idempotent by the item's id. Ends early when `signal` aborts.
   */
  call?(item: WorkItem<unknown>, signal: AbortSignal): Promise<unknown>;
  /**
   * The effect, in the transaction that removes the item, so that both happen once. It does not begin when another process
   * has the item by now. May return what is to happen after the commit.
   */
  complete(store: Store, item: WorkItem<unknown>, sql: Sql, result: unknown): Promise<AfterCommit>;
}

interface TypedHandler<Store, Payload, Result> extends WorkLimits {
  call?(item: WorkItem<Payload>, signal: AbortSignal): Promise<Result>;
  complete(store: Store, item: WorkItem<Payload>, sql: Sql, result: Result): Promise<AfterCommit>;
}

/** Ties a handler to a kind of work. */
export const handleWork = <Payload, Store, Result = undefined>(
  { kind }: WorkType<Payload>,
  handler: TypedHandler<Store, Payload, Result>,
): WorkHandler<Store> =>
  // as: only `enqueueWork` with this type writes payloads of this kind, and `complete` gets the result of its own `call`.
  ({ ...handler, kind }) as WorkHandler<Store>;
