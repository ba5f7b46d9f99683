import type { InvalidInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { SocialStore } from '../../repository/index.ts';
import { parseTag } from './find-tag.ts';

/** Most tags that a person follows. */
export const MAX_FOLLOWED_TAGS = 200;

interface Needs extends Pick<SocialContext, 'caller' | 'now'> {
  readonly repository: { transaction<T>(work: (store: Pick<SocialStore, 'followTag'>) => Promise<T>): Promise<T> };
}

/** Brings posts with a tag into the FOR_YOU feed of the viewer. Returns the tag as it is compared. */
export async function followTag(
  { caller, now, repository }: Needs,
  input: unknown,
): Promise<Result<string, InvalidInput | RefusalOf<'NotPermitted'>>> {
  const viewerId = viewerOf(caller);
  const tag = parseTag(input);
  if (!tag.ok) return tag;
  const isFollowed = await repository.transaction((store) =>
    store.followTag(viewerId, tag.value, MAX_FOLLOWED_TAGS, now()),
  );
  if (isFollowed) return done(tag.value);
  const message = `You can follow at most ${MAX_FOLLOWED_TAGS} tags.`;
  return refuse({ __typename: 'NotPermitted', message, path: ['input', 'name'] });
}
