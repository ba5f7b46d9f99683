import { createLoader } from '../../runtime/database/loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import { createFileAccess } from '../../runtime/signed-links/file-access.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { createNicknameCheckLimit } from './adapters/nickname-check-limit.ts';
import { createPhotoReads } from './adapters/photo-reads.ts';
import { watchProfile } from './adapters/profile-changes.ts';
import { createVisibleProfiles } from './adapters/visible-profiles.ts';
import type { ProfileContext } from './context.ts';
import { profileTopic } from './events.ts';
import type { openProfileRepository } from './repository/index.ts';
import type { ProfileSettings } from './settings.ts';

/** Returns the function that creates the context of each request, over the repository and limits of the process. */
export function contextsOf(
  repository: ReturnType<typeof openProfileRepository>,
  { redis, signals, ask, now }: Pick<Host, 'redis' | 'signals' | 'ask' | 'now'>,
  { linkSecrets }: ProfileSettings,
): (caller: Caller, request: Pick<GraphQLRequest, 'client'>) => ProfileContext {
  const listen = (userId: string, onSignal: () => void) => signals.on(profileTopic(userId), onSignal);
  const fileAccess = createFileAccess(linkSecrets);
  const nicknameChecks = createNicknameCheckLimit(redis);
  return (caller, { client: origin }) => {
    const visible = () => createVisibleProfiles({ repository, ask }, caller.viewerId);
    const see = (userId: string) => visible().ofUser(userId);
    return {
      ...{ ask, caller, fileAccess, now, repository, signals, nicknameChecks },
      ip: origin?.ip ?? null,
      ...createPhotoReads(repository),
      profiles: visible(),
      hiddenProfiles: createLoader(repository.areHidden),
      watchProfile: (userId) => watchProfile({ listen, see }, userId),
    };
  };
}
