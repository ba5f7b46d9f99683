import type { Caller } from './caller.ts';
import type { Database } from './database.ts';
import type { Reaction } from './events/reaction.ts';
import type { GraphQLRequest } from './executor.ts';

/** Work that exactly one process of a domain does at a time. Runs until `signal` aborts; restarted when it throws. */
export interface Job {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** What a domain's `open` hands the runtime. */
export interface Domain<Context, Store> {
  /** Runs once per request and once per event of a subscription, so that no data loader outlives one answer. */
  createContext(caller: Caller, request: Pick<GraphQLRequest, 'requestId' | 'signal' | 'origin'>): Context;
  readonly database: Database<Store>;
  /** What it does on other domains' events. */
  readonly reactions?: readonly Reaction<Store>[];
  readonly jobs?: readonly Job[];
  /** Closes what it opened beside the database. */
  close?(): Promise<void>;
}
