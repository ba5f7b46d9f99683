import type { LogEvent } from '../../../runtime/live/durable-log.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../context.ts';
import type { SubscriptionResolvers } from '../generated.ts';
import { followProject } from '../operations/projects/follow-project.ts';

export const marketSubscriptions: Pick<SubscriptionResolvers, 'projectUpdated' | 'proposalReceived'> = {
  projectUpdated: {
    subscribe: (_, { projectId, after }, context) => followProject(context, projectId, after),
    resolve: async (
      { cursor, resyncRequired, entry }: LogEvent<{ readonly projectId: string }>,
      _: unknown,
      { projects }: ProjectsContext,
    ) => ({
      cursor,
      resyncRequired,
      project: entry === null ? null : await projects.load(entry.projectId),
    }),
  },
  proposalReceived: {
    subscribe: (_, { after }, { caller, streams, repository }) =>
      streams.follow(repository.proposalLog, viewerOf(caller), viewerOf(caller), after),
    resolve: async (
      { cursor, resyncRequired, entry }: LogEvent<{ readonly proposalId: string }>,
      _: unknown,
      { proposals }: ProjectsContext,
    ) => ({
      cursor,
      resyncRequired,
      proposal: entry === null ? null : await proposals.load(entry.proposalId),
    }),
  },
};
