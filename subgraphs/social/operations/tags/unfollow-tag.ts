import type { InvalidInput } from '../../../../runtime/operations/parse-input.ts';
import type { Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { parseTag } from './find-tag.ts';

interface Needs extends Pick<SocialContext, 'caller'> {
  readonly repository: Pick<SocialContext['repository'], 'unfollowTag'>;
}

/** Ends following a tag; without that nothing changes. Returns the tag as it is compared. */
export async function unfollowTag(
  { caller, repository }: Needs,
  input: unknown,
): Promise<Result<string, InvalidInput>> {
  const viewerId = viewerOf(caller);
  const tag = parseTag(input);
  if (tag.ok) await repository.unfollowTag(viewerId, tag.value);
  return tag;
}
