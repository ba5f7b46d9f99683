import { expect, jest, test } from '@jest/globals';
import { AT, exampleNeeds } from '../../../tests/example-conversation.ts';
import type { ChatStore } from '../repository/index.ts';
import { eraseUser } from './erase-user.ts';

function worldOf({
  left = [],
  messages = true,
  openings = true,
}: {
  left?: string[];
  messages?: boolean;
  openings?: boolean;
} = {}) {
  return {
    needs: {
      ...exampleNeeds(null),
      // as: only their names are read, by the signals of this test.
      ...{ messageLog: { name: 'chat.messages' } as never, changeLog: { name: 'chat.conversation-changes' } as never },
    },
    store: {
      leaveConversations: jest.fn<ChatStore['leaveConversations']>(async () => left),
      eraseMessages: jest.fn<ChatStore['eraseMessages']>(async () => messages),
      eraseOpenings: jest.fn<ChatStore['eraseOpenings']>(async () => openings),
    },
  };
}

test('a step that leaves conversations has their followers checked again after the commit', async () => {
  const { needs, store } = worldOf({ left: ['cnv_1', 'cnv_2'] });

  const step = await eraseUser(needs, store, 'usr_ada');

  expect(step.isComplete).toBe(false);
  expect(store.leaveConversations).toHaveBeenCalledWith('usr_ada', AT);
  expect(store.eraseMessages).not.toHaveBeenCalled();
  expect(needs.signals.notify).not.toHaveBeenCalled();

  await step.afterCommit?.();
  expect(needs.signals.notify.mock.calls).toEqual([['chat.access:cnv_1'], ['chat.access:cnv_2'], ['chat.changes']]);
  expect(needs.streams.announce.mock.calls.map(([, key]) => key)).toEqual(['cnv_1', 'cnv_1', 'cnv_2', 'cnv_2']);
});

test.each([
  ['while messages are left', false, true, false],
  ['while conversations with their name are left', true, false, false],
  ['once nothing is left', true, true, true],
])('%s: messages %s, openings %s, complete %s', async (_, messages, openings, isComplete) => {
  const { needs, store } = worldOf({ messages, openings });

  expect(await eraseUser(needs, store, 'usr_ada')).toEqual({ isComplete });
  expect(store.eraseMessages).toHaveBeenCalledWith('usr_ada', AT);
  expect(store.eraseOpenings.mock.calls).toEqual(messages ? [['usr_ada']] : []);
});
