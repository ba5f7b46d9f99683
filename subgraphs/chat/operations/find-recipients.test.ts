import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { findRecipients, findRecipientsOfEach } from './find-recipients.ts';

const needs = {
  now: () => AT,
  repository: {
    namedAmong: async (_: string, userIds: readonly string[]) => userIds.filter((id) => id !== 'usr_eve'),
    unreadBy: async (messageIds: readonly string[]) =>
      messageIds.map((messageId) => (messageId === 'msg_1' ? ['usr_ada', 'usr_bob', 'usr_cleo'] : [])),
  },
  leases: {
    members: async (_: string, ids: readonly string[]) => ids.map((id) => (id === 'usr_bob' ? ['con_1'] : [])),
  },
};

test('a member who has not read it and is not online is notified', async () => {
  expect(await findRecipients(needs, 'msg_1')).toEqual(['usr_ada', 'usr_cleo']);
});

test('an edit notifies the people it newly mentions, online or not', async () => {
  const found = findRecipients(needs, 'msg_1', ['usr_bob', 'usr_eve']);
  expect(await found).toEqual(['usr_bob']);
});

test('a message without recipients, or one that does not exist, notifies nobody', async () => {
  expect(await findRecipients(needs, 'msg_2')).toEqual([]);
});

test('several messages have their recipients in the order of the messages', async () => {
  const found = findRecipientsOfEach(needs, ['msg_2', 'msg_1', 'msg_1']);
  expect(await found).toEqual([[], ['usr_ada', 'usr_cleo'], ['usr_ada', 'usr_cleo']]);
});

test('too many messages are refused', async () => {
  await expect(findRecipientsOfEach(needs, Array(101).fill('msg_1'))).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
