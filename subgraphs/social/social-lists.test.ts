import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, createFollowWorld } from './fixtures/follow-world.ts';

describe('mutes and lists', () => {
  const w = createFollowWorld();
  const { unknown, newPerson, people, ask, change } = w;
  beforeAll(w.open);
  afterAll(w.close);

  test('people, words, tags and threads are muted, for good or for a time', async () => {
    const [ada, ben] = people(2) as [string, string];
    const until = w.instant(3_600_000);
    await change('muteUser', { userId: ben }, ada);
    await change('muteUser', { userId: ben, until }, ada);
    await change('muteWord', { text: '  Straße  und Haus' }, ada);
    await change('muteWord', { text: 'STRASSE und haus', until }, ada);
    await change('muteWord', { text: '#Soup', until }, ada);
    const query = '{ mutes { edges { cursor node { kind text until user { id } } } } }';
    const mutes = async () => (await ask(query, {}, ada)).mutes.edges.map(({ node }: Answer) => node);
    expect(await mutes()).toEqual([
      { kind: 'WORD', text: '#Soup', until, user: null },
      { kind: 'WORD', text: 'STRASSE und haus', until, user: null },
      { kind: 'WORD', text: 'Straße  und Haus', until: null, user: null },
      { kind: 'USER', text: null, until, user: { id: ben } },
    ]);
    await change('unmuteWord', { text: '#SOUP' }, ada);
    w.skip(7_200_000);
    expect((await mutes()).map(({ text }: Answer) => text)).toEqual(['Straße  und Haus']);
    await change('unmuteUser', { userId: ben }, ada);

    const refusal = async (name: string, input: object) => (await change(name, input, ada)).errors[0]?.__typename;
    expect(await refusal('muteUser', { userId: ada })).toBe('InvalidInput');
    expect(await refusal('muteUser', { userId: unknown })).toBe('NotFound');
    expect(await refusal('muteUser', { userId: ben, until: w.instant(-1) })).toBe('InvalidInput');
    expect(await refusal('muteUser', { userId: ben, until: w.instant(400 * 86_400_000) })).toBe('InvalidInput');
    expect(await refusal('muteWord', { text: ' ' })).toBe('InvalidInput');
    expect(await refusal('muteWord', { text: '!!' })).toBe('InvalidInput');
    expect(await refusal('muteWord', { text: '#12' })).toBe('InvalidInput');
    expect(await refusal('muteWord', { text: 'a b c d e f' })).toBe('InvalidInput');
    expect(await refusal('muteThread', { postId: 'pst_1' })).toBe('NotFound');
    await w.domain.sql.$executeRaw`
      INSERT INTO word_mute (user_id, word, text, created_at)
      SELECT ${ada}, 'w' || n, 'w' || n, now() FROM generate_series(1, 199) AS n`;
    expect(await refusal('muteWord', { text: 'one more' })).toBe('NotPermitted');
  });

  test('lists are for their owner alone, and bounded', async () => {
    const [ada, ben] = people(2) as [string, string];
    const { list } = await change('createList', { title: ' Close  friends ' }, ada, 'list { id title memberCount }');
    expect(list).toMatchObject({ title: 'Close  friends', memberCount: 0 });
    const listId = list.id;
    expect(await ask('query ($id: ID!) { list(id: $id) { id } }', { id: listId }, ben)).toEqual({ list: null });
    const refusal = async (name: string, input: object, viewerId = ada) =>
      (await change(name, input, viewerId)).errors[0]?.__typename;
    expect(await refusal('addToList', { listId, userIds: [ben] }, ben)).toBe('NotFound');
    expect(await refusal('updateList', { listId, title: 'Mine' }, ben)).toBe('NotFound');
    expect(await refusal('deleteList', { listId }, ben)).toBe('NotFound');
    expect(await refusal('addToList', { listId, userIds: people(10_000) })).toBe('InvalidInput');
    expect(await refusal('addToList', { listId, userIds: [] })).toBe('InvalidInput');
    expect(await refusal('addToList', { listId, userIds: [ben, unknown] })).toBe('NotFound');
    expect(await refusal('createList', { title: 'a\nb' })).toBe('InvalidInput');
    await change('addToList', { listId, userIds: [ben, ada] }, ada);
    expect(await change('addToList', { listId, userIds: [ben, ben] }, ada, 'list { memberCount }')).toMatchObject({
      list: { memberCount: 2 },
    });
    await change('removeFromList', { listId, userIds: [ada, unknown] }, ada);
    await w.domain.sql.$executeRaw`
      INSERT INTO user_list_member (list_id, user_id, added_at) SELECT ${listId}, 'usr_' || n, now() FROM generate_series(1, 998) AS n`;
    expect(await refusal('addToList', { listId, userIds: people(2) })).toBe('NotPermitted');
    expect(await refusal('addToList', { listId, userIds: people(1) })).toBeUndefined();
    await Promise.all(Array.from({ length: 60 }, (_, nth) => change('createList', { title: `List ${nth}` }, ada)));
    const { lists } = await ask('{ lists(first: 100) { edges { node { id } } } }', {}, ada);
    expect(lists.edges).toHaveLength(50);
    expect(await change('deleteList', { listId }, ada, 'listId')).toEqual({ listId, errors: [] });
    expect(await refusal('deleteList', { listId })).toBe('NotFound');
  });

  test('forged cursors are refused', async () => {
    const fields = ['followRequests', 'mutes', 'lists', 'whoToFollow'];
    for (const field of fields) {
      const query = `query ($after: String) { ${field}(after: $after) { pageInfo { endCursor } } }`;
      const { errors } = await w.domain.execute(query, { after: 'bm90IGEgY3Vyc29y' }, w.domain.as(newPerson()));
      expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    }
  });
});
