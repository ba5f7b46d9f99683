import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { MediaItem, MediaRepository } from './repository.ts';

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface MediaContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly repository: MediaRepository;
  readonly itemLog: DurableLog<MediaItem>;
  /** Items of the viewer. */
  readonly items: { load(id: string): Promise<MediaItem | null> };
}

/** One event of `mediaItemAdded`. */
export type ItemEvent = LogEvent<MediaItem>;
