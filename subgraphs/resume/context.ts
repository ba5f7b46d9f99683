import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { ResumeItem, ResumeRepository } from './repository.ts';

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface ResumeContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly repository: ResumeRepository;
  readonly itemLog: DurableLog<ResumeItem>;
  /** Items of the viewer. */
  readonly items: { load(id: string): Promise<ResumeItem | null> };
}

/** One event of `resumeItemAdded`. */
export type ItemEvent = LogEvent<ResumeItem>;
