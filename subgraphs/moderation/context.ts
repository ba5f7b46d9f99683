import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { ModerationItem, ModerationRepository } from './repository.ts';

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface ModerationContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly repository: ModerationRepository;
  readonly itemLog: DurableLog<ModerationItem>;
  /** Items of the viewer. */
  readonly items: { load(id: string): Promise<ModerationItem | null> };
}

/** One event of `moderationItemAdded`. */
export type ItemEvent = LogEvent<ModerationItem>;
