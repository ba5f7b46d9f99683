import DataLoader from 'dataloader';
import { createLoader, MAX_BATCH_SIZE } from '../../runtime/database/loader.ts';
import { createViewerLoader } from '../../runtime/database/viewer-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import { createSnapshotPosition, newestSequence } from '../../runtime/live/snapshot-position.ts';
import { viewerOf } from '../../runtime/operations/viewer.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { createPhotoBlur } from './adapters/blur-photo.ts';
import { createCandidateTokens } from './adapters/candidate-tokens.ts';
import { createDecks } from './adapters/decks.ts';
import { readPhotos } from './adapters/photos.ts';
import type { DiscoveryContext } from './context.ts';
import { readPlaceholders } from './operations/likes/read-placeholders.ts';
import type { DiscoveryRepository, ReceivedLike } from './repository/index.ts';
import type { DiscoverySettings } from './settings.ts';

/** What contexts are made of: all of it outlives a request. */
export interface ContextParts {
  readonly host: Pick<Host, 'ask' | 'signals' | 'streams' | 'now' | 'redis'>;
  readonly repository: DiscoveryRepository;
  readonly cells: DiscoveryContext['cells'];
  readonly settings: DiscoverySettings;
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export function contextsOf({ host: { ask, signals, streams, now, redis }, repository, cells, settings }: ContextParts) {
  const shared = {
    ...{ ask, signals, streams, now, repository, cells },
    candidateTokens: createCandidateTokens(settings.linkSecrets),
    decks: createDecks(redis),
  };
  const blur = createPhotoBlur(settings.linkSecrets[0]);
  return (caller: Caller): DiscoveryContext => ({
    ...shared,
    ...matchReads(repository, now, caller),
    caller,
    blurredPhotos: new DataLoader(
      async (likes: readonly ReceivedLike[]) => {
        const placeholders = await readPlaceholders(
          { ask, caller },
          likes.map(({ senderId }) => senderId),
        );
        return likes.map(({ id }, nth) => blur(placeholders[nth] ?? null, id));
      },
      { maxBatchSize: MAX_BATCH_SIZE },
    ),
    ownProfile: createViewerLoader(caller.viewerId, async (viewerId, ids) => {
      const own = await repository.profiles([viewerId]);
      return ids.map((id) => (id === viewerId ? (own[0] ?? null) : null));
    }),
    photos: createLoader((userIds) => readPhotos(ask, caller, userIds)),
    mutualFriendCounts: createViewerLoader(caller.viewerId, repository.mutualFriendCounts),
  });
}

/** Reads decisions, likes and matches as the viewer may see them. */
function matchReads(repository: DiscoveryRepository, now: () => Date, caller: Caller) {
  const { viewerId } = caller;
  return {
    matches: createViewerLoader(viewerId, repository.visibleMatches),
    ownDecisions: createViewerLoader(viewerId, repository.ownDecisions),
    visiblePeople: createViewerLoader(viewerId, repository.visiblePeople),
    receivedLikes: createViewerLoader(viewerId, (viewer, ids) => repository.receivedLikes(viewer, now(), ids)),
    likesOfMatches: createViewerLoader(viewerId, repository.likesOfMatches),
    logPositions: createSnapshotPosition(async () => {
      const viewer = viewerOf(caller);
      const [matches, likes] = await Promise.all([
        newestSequence(repository.matchLog, viewer),
        newestSequence(repository.likeLog, viewer),
      ]);
      return { matches, likes };
    }),
  };
}
