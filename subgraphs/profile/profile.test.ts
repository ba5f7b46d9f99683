import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { userRegistered } from '../auth/events.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../friends/events.ts';
import profile from './index.ts';

const SEE = `query ($userId: ID!) { profile(userId: $userId) { nickname visibility settings { theme } } }`;
/** The fields that the tests of visibility select wherever the contract returns a profile. */
const SHOWN = 'nickname bio gender interests location { city } avatarUrl photos { id }';
/** Everything that returns a profile to somebody else, by root field. */
const READS = {
  profile: `query ($userId: ID!) { profile(userId: $userId) { ${SHOWN} visibility settings { theme } } }`,
  profileByNickname: `query ($nickname: String!) { profileByNickname(nickname: $nickname) { ${SHOWN} } }`,
  searchProfiles: `query ($query: String!) { searchProfiles(query: $query) { edges { node { ${SHOWN} } } } }`,
  references: `query ($references: [_Any!]!) { _entities(representations: $references) {
    ... on Profile { ${SHOWN} } ... on User { id profile { ${SHOWN} } } } }`,
};
const VISIBILITY = `mutation ($input: UpdateProfileVisibilityInput!) { updateProfileVisibility(input: $input) { profile { visibility } errors { __typename } } }`;
const DELETE = `mutation { deleteProfile { profile { id nickname } errors { __typename ... on UserError { path } } } }`;
const UPDATE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }`;
const RESERVE = `mutation ($input: ReserveNicknameInput!) { reserveNickname(input: $input) { reserved errors { __typename ... on UserError { path } } } }`;
const UPDATED = `subscription ($userId: ID!) { profileUpdated(userId: $userId) { profile { nickname displayName settings { theme } } } }`;
const REFERENCES = `query ($references: [_Any!]!) { _entities(representations: $references) {
  ... on Profile { nickname } ... on User { id profile { nickname } } } }`;

/** Why a subscription was refused: at once in process, by its first answer over a socket. */
const refusalOf = (listening: ReturnType<DomainWorld['subscribe']>): Promise<unknown> =>
  listening.then(
    async (stream) => (await nextOf(stream)).errors,
    (error: unknown) => (error instanceof Error ? error.cause : error),
  );

const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString();

describe('profile', () => {
  let world: DomainWorld;
  let count = 0;
  /** The friends domain: pairs that are friends, pairs with a block, the calls it received, and whether it is unreachable. */
  const friends = { pairs: new Set<string>(), blocks: new Set<string>(), calls: [] as string[][], isAway: false };

  beforeAll(async () => {
    world = await openDomainWorld(profile, {
      answers: {
        friends: (_, variables, caller) => {
          if (friends.isAway) return null;
          expect(caller).toMatchObject({ service: 'profile', viewerId: null });
          const userId = String(variables['userId']);
          const otherIds = (variables['otherIds'] as string[]).map(String);
          friends.calls.push(otherIds);
          const isIn = (pairs: Set<string>, other: string) =>
            pairs.has(`${userId} ${other}`) || pairs.has(`${other} ${userId}`);
          return {
            relationships: otherIds.map((other) => ({
              areFriends: isIn(friends.pairs, other),
              blocked: isIn(friends.blocks, other),
            })),
          };
        },
      },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    friends.pairs.clear();
    friends.blocks.clear();
    friends.isAway = false;
    friends.calls.length = 0;
    count += 1;
  });

  /** A new person of this test with a profile made by registration. */
  async function person(nickname: string): Promise<{ id: string; nickname: string }> {
    const one = {
      id: `usr_${count}_${nickname}`,
      nickname: `${nickname}${count}`,
    };
    await world.publish(userRegistered, { userId: one.id, nickname: one.nickname, registeredAt: at(0) });
    return one;
  }
  const run = async (query: string, variables: Record<string, unknown>, viewerId: string) => {
    const result = await world.execute(query, variables, world.as(viewerId));
    expect(result.errors).toBeUndefined();
    return result.data;
  };
  const befriend = (a: string, b: string) => world.publish(friendshipStarted, { userIds: [a, b], at: at(1) });
  const setVisibility = (viewerId: string, visibility: string) => run(VISIBILITY, { input: { visibility } }, viewerId);

  describe('registration', () => {
    test('creates the profile with the reserved nickname, once however often the event is delivered', async () => {
      const ada = await person('ada');
      await world.publish(userRegistered, { userId: ada.id, nickname: ada.nickname, registeredAt: at(0) });

      expect(await run(SEE, { userId: ada.id }, ada.id)).toEqual({
        profile: { nickname: ada.nickname, visibility: 'PUBLIC', settings: { theme: 'SYSTEM' } },
      });
      expect(await world.sql.$queryRaw`SELECT count(*)::int AS n FROM profile WHERE user_id = ${ada.id}`).toEqual([
        { n: 1 },
      ]);
    });

    test('is made at once when auth asks, and the event that follows changes nothing', async () => {
      count += 1;
      const userId = `usr_now-${count}`;
      const nickname = `now_${count}`;
      const ask = (input: object, caller = world.asService('auth')) =>
        world.execute(
          'mutation ($input: RegisterProfileInput!) { registerProfile(input: $input) { registered errors { __typename } } }',
          { input },
          caller,
        );
      const made = { data: { registerProfile: { registered: true, errors: [] } } };
      expect(await Promise.all([ask({ userId, nickname }), ask({ userId, nickname })])).toEqual([made, made]);
      await world.publish(userRegistered, { userId, nickname, registeredAt: at(0) });
      expect(await ask({ userId, nickname })).toEqual(made);
      expect(await run(SEE, { userId }, userId)).toMatchObject({ profile: { nickname } });

      expect(await ask({ userId: '', nickname })).toMatchObject({
        data: { registerProfile: { registered: false, errors: [{ __typename: 'InvalidInput' }] } },
      });
      for (const caller of [world.as(userId), world.asService('chat')])
        expect((await ask({ userId, nickname }, caller)).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    });

    test('gives another nickname when the reserved one lapsed and was taken before the event came', async () => {
      const ada = await person('ada');
      const late = `usr_late-${count}`;
      await world.publish(userRegistered, { userId: late, nickname: ada.nickname.toUpperCase(), registeredAt: at(0) });

      const seen = await run(SEE, { userId: late }, late);
      expect(seen).toMatchObject({
        profile: { nickname: expect.stringMatching(new RegExp(`^${ada.nickname}_`, 'i')) },
      });
    });

    test('of fifty who reserve one nickname at once, in spellings that look alike, one gets it', async () => {
      const spellings = [`Solo${count}x`, `so1o${count}X`, `SOLO${count}x`, `ѕоlо${count}х`, `s0l0${count}x`];
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          world.execute(
            RESERVE,
            { input: { nickname: spellings[n % spellings.length], userId: `usr_n${n}` } },
            world.asService('auth'),
          ),
        ),
      );

      expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
      const payloads = answers.map(({ data }) => (data as { reserveNickname: { reserved: boolean } }).reserveNickname);
      expect(payloads.filter(({ reserved }) => reserved)).toEqual([{ reserved: true, errors: [] }]);
      expect(payloads.filter(({ reserved }) => !reserved)).toHaveLength(49);
      expect(payloads.find(({ reserved }) => !reserved)).toEqual({
        reserved: false,
        errors: [{ __typename: 'NicknameTaken', path: ['input', 'nickname'] }],
      });
    });

    test('what was reserved for nothing can be released, and then be had at once', async () => {
      const input = { nickname: 'second_try', userId: 'usr_first' };
      await world.execute(RESERVE, { input }, world.asService('auth'));
      const release = `mutation ($input: ReleaseNicknameInput!) { releaseNickname(input: $input) { released errors { __typename } } }`;
      const retry = { input: { ...input, userId: 'usr_second' } };
      expect(await world.execute(RESERVE, retry, world.asService('auth'))).toMatchObject({
        data: { reserveNickname: { reserved: false } },
      });

      const released = await world.execute(release, { input: { userId: 'usr_first' } }, world.asService('auth'));
      const again = await world.execute(RESERVE, retry, world.asService('auth'));
      const refused = await world.execute(release, { input: { userId: '' } }, world.asService('auth'));
      const stranger = await world.execute(release, { input: { userId: 'usr_second' } }, world.as('usr_second'));

      expect(released.data).toEqual({ releaseNickname: { released: true, errors: [] } });
      expect(again.data).toMatchObject({ reserveNickname: { reserved: true } });
      expect(refused.data).toEqual({ releaseNickname: { released: false, errors: [{ __typename: 'InvalidInput' }] } });
      expect(stranger.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    });

    test('nobody but auth reserves', async () => {
      for (const caller of [world.as('usr_ada'), world.asService('chat')]) {
        const result = await world.execute(RESERVE, { input: { nickname: 'anything', userId: 'usr_ada' } }, caller);
        expect(result).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      }
    });
  });

  describe('who sees what', () => {
    test.each([
      // visibility, viewer, seen
      ['PUBLIC', 'self', true],
      ['PUBLIC', 'friend', true],
      ['PUBLIC', 'stranger', true],
      ['PUBLIC', 'blocked', false],
      ['PUBLIC', 'blocker', false],
      ['FRIENDS', 'self', true],
      ['FRIENDS', 'friend', true],
      ['FRIENDS', 'new friend', true],
      ['FRIENDS', 'stranger', false],
      ['FRIENDS', 'blocked', false],
      ['FRIENDS', 'blocker', false],
      ['HIDDEN', 'self', true],
      ['HIDDEN', 'friend', false],
      ['HIDDEN', 'stranger', false],
      ['HIDDEN', 'blocked', false],
    ])('a %s profile, %s: %s, through every query and subscription', async (visibility, viewer, isSeen) => {
      const owner = await person('owner');
      const other = viewer === 'self' ? owner : await person('other');
      await setVisibility(owner.id, visibility);
      if (viewer === 'friend' || viewer === 'blocked') await befriend(owner.id, other.id);
      if (viewer === 'new friend') friends.pairs.add(`${other.id} ${owner.id}`);
      if (viewer === 'blocked') await world.publish(userBlocked, { userId: owner.id, blockedId: other.id, at: at(2) });
      if (viewer === 'blocker') await world.publish(userBlocked, { userId: other.id, blockedId: owner.id, at: at(2) });
      const rows = (await world.sql.$queryRaw`SELECT id FROM profile WHERE user_id = ${owner.id}`) as { id: string }[];
      await run(
        UPDATE,
        { input: { bio: `Secret of ${owner.id}`, gender: 'OTHER', interests: ['go'], location: { city: 'Uri' } } },
        owner.id,
      );
      await world.sql.$executeRaw`
        INSERT INTO profile_photo (id, user_id, media_file_id, position, added_at)
        VALUES (${`pph_${owner.id}`}, ${owner.id}, 'mdf_1', 0, now())`;
      const references = [
        { __typename: 'Profile', id: rows[0]?.id },
        { __typename: 'Profile', user: { __typename: 'User', id: owner.id } },
        { __typename: 'User', id: owner.id },
      ];
      const whole = {
        ...{ nickname: owner.nickname, bio: `Secret of ${owner.id}`, gender: 'OTHER', interests: ['go'] },
        ...{ location: { city: 'Uri' }, avatarUrl: null, photos: [{ id: `pph_${owner.id}` }] },
      };
      const shown = isSeen ? whole : null;

      expect(await run(READS.profile, { userId: owner.id }, other.id)).toEqual({
        profile: isSeen ? { ...whole, visibility, settings: viewer === 'self' ? { theme: 'SYSTEM' } : null } : null,
      });
      expect(await run(READS.profileByNickname, { nickname: owner.nickname.toUpperCase() }, other.id)).toEqual({
        profileByNickname: shown,
      });
      expect(await run(READS.references, { references }, other.id)).toEqual({
        _entities: [shown, shown, { id: owner.id, profile: shown }],
      });
      // Search goes by the local copy alone: who became a friend a moment ago is found a moment later.
      const isFound = isSeen && viewer !== 'new friend';
      const found = await run(READS.searchProfiles, { query: owner.nickname }, other.id);
      const hits = (found as { searchProfiles: { edges: { node: { nickname: string } }[] } }).searchProfiles.edges;
      expect(hits.map(({ node }) => node).filter(({ nickname }) => nickname === owner.nickname)).toEqual(
        isFound ? [whole] : [],
      );
      const listening = world.subscribe(UPDATED, { userId: owner.id }, world.as(other.id));
      if (isSeen) await (await listening).return?.();
      else expect(await refusalOf(listening)).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    });

    test('a lifted block shows again, and a late word on it changes nothing', async () => {
      const [ada, bob] = [await person('ada'), await person('bob')];
      await world.publish(userBlocked, { userId: ada.id, blockedId: bob.id, at: at(2) });
      await world.publish(userUnblocked, { userId: ada.id, blockedId: bob.id, at: at(4) });
      await world.publish(userBlocked, { userId: ada.id, blockedId: bob.id, at: at(3) });

      expect(await run(SEE, { userId: ada.id }, bob.id)).toMatchObject({ profile: { nickname: ada.nickname } });
    });

    test('a block that friends knows of already holds for a profile for friends', async () => {
      const [ada, bob] = [await person('ada'), await person('bob')];
      await setVisibility(ada.id, 'FRIENDS');
      friends.pairs.add(`${ada.id} ${bob.id}`);
      friends.blocks.add(`${ada.id} ${bob.id}`);

      expect(await run(SEE, { userId: ada.id }, bob.id)).toEqual({ profile: null });
    });

    test('while friends is away only what needs asking fails, as unavailable', async () => {
      const [ada, bob, eve] = [await person('ada'), await person('bob'), await person('eve')];
      await setVisibility(ada.id, 'FRIENDS');
      await setVisibility(bob.id, 'FRIENDS');
      await befriend(bob.id, eve.id);
      friends.isAway = true;
      const references = [ada, bob].map(({ id }) => ({ __typename: 'User', id }));

      const result = await world.execute(REFERENCES, { references }, world.as(eve.id));
      expect(result).toMatchObject({
        data: { _entities: [{ profile: null }, { profile: { nickname: bob.nickname } }] },
        errors: [{ path: ['_entities', 0, 'profile'], extensions: { code: 'UNAVAILABLE', retryable: true } }],
      });
    });

    test('a visitor and a service see nothing', async () => {
      const ada = await person('ada');
      expect(await world.execute(SEE, { userId: ada.id })).toEqual({ data: { profile: null } });
    });

    test('thirty people are one statement and at most one question', async () => {
      const people: { id: string }[] = [];
      for (const n of Array.from({ length: 30 }).keys()) people.push(await person(`p${n}x`));
      for (const { id } of people.slice(0, 3)) await setVisibility(id, 'FRIENDS');
      world.statements();

      const references = people.map(({ id }) => ({ __typename: 'User', id }));
      const seen = await run(REFERENCES, { references }, 'usr_somebody');

      expect(world.statements()).toHaveLength(1);
      expect(friends.calls).toEqual([people.slice(0, 3).map(({ id }) => id)]);
      expect(
        (seen as { _entities: { profile: unknown }[] })._entities.filter((one) => one.profile !== null),
      ).toHaveLength(27);
    });
  });

  describe('profileUpdated', () => {
    /** Subscribes as `viewerId`, and changes the profile until the subscription, which starts after a delay, delivers. */
    async function listen(viewerId: string, ownerId: string) {
      const stream = await world.subscribe(UPDATED, { userId: ownerId }, world.as(viewerId));
      let first: unknown = null;
      const received = nextOf(stream).then((result) => {
        first = result;
      });
      await eventually(async () => {
        await run(UPDATE, { input: { displayName: 'Countess' } }, ownerId);
        return first !== null;
      }, 'the first change to be delivered');
      await received;
      return { stream, first };
    }

    /** The error that ends the stream; changes before it are skipped. */
    async function endOf(stream: Awaited<ReturnType<DomainWorld['subscribe']>>) {
      for (;;) {
        const { errors } = await nextOf(stream);
        if (errors !== undefined) return errors;
      }
    }

    test('delivers changes as the listener may see them', async () => {
      const [ada, bob] = [await person('ada'), await person('bob')];
      const { stream, first } = await listen(bob.id, ada.id);

      expect(first).toEqual({
        data: { profileUpdated: { profile: { nickname: ada.nickname, displayName: 'Countess', settings: null } } },
      });
      await stream.return?.();
    });

    test.each([
      ['hidden', (ada: string) => setVisibility(ada, 'HIDDEN')],
      ['deleted', (ada: string) => run(DELETE, {}, ada)],
      ['for friends only', (ada: string) => setVisibility(ada, 'FRIENDS')],
      [
        'of one who blocks',
        (ada: string, bob: string) => world.publish(userBlocked, { userId: ada, blockedId: bob, at: at(9) }),
      ],
      [
        'of one who is blocked',
        (ada: string, bob: string) => world.publish(userBlocked, { userId: bob, blockedId: ada, at: at(9) }),
      ],
    ])('ends with FORBIDDEN when the profile is %s', async (_, lose) => {
      const [ada, bob] = [await person('ada'), await person('bob')];
      const { stream } = await listen(bob.id, ada.id);
      await lose(ada.id, bob.id);

      expect(await endOf(stream)).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect(await stream.next()).toMatchObject({ done: true });
    });

    test('ends when a friendship ends that the profile was for, and not before', async () => {
      const [ada, bob] = [await person('ada'), await person('bob')];
      await setVisibility(ada.id, 'FRIENDS');
      await befriend(ada.id, bob.id);
      const { stream, first } = await listen(bob.id, ada.id);
      expect(first).toMatchObject({ data: { profileUpdated: { profile: { displayName: 'Countess' } } } });

      await world.publish(friendshipEnded, { userIds: [ada.id, bob.id], at: at(5) });
      expect(await endOf(stream)).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    });
  });
});
