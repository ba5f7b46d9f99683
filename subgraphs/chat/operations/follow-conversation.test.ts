import { describe, expect, test } from '@jest/globals';
import { exampleConversation, exampleMessage } from '../../../tests/example-conversation.ts';
import { exampleEvent, exampleLiveChat, NOT_FOLLOWED, NOTHING_OPEN } from '../../../tests/example-live-chat.ts';
import { findFollowed, followInbox, followMessages } from './follow-conversation.ts';

describe('findFollowed', () => {
  test('returns a conversation that the viewer may read', async () => {
    const conversation = exampleConversation({ kind: 'ROOM', role: null });
    expect(await findFollowed(exampleLiveChat(conversation).context, 'cnv_1')).toBe(conversation);
  });

  test.each(NOT_FOLLOWED)('fails for %s', async (_, conversation) => {
    const { context } = exampleLiveChat(conversation);
    await expect(findFollowed(context, 'cnv_1')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  });
});

describe('followMessages', () => {
  test('gives the messages of the log after the cursor, and counts as a connection while it is open', async () => {
    const event = exampleEvent(exampleMessage());
    const { context, follow, leases, messageLog, open } = exampleLiveChat(exampleConversation(), { logged: [event] });

    const stream = await followMessages(context, 'cnv_1', 'after');

    expect(follow).toHaveBeenCalledWith(messageLog, 'cnv_1', 'usr_ada', 'after');
    expect(await leases.members('connection', ['cnv_1'])).toEqual([[expect.stringMatching(/^con_/)]]);
    expect((await open()).online).toBe(1);
    expect(await stream.next()).toEqual({ done: false, value: event });
    await stream.return?.();
    expect(await leases.members('connection', ['cnv_1'])).toEqual([[]]);
    expect(await open()).toEqual(NOTHING_OPEN);
  });

  test.each(NOT_FOLLOWED)('fails for %s, and nothing is opened', async (_, conversation) => {
    const { context, follow, open } = exampleLiveChat(conversation);

    await expect(followMessages(context, 'cnv_1', null)).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    expect(follow).not.toHaveBeenCalled();
    expect(await open()).toEqual(NOTHING_OPEN);
  });
});

describe('followInbox', () => {
  test('gives the viewer’s own log after the cursor, and holds their presence', async () => {
    const { context, follow, inboxLog, open } = exampleLiveChat(null);

    const stream = await followInbox(context, 'after');

    expect(follow).toHaveBeenCalledWith(inboxLog, 'usr_ada', 'usr_ada', 'after');
    expect((await open()).online).toBe(1);
    await stream.return?.();
    expect(await open()).toEqual(NOTHING_OPEN);
  });
});

test.each([
  ['messages', followMessages] as const,
  ['the inbox', (context: Parameters<typeof followInbox>[0]) => followInbox(context, null)] as const,
])('following %s requires a viewer', async (_, operation) => {
  const { context } = exampleLiveChat(exampleConversation(), { viewerId: null });
  await expect(operation(context, 'cnv_1', null)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
