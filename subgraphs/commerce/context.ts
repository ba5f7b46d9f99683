import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { CommerceItem, CommerceRepository } from './repository.ts';

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface CommerceContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly repository: CommerceRepository;
  readonly itemLog: DurableLog<CommerceItem>;
  /** Items of the viewer. */
  readonly items: { load(id: string): Promise<CommerceItem | null> };
}

/** One event of `commerceItemAdded`. */
export type ItemEvent = LogEvent<CommerceItem>;
