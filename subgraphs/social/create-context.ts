import type { Caller } from '../../runtime/executor/caller.ts';
import { createSnapshotPosition, newestSequence } from '../../runtime/live/snapshot-position.ts';
import { WHOLE_LOG } from '../../runtime/live/stored-log.ts';
import { createFileAccess } from '../../runtime/signed-links/file-access.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { createActionLimits } from './adapters/action-limits.ts';
import { contentLoaders } from './adapters/content-loaders.ts';
import { createGraphLimits } from './adapters/graph-limits.ts';
import { graphLoaders } from './adapters/graph-loaders.ts';
import { createTrends } from './adapters/trends.ts';
import type { SocialContext } from './context.ts';
import type { KeptFeeds } from './operations/feeds/kept-feeds.ts';
import type { SocialRepository } from './repository/index.ts';
import type { SocialSecrets } from './settings.ts';

/** What contexts are made of: all of it outlives a request. */
export interface ContextParts {
  readonly host: Pick<Host, 'signals' | 'streams' | 'redis' | 'now' | 'ask'>;
  readonly repository: SocialRepository;
  readonly settings: SocialSecrets;
  readonly keptFeeds: KeptFeeds;
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export function contextsOf({ host, repository, settings, keptFeeds }: ContextParts) {
  const { signals, streams, redis, now, ask } = host;
  const shared = {
    ...{ signals, streams, redis, now, ask, repository, keptFeeds },
    fileAccess: createFileAccess(settings.linkSecrets),
    limits: createActionLimits(redis),
    graphLimits: createGraphLimits(redis),
    trends: createTrends(repository, now),
  };
  return (caller: Caller): SocialContext => {
    const viewerKey = caller.viewerId ?? '';
    const loaders = { ...contentLoaders(repository, viewerKey), ...graphLoaders(repository, caller) };
    return {
      ...{ ...shared, caller, viewerKey, ...loaders },
      feedPosition: createSnapshotPosition(() => newestSequence(repository.feedLog, WHOLE_LOG)),
    };
  };
}
