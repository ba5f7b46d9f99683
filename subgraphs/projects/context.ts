import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { ProjectsItem, ProjectsRepository } from './repository.ts';

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface ProjectsContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly repository: ProjectsRepository;
  readonly itemLog: DurableLog<ProjectsItem>;
  /** Items of the viewer. */
  readonly items: { load(id: string): Promise<ProjectsItem | null> };
}

/** One event of `projectsItemAdded`. */
export type ItemEvent = LogEvent<ProjectsItem>;
