import { expect, jest, test } from '@jest/globals';
import { AT, minutesLater } from '../../../../tests/example-notification.ts';
import type { NotificationsStore } from '../../repository/index.ts';
import { linkChat } from './link-chat.ts';

const CODE = 'lnk_019a0000-0000-7000-8000-000000000000';

function worldOf(isLinked = true) {
  const store = { linkChat: jest.fn<NotificationsStore['linkChat']>(async () => isLinked) };
  return {
    store,
    now: () => AT,
    repository: { transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store) },
  };
}

const update = (text: string, chat: object = { id: 4711, type: 'private' }) => ({
  update_id: 1,
  message: { text, chat },
});

test.each([true, false])(
  'Start below a link of the last 15 minutes links the chat, if a device waits for it: %s',
  async (isLinked) => {
    const world = worldOf(isLinked);

    expect(await linkChat(world, update(`/start ${CODE}`))).toBe(isLinked);
    expect(world.store.linkChat.mock.calls).toEqual([[`link:${CODE}`, '4711', minutesLater(-15)]]);
  },
);

test.each([
  ['from a group', update(`/start ${CODE}`, { id: 6, type: 'group' })],
  ['from a chat whose id is no number', update(`/start ${CODE}`, { id: 'x', type: 'private' })],
  ['with another word', update(`/stop ${CODE}`)],
  ['without a code', update('/start')],
  ['with text after the code', update(`/start ${CODE} please`)],
  ['of another kind', { update_id: 2, callback_query: {} }],
  ['that is no object', 'nonsense'],
])('an update %s links nothing', async (_, body) => {
  const world = worldOf();

  expect(await linkChat(world, body)).toBe(false);
  expect(world.store.linkChat).not.toHaveBeenCalled();
});
