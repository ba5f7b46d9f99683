import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import streaming from './index.ts';

const SESSIONS = 150;

describe('what streaming keeps about a person', () => {
  let world: DomainWorld;

  beforeAll(async () => {
    world = await openDomainWorld(streaming);
    const { sql } = world;
    await sql.$executeRaw`
      INSERT INTO live_stream (id, host_id, title, visibility, state, stream_key_hash, started_at, ended_at)
      VALUES ('str_1', 'usr_ada', 'my day', 'FRIENDS', 'ENDED', 'hash_canary1', now(), now()),
             ('str_2', 'usr_eve', 'title_canary', 'FRIENDS', 'LIVE', 'hash_canary2', now(), NULL)`;
    await sql.$executeRaw`
      INSERT INTO stream_viewer (stream_id, user_id, session_id, joined_at)
      SELECT 'str_1', 'usr_ada', 'ses_' || lpad(n::text, 4, '0'), now() FROM generate_series(1, ${SESSIONS}::int) n
      UNION ALL VALUES ('str_2', 'usr_ada', '', now()), ('str_2', 'usr_ada', 'ses_0001', now()), ('str_1', 'usr_canary', 'ses_canary', now())`;
    await sql.$executeRaw`INSERT INTO block (blocker_id, blocked_id, is_active, changed_at) VALUES ('usr_canary', 'usr_ada', true, now())`;
  });
  afterAll(() => world.close());

  test('is their own streams without keys, and each viewing once, and nothing of others', async () => {
    const { streams = [], viewings = [], ...rest } = await personalDataOf(world, 'usr_ada');

    expect(rest).toEqual({ giftsReceived: [], giftsSent: [], streamBans: [], streamsModerated: [] });
    expect(streams).toEqual([expect.objectContaining({ id: 'str_1', title: 'my day', state: 'ENDED' })]);
    expect(viewings.map(({ streamId }) => streamId)).toEqual([...Array(SESSIONS).fill('str_1'), 'str_2', 'str_2']);
    expect(new Set(viewings.map(({ streamId, sessionId }) => `${streamId} ${sessionId}`)).size).toBe(SESSIONS + 2);
    expect(JSON.stringify({ streams, viewings })).not.toMatch(/canary|hash/i);
  });
});
