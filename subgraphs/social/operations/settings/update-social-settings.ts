import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SocialContext } from '../../context.ts';
import type { SocialStore } from '../../repository/index.ts';
import type { SocialSettings } from '../../repository/settings/social-settings.ts';
import { type AcceptStore, acceptBatch } from '../follows/accept-waiting-requests.ts';
import { shareOpenFiles } from '../shared/file-uses.ts';

interface Needs extends Pick<SocialContext, 'caller' | 'now'> {
  readonly signals: Pick<SocialContext['signals'], 'notify'>;
  readonly repository: {
    transaction<T>(
      work: (store: AcceptStore & Pick<SocialStore, 'announce' | 'changeSocialSettings'>) => Promise<T>,
    ): Promise<T>;
  };
}

const AUDIENCE = z.enum(['EVERYONE', 'FOLLOWERS', 'NOBODY']);
const INPUT = z.object({
  isPrivate: z.boolean().nullish(),
  whoSeesFollowers: AUDIENCE.nullish(),
  whoSeesLikers: AUDIENCE.nullish(),
});

/** Changes settings of the viewer; what is absent stays. An account that is no longer private accepts all requests. */
export async function updateSocialSettings(
  { caller, now, signals, repository }: Needs,
  input: unknown,
): Promise<Result<SocialSettings, InvalidInput>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { isPrivate, whoSeesFollowers, whoSeesLikers } = parsed.value;
  const changes = {
    ...(isPrivate == null ? {} : { isPrivate }),
    ...(whoSeesFollowers == null ? {} : { whoSeesFollowers }),
    ...(whoSeesLikers == null ? {} : { whoSeesLikers }),
  };
  const settings = await repository.transaction(async (store) => {
    const changed = await store.changeSocialSettings(viewerId, changes);
    if (isPrivate != null) await shareOpenFiles(store, viewerId, !isPrivate, now());
    if (isPrivate === false) await acceptBatch(store, viewerId, now());
    return changed;
  });
  if (isPrivate === false) await notifyWork(signals, 'social');
  return done(settings);
}
