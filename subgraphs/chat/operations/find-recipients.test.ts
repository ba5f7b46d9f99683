import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { findRecipients } from './find-recipients.ts';

const needs = {
  now: () => AT,
  repository: {
    namedAmong: async (_: string, userIds: readonly string[]) => userIds.filter((id) => id !== 'usr_eve'),
    unreadBy: async (messageId: string) => (messageId === 'msg_1' ? ['usr_ada', 'usr_bob', 'usr_cleo'] : []),
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
