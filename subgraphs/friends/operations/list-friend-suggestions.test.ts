import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { AT } from '../../../tests/example-friendship.ts';
import type { FriendsContext } from '../context.ts';
import { listFriendSuggestions } from './list-friend-suggestions.ts';
import { REJECTION_COOLDOWN_SECONDS } from './send-friend-request.ts';

const worldOf = (viewerId: string | null) => ({
  caller: { ...ANONYMOUS, viewerId },
  now: () => AT,
  repository: { suggestions: jest.fn<FriendsContext['repository']['suggestions']>(async () => []) },
});

test('suggestions leave out rejections within the time in which a new request is refused', async () => {
  const world = worldOf('usr_ada');

  expect(await listFriendSuggestions(world, { from: null, limit: 21 })).toEqual([]);
  expect(world.repository.suggestions).toHaveBeenCalledWith('usr_ada', {
    from: null,
    limit: 21,
    rejectedSince: new Date(AT.getTime() - REJECTION_COOLDOWN_SECONDS * 1_000),
  });
});

test('suggestions require a viewer', async () => {
  await expect(listFriendSuggestions(worldOf(null), { from: null, limit: 21 })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
