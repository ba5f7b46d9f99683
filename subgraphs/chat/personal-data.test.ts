import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import chat from './index.ts';

const MESSAGES = 250;

describe('what chat keeps about a person', () => {
  let world: DomainWorld;

  beforeAll(async () => {
    world = await openDomainWorld(chat);
    const { sql } = world;
    await sql.$executeRaw`
      INSERT INTO conversation (id, kind, title, direct_key, created_by, created_at, active_at)
      VALUES ('cnv_1', 'DIRECT', NULL, 'usr_ada:usr_ben', 'usr_ada', now(), now()),
             ('cnv_2', 'GROUP', 'our group', NULL, 'usr_ben', now(), now()),
             ('cnv_3', 'GROUP', 'title_canary', NULL, 'usr_ben', now(), now())`;
    await sql.$executeRaw`
      INSERT INTO member (conversation_id, user_id, role, joined_at, joined_change)
      VALUES ('cnv_1', 'usr_ada', 'MEMBER', now(), 1), ('cnv_1', 'usr_ben', 'MEMBER', now(), 1),
             ('cnv_2', 'usr_ada', 'ADMIN', now(), 1), ('cnv_2', 'usr_canary', 'OWNER', now(), 1), ('cnv_3', 'usr_ben', 'OWNER', now(), 1)`;
    await sql.$executeRaw`
      INSERT INTO message (conversation_id, sequence, id, author_id, text, sent_at)
      SELECT CASE WHEN n % 2 = 0 THEN 'cnv_1' ELSE 'cnv_2' END, n, 'msg_' || lpad(n::text, 6, '0'),
             CASE WHEN n % 5 = 0 THEN 'usr_ben' ELSE 'usr_ada' END, CASE WHEN n % 5 = 0 THEN 'text_canary' ELSE 'text ' || n END, now()
      FROM generate_series(1, ${MESSAGES}::int) n`;
    // A group that the person has left: what they wrote there is still theirs, what it is called is not.
    await sql.$executeRaw`
      INSERT INTO message (conversation_id, sequence, id, author_id, text, sent_at) VALUES ('cnv_3', 1, 'msg_x', 'usr_ada', 'left behind', now())`;
    await sql.$executeRaw`INSERT INTO presence (user_id, last_seen_at) VALUES ('usr_ada', '2026-01-02T03:04:05Z')`;
    await sql.$executeRaw`
      INSERT INTO block (blocker_id, blocked_id, is_active, changed_at) VALUES ('usr_canary', 'usr_ada', true, now())`;
  });
  afterAll(() => world.close());

  test('is every message they wrote, wherever it was, and none of others', async () => {
    const { messages = [] } = await personalDataOf(world, 'usr_ada');

    expect(messages).toHaveLength(MESSAGES - MESSAGES / 5 + 1);
    expect(messages[0]).toEqual({
      ...{
        id: 'msg_000001',
        conversationId: 'cnv_2',
        sequence: 1,
        text: 'text 1',
        clientMessageId: null,
        hiddenText: null,
      },
      sentAt: expect.any(String),
      ...{ replyToSequence: null, editedAt: null, deletedAt: null },
    });
    expect(messages.at(-1)).toMatchObject({ conversationId: 'cnv_3', text: 'left behind' });
  });

  test('is where they are a member and when they were last seen, and nothing that others hide', async () => {
    const records = await personalDataOf(world, 'usr_ada');

    expect(records['conversations']).toEqual([
      expect.objectContaining({ conversationId: 'cnv_1', kind: 'DIRECT', withUserId: 'usr_ben', createdByMe: true }),
      expect.objectContaining({
        conversationId: 'cnv_2',
        title: 'our group',
        withUserId: null,
        role: 'ADMIN',
        createdByMe: false,
      }),
    ]);
    expect(records['presence']).toEqual([{ lastSeenAt: '2026-01-02T03:04:05.000Z' }]);
    expect(JSON.stringify(records)).not.toContain('canary');
  });
});
