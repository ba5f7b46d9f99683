import { expect, test } from '@jest/globals';
import { exampleConversation } from '../../../tests/example-conversation.ts';
import { exampleLiveChat, NOT_FOLLOWED, NOTHING_OPEN, take } from '../../../tests/example-live-chat.ts';
import { watchTyping } from './watch-typing.ts';

test('it starts with who is typing now, except the viewer, and gives who starts and stops', async () => {
  const { context, leases, open } = exampleLiveChat(exampleConversation());
  await leases.hold('typing', 'cnv_1', 'usr_ada', 6_000);
  await leases.hold('typing', 'cnv_1', 'usr_ben', 6_000);

  const stream = await watchTyping(context, 'cnv_1');

  expect(await take(stream, 1)).toEqual([{ userId: 'usr_ben', isTyping: true }]);
  await leases.release('typing', 'cnv_1', 'usr_ada');
  await leases.hold('typing', 'cnv_1', 'usr_cleo', 6_000);
  expect(await take(stream, 1)).toEqual([{ userId: 'usr_cleo', isTyping: true }]);
  await leases.release('typing', 'cnv_1', 'usr_ben');
  expect(await take(stream, 1)).toEqual([{ userId: 'usr_ben', isTyping: false }]);
  expect((await open()).online).toBe(1);
  await stream.return?.();
  expect(await open()).toEqual(NOTHING_OPEN);
});

test('it fails when the viewer loses access, and closes what it has opened', async () => {
  const { context, permitted, signals, leases, open } = exampleLiveChat(exampleConversation());
  await leases.hold('typing', 'cnv_1', 'usr_ben', 6_000);
  const stream = await watchTyping(context, 'cnv_1');
  await take(stream, 1);

  permitted.clear();
  await signals.notify('chat.access:cnv_1');

  await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  expect(await open()).toEqual(NOTHING_OPEN);
});

test.each(NOT_FOLLOWED)('watching %s fails, and nothing is opened', async (_, conversation) => {
  const { context, open } = exampleLiveChat(conversation);

  await expect(watchTyping(context, 'cnv_1')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  expect(await open()).toEqual(NOTHING_OPEN);
});

test('watching requires a viewer', async () => {
  const { context } = exampleLiveChat(exampleConversation(), { viewerId: null });
  await expect(watchTyping(context, 'cnv_1')).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
