import { z } from 'zod';
import type { Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../../context.ts';
import { LIKE_INPUT } from './like-input.ts';
import { type Liked, type LikeRefusal, type LikingNeeds, likePerson } from './like-person.ts';

/** What a like is checked and stored with. */
export type LikeNeeds = LikingNeeds & Pick<DiscoveryContext, 'candidateTokens'>;

type Input = z.infer<typeof LIKE_INPUT>;

/** Likes a person, in either way. */
export async function sendLike(
  context: LikeNeeds,
  raw: unknown,
  { kind, operation }: { readonly kind: 'LIKE' | 'SUPERLIKE'; readonly operation: string },
): Promise<Replayable<Liked, LikeRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(LIKE_INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key = null, ...input } = parsed.value;
  const shown = readToken(context, viewerId, input);
  if (!shown.ok) return { ...shown, isReplay: false };
  const photo = await requirePhoto(context, input);
  if (!photo.ok) return { ...photo, isReplay: false };
  return likePerson(context, {
    ...{ viewerId, operation, key, input, kind, otherId: input.userId, comment: input.comment ?? null },
    ...{ photoId: input.on?.photoId ?? null, promptId: input.on?.promptId ?? null },
    wasShown: shown.value,
  });
}

/** Whether the viewer was shown the person, by the token that the like carries. */
function readToken(
  { candidateTokens, now }: Pick<LikeNeeds, 'candidateTokens' | 'now'>,
  viewerId: string,
  { candidateToken, userId: candidateId }: Omit<Input, 'idempotencyKey'>,
): Result<boolean, InvalidInput> {
  if (candidateToken == null) return done(false);
  if (candidateTokens.read(candidateToken, { viewerId, candidateId }, now()) !== null) return done(true);
  return refuse({
    ...{ __typename: 'InvalidInput', message: 'This token is not of this person, or has expired.' },
    path: ['input', 'candidateToken'],
  });
}

const PHOTOS = 'query Photos($userId: ID!) { profile(userId: $userId) { photos { id } } }';
const PROFILE = z.object({ profile: z.object({ photos: z.array(z.object({ id: z.string() })) }).nullable() });

/** @throws a fault `UNAVAILABLE` when profile cannot be asked for the photo. */
async function requirePhoto(
  { ask, caller }: Pick<LikeNeeds, 'ask' | 'caller'>,
  { userId, on }: Omit<Input, 'idempotencyKey'>,
): Promise<Result<true, NotFound>> {
  if (on?.photoId == null) return done(true);
  const { profile } = PROFILE.parse(await ask('profile', PHOTOS, { userId }, caller));
  if (profile?.photos.some(({ id }) => id === on.photoId) === true) return done(true);
  return notFound('This person has no such photo.', 'on', 'photoId');
}
