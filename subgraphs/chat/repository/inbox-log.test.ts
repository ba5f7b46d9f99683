import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../../runtime/operations/ids.ts';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { type ChatRepository, openChatRepository } from './index.ts';

const at = new Date('2026-11-20T12:00:00.000Z');

describe('bringing changes to their members', () => {
  let database: FreshDatabase;
  let repository: ChatRepository;
  let people: string[];

  beforeAll(async () => {
    database = await freshDatabase();
    repository = openChatRepository(database.urlOf('chat'));
  });
  afterAll(async () => {
    await repository.close();
    await database.drop();
  });
  beforeEach(() => {
    // In order: of those who joined together, the first inherits.
    people = Array.from({ length: 3 }, () => newId('usr', at)).sort();
  });

  const openOne = async (kind: 'GROUP' | 'ROOM', memberIds = people): Promise<string> => {
    const id = newId('cnv', at);
    const draft = {
      id,
      kind,
      title: 'Us',
      roomKey: kind === 'ROOM' ? id : null,
      titleSkeleton: null,
      streamId: null,
      memberIds,
      createdAt: at,
    };
    await repository.transaction((store) => store.addConversation(draft));
    return id;
  };
  const post = (conversationId: string, authorId = people[0] ?? '') =>
    repository.addMessage({
      id: newId('msg', at),
      conversationId,
      authorId,
      text: 'hello',
      clientMessageId: null,
      sentAt: at,
      event: { id: newId('evt', at), type: 'chat.message-sent' },
    });
  const pendingOf = async (id: string) => (await repository.unprojected('', 1_000)).find((one) => one.id === id);
  const projectAll = async (id: string): Promise<void> => {
    for (let next = await pendingOf(id); next !== undefined; next = await pendingOf(id)) {
      const conversation = next;
      await repository.transaction((store) => store.project([conversation]));
    }
  };
  const logOf = async (userId = people[0] ?? '') => {
    const rows = await repository.inboxLog.read(userId, 0, 5_000);
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, nth) => nth + 1));
    expect((await repository.inboxLog.heads([userId])).sequences.get(userId) ?? 0).toBe(rows.length);
    return rows.map(({ entry: { kind } }) => kind);
  };

  test('a projector that dies before it commits leaves nothing, and the next one leaves no gap and nothing twice', async () => {
    const id = await openOne('GROUP');
    for (let nth = 0; nth < 5; nth += 1) await post(id);
    const pending = await pendingOf(id);
    if (pending === undefined) throw new Error('there is nothing to project');

    const dying = repository.transaction(async (store) => {
      expect((await store.project([pending])).userIds).toHaveLength(3);
      throw new Error('killed');
    });
    await expect(dying).rejects.toThrow('killed');
    expect(await logOf()).toEqual([]);
    await post(id);
    await projectAll(id);

    for (const userId of people) expect(await logOf(userId)).toEqual(['CREATED', ...Array(6).fill('MESSAGE_ADDED')]);
  });

  test('of two projectors with the same work one does it, and the other nothing', async () => {
    const id = await openOne('GROUP');
    await post(id);
    const pending = await pendingOf(id);
    if (pending === undefined) throw new Error('there is nothing to project');

    const grown = await Promise.all([1, 2, 3].map(() => repository.transaction((store) => store.project([pending]))));

    expect(grown.map(({ userIds }) => userIds.length).sort()).toEqual([0, 0, 3]);
    expect(await logOf()).toEqual(['CREATED', 'MESSAGE_ADDED']);
  });

  test('many conversations are projected together: each once, its changes in their order, and people are named once', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => openOne('GROUP')));
    for (const id of ids) await post(id);
    const pending = (await repository.unprojected('', 1_000)).filter(({ id }) => ids.includes(id));
    const [first] = pending;
    if (first === undefined) throw new Error('there is nothing to project');
    expect(pending.map(({ entries }) => entries)).toEqual([6, 6, 6]);
    await repository.transaction((store) => store.project([first]));
    await post(first.id);

    const both = [1, 2].map(() => repository.transaction((store) => store.project(pending)));

    const [one, other] = await Promise.all(both);
    expect([one?.userIds, other?.userIds].map((userIds) => userIds?.length).sort()).toEqual([0, 3]);
    expect([...(one?.userIds ?? []), ...(other?.userIds ?? [])].sort()).toEqual([...people].sort());
    for (const userId of people)
      expect(await logOf(userId)).toEqual(Array(3).fill(['CREATED', 'MESSAGE_ADDED']).flat());
    expect((await pendingOf(first.id))?.from).toBe(2);
    await projectAll(first.id);
    expect(await logOf()).toHaveLength(7);
  });

  test('conversations of the same people and their own reading marks, all at once, leave no gap in anybody’s log', async () => {
    const [one, ...others] = people;
    const ids = await Promise.all([1, 2, 3, 4].map(() => openOne('GROUP')));
    await Promise.all(
      ids.flatMap((id) =>
        [1, 2, 3].flatMap(() => [
          post(id),
          repository.markRead({ conversationId: id, userId: others[0] ?? '', sequence: 9, at }),
        ]),
      ),
    );
    const pending = (await repository.unprojected('', 1_000)).filter(({ id }) => ids.includes(id));
    await Promise.all([
      ...pending.map((conversation) => repository.transaction((store) => store.project([conversation]))),
      ...ids.map((id) => repository.markRead({ conversationId: id, userId: others[0] ?? '', sequence: 9, at })),
    ]);

    expect(await logOf(one)).toHaveLength(16);
    expect((await logOf(others[0])).filter((kind) => kind !== 'READ')).toHaveLength(16);
  });

  test('who left and came back before it was projected hears of both, and of nothing between', async () => {
    const [owner = '', , leaver = ''] = people;
    const id = await openOne('GROUP');
    await projectAll(id);
    await repository.transaction((store) => store.removeMember(id, leaver, at));
    await post(id);
    await repository.transaction((store) => store.addMembers(id, [leaver], 10, at));
    await post(id);
    await projectAll(id);

    expect(await logOf(leaver)).toEqual(['CREATED', 'MEMBER_LEFT', 'MEMBER_JOINED', 'MESSAGE_ADDED']);
    expect(await logOf(owner)).toEqual(['CREATED', 'MEMBER_LEFT', 'MESSAGE_ADDED', 'MEMBER_JOINED', 'MESSAGE_ADDED']);
  });

  test('a leaving owner is followed by a change of role, sent to the remaining members', async () => {
    const [owner = '', heir = ''] = people;
    const id = await openOne('GROUP');
    await repository.transaction((store) => store.removeMember(id, owner, at));
    await projectAll(id);

    expect(await logOf(heir)).toEqual(['CREATED', 'MEMBER_LEFT', 'MEMBER_CHANGED']);
    expect((await repository.inboxLog.read(heir, 2, 1))[0]?.entry.memberId).toBe(heir);
    expect(await logOf(owner)).toEqual(['MEMBER_LEFT']);
  });

  test('who inherits a room hears of it, and of a room nobody hears anything else of others', async () => {
    const [owner = '', heir = '', other = ''] = people;
    const id = await openOne('ROOM', [owner]);
    for (const who of [heir, other]) await repository.transaction((store) => store.addMembers(id, [who], 10, at));
    await post(id);
    await repository.transaction((store) => store.removeMember(id, owner, at));
    await projectAll(id);

    expect(await logOf(heir)).toEqual(['MEMBER_JOINED', 'MEMBER_CHANGED']);
    expect(await logOf(other)).toEqual(['MEMBER_JOINED']);
    expect(await logOf(owner)).toEqual(['CREATED', 'MEMBER_LEFT']);
  });

  test('many changes for many members are brought in steps that each fit into one transaction', async () => {
    const crowd = Array.from({ length: 999 }, () => newId('usr', at));
    const id = await openOne('GROUP', crowd);
    for (let nth = 0; nth < 24; nth += 1) await post(id, crowd[0]);
    const pending = await pendingOf(id);
    if (pending === undefined) throw new Error('there is nothing to project');

    expect(pending.entries).toBe(10 * 999);
    const { isPartial } = await repository.transaction((store) => store.project([pending]));
    expect(isPartial).toBe(true);
    expect((await pendingOf(id))?.from).toBe(10);
    await projectAll(id);
    expect(await logOf(crowd[998])).toHaveLength(25);
  });

  test('work is found round by round, so that nobody waits behind the busiest', async () => {
    const ids = (await Promise.all([1, 2, 3].map(() => openOne('GROUP')))).sort();
    const [first = '', second = ''] = ids;
    const found = async (after: string) => (await repository.unprojected(after, 1))[0]?.id;
    expect(await found(first)).toBe(second);
    await Promise.all(ids.map(projectAll));
  });
});
