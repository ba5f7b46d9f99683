import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { userRegistered } from '../auth/events.ts';
import { friendshipStarted, userBlocked } from '../friends/events.ts';
import profile from './index.ts';

const SEE = 'query ($userId: ID!) { profile(userId: $userId) { nickname } }';
const UPDATE = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }';
const PHOTO = 'mutation ($input: AddProfilePhotoInput!) { addProfilePhoto(input: $input) { errors { __typename } } }';
const UPDATED = 'subscription ($userId: ID!) { profileUpdated(userId: $userId) { profile { nickname } } }';
const FREE = 'query ($nickname: String!) { nicknameAvailable(nickname: $nickname) }';

describe('who has deleted their account', () => {
  let world: DomainWorld;
  const [ada, ben] = [newId('usr', new Date()), newId('usr', new Date())];
  const at = new Date().toISOString();

  beforeAll(async () => {
    const relationships = { relationships: [{ areFriends: false, blocked: false }] };
    world = await openDomainWorld(profile, { answers: { friends: () => relationships } });
    await world.publish(userRegistered, { userId: ada, nickname: 'adalovelace', registeredAt: at });
    await world.publish(userRegistered, { userId: ben, nickname: 'benjamin', registeredAt: at });
    await world.publish(friendshipStarted, { userIds: [ada, ben], at });
    await world.publish(userBlocked, { userId: ben, blockedId: ada, at });
    const input = { displayName: 'Countess', bio: 'canary', interests: ['chess'], location: { city: 'Springfield' } };
    await world.execute(UPDATE, { input }, world.as(ada));
    await world.execute(PHOTO, { input: { mediaFileId: 'mfl_of_ada' } }, world.as(ada));
  });
  afterAll(() => world.close());

  test('has no profile, photo, nickname or relation left, and subscriptions to the profile end', async () => {
    const eve = newId('usr', new Date());
    const following = await world.subscribe(UPDATED, { userId: ada }, world.as(eve));
    const ending = nextOf(following).catch((error: unknown) => error);
    expect(await world.remains('adalovelace', 'countess', 'canary', 'mfl_of_ada', ada)).not.toEqual([]);

    await world.erase(ada);

    expect(await world.remains('adalovelace', 'countess', 'canary', 'mfl_of_ada', ada)).toEqual([]);
    const published = JSON.stringify(await world.published());
    expect(published).toContain('"type":"profile.profile-changed"');
    for (const fact of ['adalovelace', 'Springfield', 'chess']) expect(published).not.toContain(fact);
    expect(JSON.stringify(await ending)).toMatch(/FORBIDDEN|no longer/);
    expect((await world.execute(SEE, { userId: ada }, world.as(ben))).data).toEqual({ profile: null });
    expect((await world.execute(SEE, { userId: ben }, world.as(ben))).data).toMatchObject({ profile: {} });
    const free = await world.execute(FREE, { nickname: 'AdaLovelace' }, world.as(ben));
    expect(free.data).toEqual({ nicknameAvailable: true });
  });

  test('is not made again by events that come late, nor by a registration that has lost its nickname', async () => {
    await world.publish(userRegistered, { userId: ada, nickname: 'adalovelace', registeredAt: at });
    await world.publish(friendshipStarted, { userIds: [ada, ben], at });
    const forgotten = newId('usr', new Date());
    await world.publish(userRegistered, { userId: forgotten, nickname: '', registeredAt: at });
    expect(await world.remains('adalovelace', ada, forgotten)).toEqual([]);
  });
});
