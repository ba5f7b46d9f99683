import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { unknownPerson } from '../people/name-person.ts';
import { WEIGHT } from './follow-user.ts';

interface Needs extends Pick<SocialContext, 'caller' | 'clearPerson'> {
  readonly repository: Pick<SocialContext['repository'], 'changeFollow' | 'hiddenAmong'>;
}

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((given) => given ?? undefined);

const INPUT = z.object({
  userId: z.string(),
  notify: optional(z.boolean()),
  weight: optional(WEIGHT),
  showReposts: optional(z.boolean()),
});

/** Changes how the viewer follows a person; what is absent stays. Returns their id. */
export async function updateFollow(
  { caller, clearPerson, repository }: Needs,
  input: unknown,
): Promise<Result<string, InvalidInput | NotFound>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { userId, notify, weight, showReposts } = parsed.value;
  if ((await repository.hiddenAmong(viewerId, [userId])).size > 0) return unknownPerson();
  const choice = {
    ...(notify === undefined ? {} : { notify }),
    ...(weight === undefined ? {} : { weight }),
    ...(showReposts === undefined ? {} : { showReposts }),
  };
  const isChanged = await repository.changeFollow({ followerId: viewerId, followeeId: userId }, choice);
  clearPerson(userId);
  return isChanged ? done(userId) : unknownPerson();
}
