import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, type Person, post, registerPerson } from './client.ts';
import { eventually } from './eventually.ts';
import { type RunningSystem, startSystem } from './running-system.ts';

/** Every path to a profile, with a field of each subgraph that adds to one. */
const PATHS = `query ($id: ID!, $nickname: String!, $friendId: ID!) {
  profile(userId: $id) { ...Shown }
  profileByNickname(nickname: $nickname) { ...Shown }
  searchProfiles(query: $nickname) { edges { node { ...Shown } } }
  user(id: $id) { id dateOfBirth profile { ...Shown } }
  friend: user(id: $friendId) { friends { edges { node { id profile { ...Shown } } } } }
  friendSuggestions { edges { mutualFriendCount node { id profile { ...Shown } } } }
}
fragment Shown on Profile { nickname age photos { id } user { id } }`;

describe('who sees whom', () => {
  let system: RunningSystem;
  let people: Record<'owner' | 'friend' | 'stranger' | 'blocked', Person>;

  beforeAll(async () => {
    system = await startSystem('embedded');
    const [owner, friend, stranger, blocked] = await Promise.all(
      (['owner', 'friend', 'other', 'dan'] as const).map((name) => registerPerson(system.url, name)),
    );
    if (!owner || !friend || !stranger || !blocked) throw new Error('four people were registered');
    people = { owner, friend, stranger, blocked };
    for (const other of [owner, stranger, blocked]) {
      await other.do('sendFriendRequest', { userId: friend.id }, 'request { id }');
      await friend.do('sendFriendRequest', { userId: other.id }, 'request { id }');
    }
    await owner.do('blockUser', { userId: blocked.id }, 'user { id }');
    // Friendships and blocks reach the profile domain by event.
    await eventually(
      async () => (await look('blocked')).profile === null && (await look('friend')).profile !== null,
      'the block to hold',
    );
  });
  afterAll(async () => {
    await Promise.all(Object.values(people ?? {}).map((person) => person.close()));
    await system?.close();
  });

  const look = (viewer: keyof typeof people): Promise<Answer> => {
    const { owner, friend } = people;
    return people[viewer].ask(PATHS, { id: owner.id, nickname: owner.nickname, friendId: friend.id });
  };
  const profilesIn = (edges: Answer[], id: string) =>
    edges.filter(({ node }) => node?.id === id).map(({ node }) => node.profile);

  test.each([
    // visibility, viewer, whether the profile is seen, whether the person stands in a friend's list and in suggestions
    ['PUBLIC', 'owner', true, true, false],
    ['PUBLIC', 'friend', true, true, false],
    ['PUBLIC', 'stranger', true, true, true],
    ['PUBLIC', 'blocked', false, false, false],
    ['FRIENDS', 'owner', true, true, false],
    ['FRIENDS', 'friend', true, true, false],
    ['FRIENDS', 'stranger', false, true, true],
    ['FRIENDS', 'blocked', false, false, false],
    ['HIDDEN', 'owner', true, true, false],
    ['HIDDEN', 'friend', false, true, false],
    ['HIDDEN', 'stranger', false, true, true],
    ['HIDDEN', 'blocked', false, false, false],
  ] as const)('a %s profile, %s: %s, on every path', async (visibility, viewer, isSeen, isListed, isSuggested) => {
    const { owner } = people;
    await owner.do('updateProfileVisibility', { visibility }, 'profile { visibility }');
    const whole = { nickname: owner.nickname, age: expect.any(Number), photos: [], user: { id: owner.id } };
    const shown = isSeen ? whole : null;
    if (visibility === 'FRIENDS' && viewer === 'friend') {
      await eventually(async () => (await look(viewer)).searchProfiles.edges.length > 0, 'the friendship to arrive');
    }

    const seen = await look(viewer);

    expect(seen.profile).toEqual(shown);
    expect(seen.profileByNickname).toEqual(shown);
    expect(seen.searchProfiles.edges).toEqual(isSeen ? [{ node: whole }] : []);
    const dateOfBirth = viewer === 'owner' ? '1990-01-01' : null;
    expect(seen.user).toEqual({ id: owner.id, dateOfBirth, profile: shown });
    expect(profilesIn(seen.friend.friends?.edges ?? [], owner.id)).toEqual(isListed ? [shown] : []);
    expect(profilesIn(seen.friendSuggestions.edges, owner.id)).toEqual(isSuggested ? [shown] : []);
    if (!isSeen) expect(JSON.stringify(seen)).not.toContain(owner.nickname);
  });

  test('a visitor sees no profile, and no age', async () => {
    const { owner } = people;
    const { body } = await post(system.url, 'query ($id: ID!) { user(id: $id) { id profile { nickname age } } }', {
      id: owner.id,
    });
    expect(body.data?.user?.profile ?? null).toBeNull();
  });
});
