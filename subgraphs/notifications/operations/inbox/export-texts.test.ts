import { expect, jest, test } from '@jest/globals';
import { AT, callerOf, exampleNotification, exampleTemplate } from '../../../../tests/example-notification.ts';
import type { NotificationsRepository } from '../../repository/index.ts';
import { exportTexts } from './export-texts.ts';

test('each notification is exported with the text that the person may read, and with null for one that is hidden', async () => {
  const notificationsOf = jest.fn<NotificationsRepository['notificationsOf']>(async () => [
    exampleNotification({ id: 'ntf_1', actorId: 'usr_ben', data: { what: 'time' }, readAt: AT }),
    exampleNotification({ id: 'ntf_2', actorId: 'usr_eve', messageId: 'msg_1' }),
  ]);
  const textNeedsOf = jest.fn((_caller: object) => ({
    templates: { load: async () => exampleTemplate() },
    names: { load: async () => 'Ben' },
    hiddenSubjects: { load: async () => false },
    relations: { load: async (id: string) => ({ isHidden: id === 'usr_eve', hasEnded: false, hasUnfollowed: false }) },
  }));
  const collection = exportTexts({ repository: { notificationsOf }, textNeedsOf });
  const about = {
    actorId: 'usr_ben',
    messageId: null,
    friendRequestId: null,
    streamId: null,
    subjectType: null,
    subjectId: null,
  };
  const times = { createdAt: AT, readAt: AT, archivedAt: null };

  expect(await collection.read('usr_ada', 'ntf_0', 10)).toEqual([
    {
      key: 'ntf_1',
      record: {
        ...{ id: 'ntf_1', type: 'MESSAGE', title: 'Hello from Ben', body: 'It is time', hiddenReason: null },
        ...about,
        ...times,
      },
    },
    {
      key: 'ntf_2',
      record: {
        ...{ id: 'ntf_2', type: 'MESSAGE', title: null, body: null, hiddenReason: 'ACTOR_HIDDEN' },
        ...{ ...about, actorId: 'usr_eve', messageId: 'msg_1' },
        ...{ ...times, readAt: null },
      },
    },
  ]);
  expect(collection.name).toBe('notifications');
  expect(notificationsOf).toHaveBeenCalledWith('usr_ada', 'ntf_0', 10);
  expect(textNeedsOf).toHaveBeenCalledWith(callerOf('usr_ada'));
});
