import { expect, test } from '@jest/globals';
import { exampleConversation } from '../../../tests/example-conversation.ts';
import { exampleEvent, exampleLiveChat, NOT_FOLLOWED, NOTHING_OPEN } from '../../../tests/example-live-chat.ts';
import { followUpdates } from './follow-updates.ts';

test('only changes of posted messages are given, and what asks to read anew', async () => {
  const updates = [
    exampleEvent({ kind: 'MESSAGE_EDITED', messageId: 'msg_1', memberId: null }),
    exampleEvent({ kind: 'MESSAGE_DELETED', messageId: 'msg_2', memberId: null }),
    exampleEvent(null),
  ];
  const { context, follow, changeLog, open } = exampleLiveChat(exampleConversation(), {
    logged: [
      exampleEvent({ kind: 'MESSAGE_ADDED', messageId: 'msg_3', memberId: null }),
      ...updates,
      exampleEvent({ kind: 'MEMBER_ADDED', messageId: null, memberId: 'usr_ben' }),
    ],
  });

  const stream = await followUpdates(context, 'cnv_1', 'after');

  expect(follow).toHaveBeenCalledWith(changeLog, 'cnv_1', 'usr_ada', 'after');
  expect((await open()).online).toBe(1);
  const events = [];
  for await (const event of stream) events.push(event);
  expect(events).toEqual(updates);
  expect(await open()).toEqual(NOTHING_OPEN);
});

test.each(NOT_FOLLOWED)('following %s fails, and nothing is opened', async (_, conversation) => {
  const { context, follow, open } = exampleLiveChat(conversation);

  await expect(followUpdates(context, 'cnv_1', null)).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  expect(follow).not.toHaveBeenCalled();
  expect(await open()).toEqual(NOTHING_OPEN);
});

test('following requires a viewer', async () => {
  const { context } = exampleLiveChat(exampleConversation(), { viewerId: null });
  await expect(followUpdates(context, 'cnv_1', null)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
