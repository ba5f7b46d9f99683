import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { userRegistered } from '../auth/events.ts';
import friends from './index.ts';

const REQUEST =
  'mutation ($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id } errors { __typename } } }';
const ACCEPT =
  'mutation ($input: AcceptFriendRequestInput!) { acceptFriendRequest(input: $input) { errors { __typename } } }';
const BLOCK = 'mutation ($input: BlockUserInput!) { blockUser(input: $input) { errors { __typename } } }';
const LISTS = `{ friends(first: 9) { totalCount edges { node { id } } } blockedUsers(first: 9) { edges { node { id } } }
  friendRequests(direction: INCOMING, first: 9) { edges { node { id } } } friendshipsCursor }`;
const CHANGED = `subscription ($after: String) { friendshipChanged(after: $after) {
  user { id } status cursor resyncRequired } }`;

describe('who has deleted their account', () => {
  let world: DomainWorld;
  const person = () => newId('usr', new Date());
  const people = [person(), person(), person(), person(), person()] as const;
  const [adaId, benId, cleoId, danId, eveId] = people;
  const at = new Date().toISOString();

  const run = async (viewerId: string, query: string, input?: Record<string, unknown>) => {
    const { data, errors } = await world.execute(query, input === undefined ? {} : { input }, world.as(viewerId));
    expect(errors).toBeUndefined();
    return Object(data);
  };
  const ask = async (sender: string, receiver: string): Promise<string> =>
    (await run(sender, REQUEST, { userId: receiver })).sendFriendRequest.request.id;

  beforeAll(async () => {
    world = await openDomainWorld(friends, { answers: { auth: () => ({ users: [null] }) } });
    for (const userId of people) await world.publish(userRegistered, { userId, nickname: userId, registeredAt: at });
    for (const other of [benId, eveId]) await run(other, ACCEPT, { requestId: await ask(adaId, other) });
    await ask(adaId, cleoId);
    await run(danId, BLOCK, { userId: adaId });
    await run(adaId, BLOCK, { userId: eveId });
  });
  afterAll(() => world.close());

  test('is nobody’s friend any more, and subscribers who saw them in a list are asked to read it again', async () => {
    const before = await run(benId, LISTS);
    expect(before.friends.totalCount).toBe(1);
    const following = await world.subscribe(CHANGED, { after: before.friendshipsCursor }, world.as(benId));

    await world.erase(adaId);

    expect(await world.remains(adaId)).toEqual([]);
    const { data, errors } = await nextOf(following);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ friendshipChanged: { user: null, status: null, resyncRequired: true } });
    await following.return?.();
    for (const person of [benId, cleoId, danId, eveId]) {
      const lists = await run(person, LISTS);
      expect([lists.friends.edges, lists.blockedUsers.edges, lists.friendRequests.edges]).toEqual([[], [], []]);
    }
  });

  test('leaves no gap in the logs of others', async () => {
    const rows = await world.sql.$queryRaw<{ fits: boolean }[]>`
      SELECT count(*) = max(e.sequence) AND max(e.sequence) = max(head.sequence) AS fits FROM log_entry AS e
      JOIN log_head AS head USING (log, key) GROUP BY log, key`;
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.every(({ fits }) => fits)).toBe(true);
  });

  test('cannot receive requests or be blocked any more', async () => {
    const request = await run(benId, REQUEST, { userId: adaId });
    expect(request.sendFriendRequest.errors).toEqual([{ __typename: 'NotFound' }]);
    expect((await run(benId, BLOCK, { userId: adaId })).blockUser.errors).toEqual([{ __typename: 'NotFound' }]);
    expect(await world.remains(adaId)).toEqual([]);
  });
});
