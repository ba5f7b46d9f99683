import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import { createSnapshotPosition, newestSequence } from '../../runtime/live/snapshot-position.ts';
import { createFileAccess } from '../../runtime/signed-links/file-access.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { createActionLimits } from './adapters/action-limits.ts';
import { contractLoaders } from './adapters/contract-loaders.ts';
import { marketLoaders } from './adapters/market-loaders.ts';
import type { ProjectsContext } from './context.ts';
import { isFinance } from './operations/disputes/require-finance.ts';
import type { ProjectsRepository } from './repository/index.ts';
import type { ProjectsSecrets } from './settings.ts';

/** What contexts are made of: all of it outlives a request. */
export interface ContextParts {
  readonly host: Pick<Host, 'signals' | 'streams' | 'redis' | 'now' | 'ask'>;
  readonly repository: ProjectsRepository;
  readonly settings: ProjectsSecrets;
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export function contextsOf({ host, repository, settings }: ContextParts) {
  const { signals, streams, redis, now, ask } = host;
  const shared = {
    ...{ signals, streams, now, ask, repository, settings },
    fileAccess: createFileAccess(settings.linkSecrets),
    limits: createActionLimits(redis),
  };
  return (caller: Caller, { requestId }: Pick<GraphQLRequest, 'requestId'> = {}): ProjectsContext => {
    const viewerKey = caller.viewerId ?? '';
    return {
      ...shared,
      ...{ caller, viewerKey, requestId: requestId ?? null },
      ...marketLoaders(repository, viewerKey),
      ...contractLoaders(repository, { id: viewerKey, isFinance: isFinance(caller) }),
      proposalPosition: createSnapshotPosition(() => newestSequence(repository.proposalLog, viewerKey)),
    };
  };
}
