import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { AT, exampleNeeds } from '../../../tests/example-conversation.ts';
import type { ChatStore, FoundMessage } from '../repository/index.ts';
import { MAX_QUERY_LENGTH, searchMessages } from './search-messages.ts';

const hit = (sequence: number): FoundMessage => ({
  message: {
    id: `msg_${sequence}`,
    conversationId: 'cnv_1',
    sequence,
    authorId: 'usr_bob',
    text: 'hello there',
    clientMessageId: null,
    sentAt: AT,
    replyToSequence: null,
    editedAt: null,
    deletedAt: null,
    isHidden: false,
  },
  words: ['hello'],
});
const worldOf = () => ({
  ...exampleNeeds(null),
  repository: { searchMessages: jest.fn<ChatStore['searchMessages']>(async () => [hit(9), hit(7)]) },
});

test('a page has excerpts, and ends with a cursor that begins the next', async () => {
  const world = worldOf();
  const { edges, pageInfo } = await searchMessages(world, { query: '  hello ', conversationId: 'cnv_1', first: 1 });

  expect(edges).toMatchObject([
    {
      node: { id: 'msg_9' },
      excerpt: [
        { text: 'hello', isMatch: true },
        { text: ' there', isMatch: false },
      ],
    },
  ]);
  expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  await searchMessages(world, { query: 'hello', first: 1, after: pageInfo.endCursor });
  const search = { viewerId: 'usr_ada', query: 'hello', limit: 2 };
  expect(world.repository.searchMessages.mock.calls).toEqual([
    [{ ...search, conversationId: 'cnv_1', from: null }],
    [{ ...search, conversationId: null, from: [AT.getTime(), 'cnv_1', 9] }],
  ]);
});

test.each([
  ['nothing', ''],
  ['blanks', ' \n\t '],
  ['too much', 'x'.repeat(MAX_QUERY_LENGTH + 1)],
  ['a control character', 'a\u0007b'],
  ['half a character', 'a\ud800'],
])('%s is not searched for', async (_, query) => {
  const world = worldOf();
  expect((await searchMessages(world, { query })).edges).toEqual([]);
  expect(world.repository.searchMessages).not.toHaveBeenCalled();
});

test.each([
  ['of another list', JSON.stringify(['conversations', 1, 'x'])],
  ['with a fraction', JSON.stringify(['found-messages', 1, 'cnv_1', 1.5])],
  ['before all time', JSON.stringify(['found-messages', -8.64e15, 'cnv_1', 1])],
])('a cursor %s is refused', async (_, key) => {
  const after = Buffer.from(key).toString('base64url');
  const refused = searchMessages(worldOf(), { query: 'hello', after });
  await expect(refused).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
});

test('who is not signed in searches nothing', async () => {
  const refused = searchMessages({ ...worldOf(), caller: ANONYMOUS }, { query: 'hello' });
  await expect(refused).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
