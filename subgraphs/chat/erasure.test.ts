import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { friendshipStarted, userBlocked } from '../friends/events.ts';
import { streamStarted } from '../streaming/events.ts';

const READ = `query ($id: ID!) { conversation(id: $id) { kind title viewerRole otherUser { id }
  members(first: 9) { totalCount edges { node { user { id } role } } }
  messages(first: 9) { edges { node { sequence text author { id } } } } } }`;
const MESSAGES = `subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) {
  message { sequence text } resyncRequired } }`;
const CHANGES = `subscription ($after: String) { conversationUpdated(after: $after) { change member { id } conversationId } }`;
const CURSORS = 'query ($id: ID!) { conversation(id: $id) { cursor } conversationsCursor }';

describe('who has deleted their account', () => {
  let chat: ChatWorld;
  let direct: string;
  let group: string;
  const person = () => newId('usr', new Date());
  // Of two who joined at once the one with the lesser id inherits.
  const [ada = '', ben = '', cleo = ''] = [person(), person(), person()].sort();
  const at = new Date().toISOString();

  beforeAll(async () => {
    chat = await openChatWorld();
    direct = await chat.open(ada, ben);
    group = await chat.open(ada, ben, cleo);
    await chat.send(ada, direct, 'first canary', 'named by ada');
    await chat.send(ben, direct, 'from ben');
    await chat.send(ada, group, 'second canary');
    await chat.publish(friendshipStarted, { userIds: [ada, ben], at });
    await chat.publish(userBlocked, { userId: person(), blockedId: ada, at });
    await chat.publish(streamStarted, { streamId: newId('str', new Date()), hostId: ada, title: 'third canary', at });
    await chat.settled();
  });
  afterAll(() => chat.close());

  test('has written nothing and belongs to nothing; places stay, and the direct conversation stays with the other', async () => {
    const { data } = await chat.execute(CURSORS, { id: direct }, chat.as(ben));
    const listener = await chat.listen(ben, MESSAGES, { id: direct, after: Object(data)['conversation'].cursor });
    const changes = await chat.listen(ben, CHANGES, { after: Object(data)['conversationsCursor'] });

    await chat.erase(ada);
    await chat.settled();

    expect(await chat.remains(ada, 'canary', 'named by ada')).toEqual([]);
    const readDirect = await chat.run(ben, READ, { id: direct });
    expect(readDirect).toMatchObject({ otherUser: null, members: { totalCount: 1 } });
    expect(readDirect.messages.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { sequence: 1, text: '', author: null },
      { sequence: 2, text: 'from ben', author: { id: ben } },
    ]);
    const readGroup = await chat.run(cleo, READ, { id: group });
    expect(readGroup.members.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { user: { id: ben }, role: 'OWNER' },
      { user: { id: cleo }, role: 'MEMBER' },
    ]);
    const events = await changes.until(3);
    expect(events).toEqual(
      expect.arrayContaining([
        { change: 'UPDATED', member: null, conversationId: direct },
        { change: 'MEMBER_LEFT', member: null, conversationId: group },
        { change: 'MEMBER_CHANGED', member: { id: ben }, conversationId: group },
      ]),
    );
    await chat.send(ben, group, 'still here');
    expect(listener.ending()).toBeUndefined();
    expect(listener.events).toEqual([]);
    await Promise.all([listener.close(), changes.close()]);
  });

  test('cannot be written to, and comes back by no event that is late', async () => {
    const sent = await chat.send(ben, direct, 'are you there?');
    expect(sent.errors).toMatchObject([{ __typename: 'NotPermitted', message: expect.stringContaining('deleted') }]);
    await chat.publish(streamStarted, { streamId: newId('str', new Date()), hostId: ada, title: 'late canary', at });
    await chat.publish(friendshipStarted, { userIds: [ada, ben], at });
    expect(await chat.remains(ada, 'canary')).toEqual([]);
  });

  test('leaves no hole in anybody’s log', async () => {
    const rows = await chat.sql.$queryRaw<{ fits: boolean }[]>`
      SELECT count(*) = max(p.sequence) AND max(p.sequence) = max(h.sequence) AS fits
      FROM person_change p JOIN person_head h USING (user_id) GROUP BY user_id
      UNION ALL SELECT count(*) = max(x.sequence) AND max(x.sequence) = max(c.change_sequence)
      FROM conversation_change x JOIN conversation c ON c.id = x.conversation_id GROUP BY c.id
      UNION ALL SELECT count(*) = max(m.sequence) AND max(m.sequence) = max(c.last_sequence)
      FROM message m JOIN conversation c ON c.id = m.conversation_id GROUP BY c.id`;
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.every(({ fits }) => fits)).toBe(true);
  });

  test('is gone from a great history too, a part at a time', async () => {
    const dan = person();
    const much = await chat.open(dan, ben);
    await chat.sql.$executeRaw`
      INSERT INTO message (conversation_id, sequence, id, author_id, text, sent_at)
      SELECT ${much}, n, 'msg_of_dan_' || n, ${dan}, 'canary ' || n, now() FROM generate_series(1, 2500) AS n`;
    await chat.sql.$executeRaw`UPDATE conversation SET last_sequence = 2500 WHERE id = ${much}`;
    for (let nth = 0; nth < 60; nth += 1) await chat.open(dan, person());
    await chat.settled();

    await chat.erase(dan);
    await chat.settled();

    expect(await chat.remains(dan, 'canary')).toEqual([]);
  });
});
