import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { type ChatRepository, openChatRepository } from './index.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
let database: FreshDatabase;
let repository: ChatRepository;

beforeAll(async () => {
  database = await freshDatabase();
  repository = openChatRepository(database.urlOf('chat'));
  for (const [id, kind, directKey] of [
    ['cnv_group', 'GROUP', null],
    ['cnv_room', 'ROOM', null],
    ['cnv_pair', 'DIRECT', 'usr_ada:usr_bob'],
  ]) {
    await repository.sql.$executeRaw`
      INSERT INTO conversation (id, kind, direct_key, created_at, active_at, last_sequence) VALUES (${id}, ${kind}, ${directKey}, now(), now(), 1)`;
    await repository.sql.$executeRaw`
      INSERT INTO member (conversation_id, user_id, role, joined_at, joined_change, read_sequence, delivered_sequence)
      VALUES (${id}, 'usr_ada', 'MEMBER', now(), 1, 0, 0), (${id}, 'usr_bob', 'MEMBER', now(), 1, 0, 0), (${id}, 'usr_cleo', 'MEMBER', now(), 1, 1, 1)`;
    await repository.sql.$executeRaw`
      INSERT INTO message (conversation_id, sequence, id, author_id, text, sent_at) VALUES (${id}, 1, ${`msg_of_${id}`}, 'usr_ada', 'hi', now())`;
  }
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});

test('members who have not read a message, except its author', async () => {
  expect(await repository.unreadBy(['msg_of_cnv_group', 'msg_none'], at)).toEqual([['usr_bob'], []]);
});

test('nobody who has muted the conversation, for good or until later', async () => {
  const draft = { conversationId: 'cnv_group', userId: 'usr_bob', at };
  const recipientsAt = (moment: Date) => repository.unreadBy(['msg_of_cnv_group'], moment).then((each) => each.flat());
  await repository.mute(draft, null);
  expect(await recipientsAt(at)).toEqual([]);

  const until = new Date(at.getTime() + 60_000);
  await repository.mute(draft, until);
  expect(await recipientsAt(at)).toEqual([]);
  expect(await recipientsAt(until)).toEqual(['usr_bob']);
  await repository.unmute(draft);
  expect(await recipientsAt(at)).toEqual(['usr_bob']);
});

test('whom a message names among those asked for, read or not, muted or not', async () => {
  const name = (...userIds: string[]) => repository.sql.$executeRaw`
    INSERT INTO message_mention (conversation_id, sequence, user_id)
    SELECT 'cnv_group', 1, user_id FROM unnest(${userIds}::text[]) AS user_id`;
  const named = () => repository.namedAmong('msg_of_cnv_group', ['usr_ada', 'usr_bob', 'usr_cleo', 'usr_eve'], at);
  expect(await named()).toEqual([]);
  // The author names herself, somebody who is no member, and one who has read it already.
  await name('usr_ada', 'usr_cleo', 'usr_eve');
  expect(await named()).toEqual(['usr_cleo']);
  await repository.mute({ conversationId: 'cnv_group', userId: 'usr_cleo', at }, null);
  expect(await named()).toEqual(['usr_cleo']);
  expect(await repository.namedAmong('msg_of_cnv_group', ['usr_bob'], at)).toEqual([]);
  await repository.sql.$executeRaw`DELETE FROM message_mention`;
  await repository.unmute({ conversationId: 'cnv_group', userId: 'usr_cleo', at });
});

test('nobody of a room, of a blocked pair, or of no message', async () => {
  expect(await repository.unreadBy(['msg_of_cnv_pair'], at)).toEqual([['usr_bob']]);
  await repository.sql.$executeRaw`
    INSERT INTO block (blocker_id, blocked_id, is_active, changed_at) VALUES ('usr_bob', 'usr_ada', true, now())`;
  expect(await repository.unreadBy(['msg_of_cnv_pair'], at)).toEqual([[]]);
  expect(await repository.unreadBy(['msg_of_cnv_room'], at)).toEqual([[]]);
  expect(await repository.unreadBy(['msg_none'], at)).toEqual([[]]);
});
