import { expect, test } from '@jest/globals';
import { AT, exampleConversation } from '../../../tests/example-conversation.ts';
import { exampleLiveChat, NOT_FOLLOWED, NOTHING_OPEN, take } from '../../../tests/example-live-chat.ts';
import type { ConversationMember } from '../repository/index.ts';
import { watchReceipts } from './watch-receipts.ts';

const memberOf = (userId: string, readSequence: number, deliveredSequence = readSequence): ConversationMember => ({
  conversationId: 'cnv_1',
  userId,
  role: 'MEMBER',
  joinedAt: AT,
  joinedChange: 1,
  readSequence,
  deliveredSequence,
});

test('it starts with every member, and then reads only whom a signal names', async () => {
  const { context, repository, signals, open } = exampleLiveChat(exampleConversation());
  repository.memberPages.mockResolvedValue([[memberOf('usr_ada', 3), memberOf('usr_ben', 1)]]);
  const stream = await watchReceipts(context, 'cnv_1');
  expect(await take(stream, 2)).toEqual([memberOf('usr_ada', 3), memberOf('usr_ben', 1)]);

  repository.members.mockResolvedValue([memberOf('usr_ben', 1, 2)]);
  await signals.notify('chat.receipts:cnv_1', { userId: 'usr_ben' });

  expect(await take(stream, 1)).toEqual([memberOf('usr_ben', 1, 2)]);
  expect(repository.members.mock.calls).toEqual([['cnv_1', ['usr_ben']]]);
  expect(repository.memberPages).toHaveBeenCalledTimes(1);
  expect((await open()).online).toBe(1);
  await stream.return?.();
  expect(await open()).toEqual(NOTHING_OPEN);
});

test.each([
  ['a lost connection', null],
  ['a signal that names nobody', {}],
])('after %s all members are read again, and only changed receipts are given', async (_, payload) => {
  const { context, repository, signals } = exampleLiveChat(exampleConversation());
  repository.memberPages.mockResolvedValue([[memberOf('usr_ada', 3), memberOf('usr_ben', 1)]]);
  const stream = await watchReceipts(context, 'cnv_1');
  await take(stream, 2);

  repository.memberPages.mockResolvedValue([[memberOf('usr_ada', 3), memberOf('usr_ben', 2)]]);
  await signals.notify('chat.receipts:cnv_1', payload);

  expect(await take(stream, 1)).toEqual([memberOf('usr_ben', 2)]);
  expect(repository.members).not.toHaveBeenCalled();
  await stream.return?.();
});

test('it fails when the viewer loses access, before anything is read, and closes what it has opened', async () => {
  const { context, permitted, repository, signals, open } = exampleLiveChat(exampleConversation());
  repository.memberPages.mockResolvedValue([[memberOf('usr_ada', 3)]]);
  const stream = await watchReceipts(context, 'cnv_1');
  await take(stream, 1);

  permitted.clear();
  await signals.notify('chat.access:cnv_1');

  await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  expect(repository.memberPages).toHaveBeenCalledTimes(1);
  expect(await open()).toEqual(NOTHING_OPEN);
});

test.each(NOT_FOLLOWED)('watching %s fails, and nothing is opened', async (_, conversation) => {
  const { context, open } = exampleLiveChat(conversation);

  await expect(watchReceipts(context, 'cnv_1')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  expect(await open()).toEqual(NOTHING_OPEN);
});

test('watching requires a viewer', async () => {
  const { context } = exampleLiveChat(exampleConversation(), { viewerId: null });
  await expect(watchReceipts(context, 'cnv_1')).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
