import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '../../runtime/database/postgres-connections.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { eventually } from '../../tests/eventually.ts';
import { userRestored, userSuspended } from '../auth/events.ts';
import { friendshipStarted } from '../friends/events.ts';
import { type Answer, createFollowWorld } from './fixtures/follow-world.ts';

describe('who follows whom', () => {
  const w = createFollowWorld();
  const { unknown, now, newPerson, people, ask, change, follow, person, idsOf, requests, makePrivate, block, events } =
    w;
  beforeAll(w.open);
  afterAll(w.close);

  test('a public account is followed at once, and counts, lists and events say so', async () => {
    const [ada, ben] = people(2) as [string, string];
    expect(await follow(ben, ada, { notify: true, weight: 2 })).toEqual({
      user: { id: ada, followStatus: 'FOLLOWING', followerCount: 1 },
      errors: [],
    });
    expect(await follow(ben, ada, { notify: false })).toMatchObject({ user: { followerCount: 1 }, errors: [] });
    expect(await person(ada, ben)).toMatchObject({
      viewerFollow: { notify: false, weight: 1, showReposts: true },
      followsViewer: false,
      socialSettings: null,
    });
    expect(await person(ben, ada)).toMatchObject({ followStatus: 'NONE', followsViewer: true, followingCount: 1 });
    expect(idsOf((await person(ada, null)).followers)).toEqual([ben]);
    expect(idsOf((await person(ben, null)).following)).toEqual([ada]);
    expect(await person(ada, null)).toMatchObject({ followStatus: null, followsViewer: false, viewerFollow: null });

    await change('updateFollow', { userId: ada, showReposts: false, weight: 0.5 }, ben);
    expect((await person(ada, ben)).viewerFollow).toEqual({ notify: false, weight: 0.5, showReposts: false });
    await change('unfollowUser', { userId: ada }, ben);
    await change('unfollowUser', { userId: ada }, ben);
    expect(await person(ada, ben)).toMatchObject({ followStatus: 'NONE', followerCount: 0 });
    expect(await change('updateFollow', { userId: ada, notify: true }, ben)).toMatchObject({
      errors: [{ __typename: 'NotFound' }],
    });
    const own = (list: readonly { payload: unknown }[]) =>
      list.filter(({ payload }) => JSON.stringify(payload).includes(ada)).map(({ payload }) => payload);
    expect(own(await events('social.user-followed'))).toEqual([
      expect.objectContaining({ followerId: ben, followeeId: ada, isAccepted: false }),
    ]);
    expect(own(await events('social.user-unfollowed'))).toHaveLength(1);
  });

  test('what cannot be followed is refused', async () => {
    const [ada, ben] = people(2) as [string, string];
    const refusal = async (userId: string, more = {}) => (await follow(ada, userId, more)).errors[0]?.__typename;
    expect(await refusal(ada)).toBe('InvalidInput');
    expect(await refusal(unknown)).toBe('NotFound');
    expect(await refusal('usr_1')).toBe('NotFound');
    expect(await refusal(ben, { weight: 3.1 })).toBe('InvalidInput');
    expect(await refusal(ben, { weight: 0 })).toBe('InvalidInput');
    await block(ben, ada);
    expect(await refusal(ben)).toBe('NotFound');
    expect((await follow(ben, ada)).errors[0]?.__typename).toBe('NotFound');
    const cyd = newPerson();
    await w.domain.publish(userSuspended, { userId: cyd, until: null, at: now().toISOString() });
    expect(await refusal(cyd)).toBe('NotFound');
  });

  test('a hundred parallel follows and unfollows leave exact counts', async () => {
    const [ada, ...fans] = people(26) as [string, ...string[]];
    await Promise.all(fans.flatMap((fan) => [follow(fan, ada), follow(fan, ada), follow(fan, ada)]));
    expect((await person(ada, null)).followerCount).toBe(25);
    await Promise.all(
      fans.slice(0, 10).flatMap((fan) => [fan, fan].map((one) => change('unfollowUser', { userId: ada }, one))),
    );
    expect((await person(ada, null)).followerCount).toBe(15);
    expect(idsOf((await person(ada, null)).followers)).toHaveLength(15);
  });

  test('a private account is asked, and lets in or not', async () => {
    const [ada, ben, cyd] = people(3) as [string, string, string];
    await makePrivate(ada);
    expect((await person(ada, ben)).hasPrivateAccount).toBe(true);
    const { followRequestsCursor: after } = await requests(ada);
    expect(await follow(ben, ada)).toMatchObject({ user: { followStatus: 'REQUESTED', followerCount: 0 }, errors: [] });
    expect(await follow(ben, ada)).toMatchObject({ user: null, errors: [{ __typename: 'RequestPending' }] });
    await follow(cyd, ada);
    const { followRequests } = await requests(ada);
    expect(followRequests.edges.map(({ node }: Answer) => node.sender.id)).toEqual([cyd, ben]);
    expect(idsOf((await requests(ben, 'OUTGOING')).followRequests)).toHaveLength(1);

    const query = `subscription ($after: String) { followRequestReceived(after: $after) {
      request { id sender { id } } cursor resyncRequired } }`;
    const stream = await w.domain.subscribe(query, { after }, w.domain.as(ada));
    const received = [await nextOf(stream), await nextOf(stream)].map(
      ({ data }): Answer => data?.['followRequestReceived'],
    );
    expect(received.map(({ request }) => request.sender.id)).toEqual([ben, cyd]);
    await stream.return?.();

    const [cydsId, bensId] = idsOf(followRequests) as [string, string];
    const settle = (name: string, requestId: string, viewerId = ada) =>
      change(name, { requestId }, viewerId, 'request { status }');
    expect(await settle('acceptFollowRequest', bensId, ben)).toMatchObject({ errors: [{ __typename: 'NotFound' }] });
    expect(await settle('acceptFollowRequest', bensId)).toEqual({ request: { status: 'ACCEPTED' }, errors: [] });
    expect(await settle('acceptFollowRequest', bensId)).toEqual({ request: { status: 'ACCEPTED' }, errors: [] });
    expect(await settle('rejectFollowRequest', bensId)).toMatchObject({ errors: [{ __typename: 'InvalidState' }] });
    expect(await settle('rejectFollowRequest', cydsId)).toEqual({ request: { status: 'REJECTED' }, errors: [] });
    expect(await person(ada, ben)).toMatchObject({ followStatus: 'FOLLOWING', followerCount: 1 });
    expect(await person(ada, cyd)).toMatchObject({ followStatus: 'NONE' });
    // Only followers read the lists of a private account.
    expect((await person(ada, cyd)).followers).toBeNull();
    expect(idsOf((await person(ada, ben)).followers)).toEqual([ben]);
    await change('removeFollower', { userId: ben }, ada);
    expect(await person(ada, ben)).toMatchObject({ followStatus: 'NONE', followerCount: 0, followers: null });

    expect(await follow(ben, ada)).toMatchObject({ errors: [] });
    await change('unfollowUser', { userId: ada }, ben);
    expect((await requests(ada)).followRequests.edges).toEqual([]);
    // Taking requests back and sending them anew disturbs.
    for (let nth = 0; nth < 3; nth += 1) {
      await follow(ben, ada);
      await change('unfollowUser', { userId: ada }, ben);
    }
    expect(await follow(ben, ada)).toMatchObject({ errors: [{ __typename: 'TooManyAttempts' }] });
  });

  test('an account that is no longer private accepts all requests, however many', async () => {
    const [ada, ben] = people(2) as [string, string];
    await makePrivate(ada);
    await follow(ben, ada, { notify: true });
    const many = people(1_200);
    await w.domain.sql.$executeRaw`
      INSERT INTO follow_request (id, sender_id, receiver_id, status, created_at)
      SELECT 'flr_' || id, id, ${ada}, 'REQUESTED', now() FROM unnest(${many}::text[]) AS id`;
    expect(await makePrivate(ada, false)).toMatchObject({ socialSettings: { isPrivate: false }, errors: [] });
    await eventually(async () => (await person(ada, null)).followerCount === 1_201, 'all requests to be accepted');
    expect((await requests(ada)).followRequests.edges).toEqual([]);
    expect((await person(ada, ben)).viewerFollow).toMatchObject({ notify: true });
    expect(await follow(newPerson(), ada)).toMatchObject({ user: { followStatus: 'FOLLOWING' } });
  });

  test('who sees the lists is the choice of the person', async () => {
    const [ada, ben, cyd] = people(3) as [string, string, string];
    await follow(ben, ada);
    const seenBy = async (viewerId: string | null) => (await person(ada, viewerId)).followers !== null;
    const choose = (whoSeesFollowers: string) => change('updateSocialSettings', { whoSeesFollowers }, ada);
    expect(await Promise.all([ada, ben, cyd, null].map(seenBy))).toEqual([true, true, true, true]);
    await choose('FOLLOWERS');
    expect(await Promise.all([ada, ben, cyd, null].map(seenBy))).toEqual([true, true, false, false]);
    await choose('NOBODY');
    expect(await Promise.all([ada, ben, cyd, null].map(seenBy))).toEqual([true, false, false, false]);
    expect((await person(ada, ada)).socialSettings).toEqual({ isPrivate: false, whoSeesFollowers: 'NOBODY' });
  });

  test('a block ends all that holds two people together, in both directions', async () => {
    const [ada, ben, cyd] = people(3) as [string, string, string];
    await follow(ada, ben);
    await follow(ben, ada);
    await follow(cyd, ada);
    await follow(cyd, ben);
    await makePrivate(cyd);
    await follow(ada, cyd);
    const { list } = await change('createList', { title: 'Near' }, ada, 'list { id }');
    await change('addToList', { listId: list.id, userIds: [ben, cyd] }, ada);
    await block(ben, ada);
    expect(await person(ben, ada)).toMatchObject({
      ...{ followStatus: 'NONE', followsViewer: false, followerCount: null, followers: null },
    });
    expect(await person(ben, cyd)).toMatchObject({ followerCount: 1, followingCount: 0 });
    expect(await person(ada, cyd)).toMatchObject({ followerCount: 1 });
    // Each is hidden from the other in lists of others, whose counts stay.
    expect(idsOf((await person(cyd, cyd)).following).sort()).toEqual([ada, ben].sort());
    const members = await ask(
      'query ($id: ID!) { list(id: $id) { memberCount members { edges { node { id } } } } }',
      { id: list.id },
      ada,
    );
    expect(members.list.memberCount).toBe(1);
    expect(idsOf(members.list.members)).toEqual([cyd]);
    await block(cyd, ada);
    expect((await requests(cyd)).followRequests.edges).toEqual([]);
    expect(await change('addToList', { listId: list.id, userIds: [ben] }, ada)).toMatchObject({
      errors: [{ __typename: 'NotFound' }],
    });
  });

  test('a follow and a block at the same time leave no follow', async () => {
    const pairs = Array.from({ length: 20 }, () => people(2) as [string, string]);
    const follows = Promise.all(pairs.flatMap(([ada, ben]) => [follow(ada, ben), follow(ben, ada)]));
    for (const [ada, ben] of pairs) await block(ben, ada);
    await follows;
    const left = await w.domain.sql.$queryRaw<unknown[]>`
      SELECT 1 FROM follow WHERE (follower_id, followee_id) IN (
        SELECT a, b FROM unnest(${pairs.map(([ada]) => ada)}::text[], ${pairs.map(([, ben]) => ben)}::text[]) AS p (a, b)
        UNION ALL SELECT b, a FROM unnest(${pairs.map(([ada]) => ada)}::text[], ${pairs.map(([, ben]) => ben)}::text[]) AS p (a, b))`;
    expect(left).toEqual([]);
    const counts = await w.domain.sql.$queryRaw<{ total: bigint }[]>`
      SELECT coalesce(sum(delta), 0)::bigint AS total FROM counter_change WHERE subject = ANY (${pairs.flat()}::text[])
      UNION ALL SELECT coalesce(sum(value), 0)::bigint FROM counter WHERE subject = ANY (${pairs.flat()}::text[])`;
    expect(counts.reduce((sum, { total }) => sum + Number(total), 0)).toBe(0);
  });

  test('a follow waits for a block that is being stored, and is refused then', async () => {
    const [ada, ben] = people(2) as [string, string];
    const pair = [ada, ben].sort().join(' ');
    await withClient({ connectionString: w.domain.databaseUrl }, async (client) => {
      await client.query('BEGIN');
      await client.query("SELECT pg_advisory_xact_lock(hashtextextended('social:follow:' || $1, 0))", [pair]);
      await client.query(
        'INSERT INTO social.block (blocker_id, blocked_id, is_active, changed_at) VALUES ($1, $2, true, now())',
        [ben, ada],
      );
      const following = follow(ada, ben);
      const waiting = async () =>
        (await client.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rows.length > 0;
      await eventually(waiting, 'the follow to wait');
      await client.query('COMMIT');
      expect(await following).toMatchObject({ user: null, errors: [{ __typename: 'NotFound' }] });
    });
  });

  test('who is suspended is hidden, and back afterwards', async () => {
    const [ada, ben] = people(2) as [string, string];
    await follow(ben, ada);
    await w.domain.publish(userSuspended, { userId: ada, until: null, at: now().toISOString() });
    expect(await person(ada, ben)).toMatchObject({ followerCount: null, followers: null, hasPrivateAccount: false });
    expect(idsOf((await person(ben, null)).following)).toEqual([]);
    await w.domain.publish(userRestored, { userId: ada, at: now().toISOString() });
    expect(idsOf((await person(ben, null)).following)).toEqual([ada]);
  });

  test('suggestions say why, and leave out whom they must', async () => {
    const [me, friend, followee, best, second, mine, muted, closed, blocked, back] = people(10) as [
      ...({ length: 10; [Symbol.iterator]: () => ArrayIterator<string> } & string[]),
    ] as string[] as [string, string, string, string, string, string, string, string, string, string];
    await w.domain.publish(friendshipStarted, { userIds: [me, friend], at: now().toISOString() });
    await follow(me, followee);
    await follow(me, mine);
    for (const target of [best, mine, muted, closed, blocked]) {
      await follow(friend, target);
      await follow(followee, target);
    }
    await follow(followee, second);
    await follow(back, me);
    await change('muteUser', { userId: muted }, me);
    await makePrivate(closed);
    await block(blocked, me);
    const query = `query ($first: Int, $after: String) { whoToFollow(first: $first, after: $after) {
      edges { cursor node { user { id } reason { kind mutualCount score mutuals { id } } } } } }`;
    const suggestions = async (page = {}) =>
      (await ask(query, { first: 100, ...page }, me)).whoToFollow.edges.filter(({ node }: Answer) =>
        [me, friend, followee, best, second, mine, muted, closed, blocked, back].includes(node.user.id),
      );
    const found = await suggestions();
    expect(found.map(({ node }: Answer) => [node.user.id, node.reason.kind, node.reason.mutualCount])).toEqual([
      [best, 'FRIENDS', 2],
      [back, 'FOLLOWS_VIEWER', 0],
      [second, 'FOLLOWED', 1],
    ]);
    expect(found[0].node.reason.mutuals.map(({ id }: Answer) => id).sort()).toEqual([friend, followee].sort());
    expect((await suggestions({ after: found[0].cursor })).map(({ node }: Answer) => node.user.id)).toEqual([
      back,
      second,
    ]);
    // Whose list of those they follow is closed leads nowhere.
    await change('updateSocialSettings', { whoSeesFollowers: 'NOBODY' }, followee);
    const led = (await suggestions()).filter(({ node }: Answer) => node.reason.kind !== 'POPULAR');
    expect(led.map(({ node }: Answer) => node.reason.mutualCount)).toEqual([0, 1]);
  });

  test('services are answered about pairs, others are not', async () => {
    const [ada, ben] = people(2) as [string, string];
    await follow(ada, ben);
    const query = 'query ($a: [ID!]!, $b: [ID!]!) { followsBetween(followerIds: $a, followeeIds: $b) }';
    const variables = { a: [ada, ben], b: [ben, ada] };
    const answer = await w.domain.execute(query, variables, w.domain.asService('streaming'));
    expect(answer.data).toEqual({ followsBetween: [true, false] });
    expect((await w.domain.execute(query, variables, w.domain.as(ada))).errors).toBeDefined();
  });

  test('notifications are sent to all followers, in pages', async () => {
    const [ada, ...fans] = people(6) as [string, ...string[]];
    for (const fan of fans) await follow(fan, ada);
    const query = 'query ($id: ID!, $after: ID) { followerIds(userId: $id, after: $after, limit: 3) }';
    const page = async (after?: string): Promise<string[]> =>
      (await w.domain.execute(query, { id: ada, after }, w.domain.asService('notifications'))).data?.[
        'followerIds'
      ] as string[];
    const first = await page();
    expect([...first, ...(await page(first.at(-1)))]).toEqual([...fans].sort());
    expect((await w.domain.execute(query, { id: ada }, w.domain.as(ada))).errors).toBeDefined();
  });
});
