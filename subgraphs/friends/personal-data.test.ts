import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import friends from './index.ts';

/** Both ways of asking: over more than one page each. */
const REQUESTS_EACH_WAY = 120;

describe('what friends keeps about a person', () => {
  let world: DomainWorld;

  beforeAll(async () => {
    world = await openDomainWorld(friends);
    const { sql } = world;
    await sql.$executeRaw`INSERT INTO person (user_id) VALUES ('usr_ada'), ('usr_eve')`;
    await sql.$executeRaw`
      INSERT INTO friendship (user_id, friend_id, id, since)
      VALUES ('usr_ada', 'usr_ben', 'fsh_1', now()), ('usr_ben', 'usr_ada', 'fsh_1', now()),
             ('usr_ben', 'usr_canary', 'fsh_2', now()), ('usr_canary', 'usr_ben', 'fsh_2', now())`;
    await sql.$executeRaw`
      INSERT INTO friend_request (id, sender_id, receiver_id, status, created_at, updated_at)
      SELECT 'frq_' || lpad((2 * n)::text, 6, '0'), 'usr_ada', 'usr_to' || n, 'REQUESTED', now(), now() FROM generate_series(1, ${REQUESTS_EACH_WAY}::int) n
      UNION ALL
      SELECT 'frq_' || lpad((2 * n + 1)::text, 6, '0'), 'usr_from' || n, 'usr_ada', 'REJECTED', now(), now() FROM generate_series(1, ${REQUESTS_EACH_WAY}::int) n`;
    await sql.$executeRaw`
      INSERT INTO friend_request (id, sender_id, receiver_id, status, created_at, updated_at)
      VALUES ('frq_canary1', 'usr_ada', 'usr_eve', 'REQUESTED', now(), now()), ('frq_canary2', 'usr_ben', 'usr_canary', 'REQUESTED', now(), now())`;
    await sql.$executeRaw`
      INSERT INTO block (user_id, blocked_id, id, since)
      VALUES ('usr_ada', 'usr_mallory', 'blk_1', now()), ('usr_eve', 'usr_ada', 'blk_canary', now())`;
  });
  afterAll(() => world.close());

  test('is each request once, whichever way, over all pages', async () => {
    const { friendRequests = [] } = await personalDataOf(world, 'usr_ada');

    expect(new Set(friendRequests.map(({ id }) => id)).size).toBe(2 * REQUESTS_EACH_WAY);
    expect(friendRequests).toHaveLength(2 * REQUESTS_EACH_WAY);
    expect(friendRequests.slice(0, 2)).toEqual([
      expect.objectContaining({ direction: 'OUTGOING', userId: 'usr_to1', status: 'REQUESTED' }),
      expect.objectContaining({ direction: 'INCOMING', userId: 'usr_from1', status: 'REJECTED' }),
    ]);
  });

  test('is their friends and the blocks they made, and never who blocked them', async () => {
    const personalData = await personalDataOf(world, 'usr_ada');

    expect(personalData['friends']).toEqual([{ id: 'fsh_1', userId: 'usr_ben', since: expect.any(String) }]);
    expect(personalData['blocks']).toEqual([{ id: 'blk_1', userId: 'usr_mallory', since: expect.any(String) }]);
    expect(personalData['registration']).toEqual([{ knownSince: expect.any(String) }]);
    expect(JSON.stringify(personalData)).not.toMatch(/canary|usr_eve/);
  });
});
